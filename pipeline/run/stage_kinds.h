#pragma once

#include "pipeline/run/pipeline_run.h"
#include "pipeline/run/stage.h"

#include <string>
#include <vector>

namespace cityflux {

/// Kind of stage: the key of its tables in a pipeline's TOML file, and the
/// function that makes its stages.
struct StageKind {
    const char* key;
    /// Makes the stages of this kind; none if the key is missing. `earlier` are the stages of the
    /// kinds before it. The stages keep a reference to `run`, but none to `earlier`. Throws
    /// InputError with file, line and key.
    Stages (*make)(PipelineRun& run, const Stages& earlier);
};

/// Returns all known kinds, in the order in which their stages are done.
const std::vector<StageKind>& stage_kinds();

/// Returns the keys of all kinds.
std::vector<std::string> stage_keys();

/// Returns all stages of a pipeline. Throws InputError if there are none, if two have the same name
/// or write the same file, or if one writes the ledger. Also throws if a stage reads its own output
/// or that of a later stage.
Stages stages_of(PipelineRun& run);

} // namespace cityflux
