#pragma once

#include "pipeline/run/pipeline_run.h"
#include "pipeline/run/stage.h"

#include <functional>
#include <string>
#include <vector>

namespace cityflux {

/// Outcome of a stage in a run.
struct StageReport {
    std::string name;
    bool reused = false;
    /// Reasons why it was done, each a phrase; empty if it was reused.
    std::vector<std::string> reasons;
    std::vector<std::string> outputs; ///< paths
    /// From this run, or from the run whose result is reused.
    std::vector<std::string> shortcomings;
};

/// Does the stages whose inputs, options, outputs or program changed since their record in the
/// ledger, or all stages if `force` is true. Calls `said` after each stage. Creates the output
/// folder and locks it against a second run. Throws InputError if another run holds the lock, or a
/// stage is refused. Stages before the refused one are done and recorded.
std::vector<StageReport> run_stages(PipelineRun& run, const Stages& stages, bool force,
    const std::function<void(const StageReport&)>& said);

} // namespace cityflux
