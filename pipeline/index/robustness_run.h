#pragma once

#include "pipeline/index/robustness_design.h"
#include "pipeline/index/sobol.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cityflux {

/// Inputs that all runs of the index share. The members referred to must outlive the runs.
struct RunContext {
    const RobustnessDesign& design;
    std::size_t node = 0; ///< node that is scored
    std::size_t rows = 0; ///< rows of each base matrix
    std::vector<double> reference_scores; ///< by city, of the index as defined; NaN if none
    std::vector<std::size_t> reference_ranks; ///< by city; 0 if none
};

/// Sums over the rows of one block.
struct BlockSums {
    std::vector<SobolSums> sobol; ///< by city
    std::vector<double> scores; ///< sums of the scores of A and B, by city; NaN counts as 0
};

/// Results of all runs.
struct RunOutputs {
    std::vector<std::uint32_t> ranks; ///< by city, then row of A, then row of B; 0 if no score
    /// Shifts in rank of A, B and the mixed runs (by choice), row after row. NaN if no city has
    /// both ranks.
    std::vector<double> shifts;
    std::vector<BlockSums> blocks; ///< in order of rows; the same for any number of threads
};

/// Runs the index for all rows of the design, in parallel: for the samples of A and B, and for A
/// with each choice of B. Throws InputError if a method is not defined on the sampled values.
RunOutputs run_index(const RunContext& context);

} // namespace cityflux
