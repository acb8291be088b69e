#pragma once

#include "pipeline/index/weight_region.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace cityflux {

/// Weights under which as few constraints as possible are broken.
struct FewestBroken {
    std::vector<double> weights;
    std::vector<std::size_t> broken; ///< positions of rows
    /// No weights break fewer: equal to the number of `broken` where `proven`, otherwise how far the search came.
    std::size_t bound = 0;
    bool proven = false;
};

/// By branch and bound on the rows: each is kept or broken. The search ends after `seconds`. The weights are the Chebyshev
/// centre of those that keep the same rows.
FewestBroken fewest_broken(const WeightConstraints& constraints, double seconds);

} // namespace cityflux
