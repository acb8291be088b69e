#pragma once

#include "pipeline/run/pipeline_run.h"
#include "pipeline/run/stage.h"

namespace cityflux {

/// The stages of [[compare]]: each compares inventories and, where it names a primary one, corrects that, as `cityflux compare`
/// does with the same options; called "compare/NAME". Its tables may name stages of totals ("totals/NAME"), and later stages
/// may name it for the corrected totals. Throws InputError naming file, line and key.
Stages make_compare_stages(PipelineRun& run, const Stages& earlier);

} // namespace cityflux
