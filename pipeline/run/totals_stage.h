#pragma once

#include "pipeline/run/pipeline_run.h"
#include "pipeline/run/stage.h"

namespace cityflux {

/// The stages of [[totals]]: each makes the city totals of one inventory's files, as `cityflux totals` does with the same
/// options, and is called "totals/NAME". Throws InputError naming file, line and key, also where a pattern matches no file.
Stages make_totals_stages(PipelineRun& run, const Stages& earlier);

} // namespace cityflux
