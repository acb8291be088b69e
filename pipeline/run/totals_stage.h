#pragma once

#include "pipeline/run/pipeline_run.h"
#include "pipeline/run/stage.h"

namespace cityflux {

/// Makes the stages of [[totals]], which are named "totals/NAME". Each computes the city totals of
/// one inventory's files, as `cityflux totals` does with the same options. Throws InputError with
/// file, line and key, also if a pattern matches no file.
Stages make_totals_stages(PipelineRun& run, const Stages& earlier);

} // namespace cityflux
