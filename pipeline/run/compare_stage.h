#pragma once

#include "pipeline/run/pipeline_run.h"
#include "pipeline/run/stage.h"

namespace cityflux {

/// Makes the stages of [[compare]], which are named "compare/NAME". Each compares inventories as
/// `cityflux compare` does with the same options, and corrects the primary inventory if one is
/// named. Its tables may be stages of totals ("totals/NAME"). Later stages may use its corrected
/// totals by its name. Throws InputError with file, line and key.
Stages make_compare_stages(PipelineRun& run, const Stages& earlier);

} // namespace cityflux
