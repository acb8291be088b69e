#pragma once

#include "pipeline/run/pipeline_run.h"
#include "pipeline/run/stage.h"

#include <string>
#include <vector>

namespace cityflux {

/// A kind of stage: the key of its tables in a pipeline's TOML, and what makes its stages of them.
struct StageKind {
    const char* key;
    /// None where the key is not there. `earlier` are the stages of the kinds before it. Keeps `run` and no part of `earlier`.
    /// Throws InputError naming file, line and key.
    Stages (*make)(PipelineRun& run, const Stages& earlier);
};

/// The kinds the program knows, in the order in which their stages are done.
const std::vector<StageKind>& stage_kinds();

/// The keys of all kinds.
std::vector<std::string> stage_keys();

/// All stages of a pipeline. Throws InputError where there are none, where two have one name or write one file, and where one
/// reads what itself or a later one writes.
Stages stages_of(PipelineRun& run);

} // namespace cityflux
