#pragma once

#include "pipeline/run/pipeline_run.h"
#include "pipeline/run/stage.h"

#include <functional>
#include <string>
#include <vector>

namespace cityflux {

/// What became of a stage in a run.
struct StageReport {
    std::string name;
    bool reused = false;
    std::vector<std::string> reasons; ///< why it was done, each a phrase; empty where it was reused
    std::vector<std::string> outputs; ///< paths
    std::vector<std::string> shortcomings; ///< of this or of the run that made what is reused
};

/// Does those stages whose inputs, options, outputs or program changed since the ledger of the output folder noted them, or all
/// where `force` is set; `said` is told of each as it ends. Makes the output folder and holds it against a second run. Throws
/// InputError where another run holds it, and where a stage is refused: those before it are done and noted.
std::vector<StageReport> run_stages(
    PipelineRun& run, const Stages& stages, bool force, const std::function<void(const StageReport&)>& said);

} // namespace cityflux
