#pragma once

#include "pipeline/run/pipeline_run.h"
#include "pipeline/run/stage.h"

namespace cityflux {

/// Makes the stages of [[score]], which are named "score/NAME". Each scores the cities by one
/// index, as `cityflux score` does with the same options. Its data may be stages with totals
/// ("totals/NAME", "compare/NAME"). Throws InputError with file, line and key.
Stages make_score_stages(PipelineRun& run, const Stages& earlier);

} // namespace cityflux
