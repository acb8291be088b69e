#pragma once

#include "pipeline/run/pipeline_run.h"
#include "pipeline/run/stage.h"

namespace cityflux {

/// The stages of [[score]]: each scores the cities by one index, as `cityflux score` does with the same options, and is called
/// "score/NAME". Their data may name stages with totals ("totals/NAME", "compare/NAME"). Throws InputError naming file, line
/// and key.
Stages make_score_stages(PipelineRun& run, const Stages& earlier);

} // namespace cityflux
