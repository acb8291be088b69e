#pragma once

#include "pipeline/index/weight_region.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace cityflux {

/// Weights that break as few constraints as possible.
struct FewestBroken {
    std::vector<double> weights;
    std::vector<std::size_t> broken; ///< indices of rows
    /// No weights break fewer rows. Equal to the number of `broken` if `proven`, otherwise the
    /// bound that the search reached.
    std::size_t bound = 0;
    bool proven = false;
};

/// Searches by branch and bound on the rows: each is kept or broken. Ends after `seconds`. The
/// weights are the Chebyshev centre of those that keep the same rows.
FewestBroken fewest_broken(const WeightConstraints& constraints, double seconds);

} // namespace cityflux
