#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace cityflux {

/// Constraints of weights w >= 0 with sum 1: for each row, row . w >= -tolerance.
struct WeightConstraints {
    std::size_t weights = 0;
    std::vector<std::vector<double>>
        rows; ///< lead, in points, of one city over another on each weight alone
    double tolerance = 0.0; ///< in points
};

/// All weights that satisfy some constraints: a polytope in the simplex of weights.
struct WeightRegion {
    bool feasible = false; ///< if false, all members except `margin` and `widest` are empty
    /// Largest possible value of the least lead over all rows, in points. Negative if no weights
    /// satisfy all rows. NaN without rows.
    double margin = 0.0;
    std::vector<double> widest; ///< weights with this margin
    std::vector<double> lower; ///< bounds of each weight by itself
    std::vector<double> upper;
    /// Chebyshev centre: weights may move by `radius` (Euclidean) in any direction in which their
    /// sum stays 1.
    std::vector<double> centre;
    double radius = 0.0;
    std::vector<std::vector<double>> vertices; ///< if `share` is known and not 0
    std::optional<double>
        share; ///< share of the simplex's volume; std::nullopt if it has too many dimensions
};

/// Computes the region by linear programs, and its vertices and share by convex hulls (of the dual
/// of its faces, then of its vertices). Vertices and share are omitted beyond `most_exact` weights.
WeightRegion weight_region(const WeightConstraints& constraints, std::size_t most_exact);

/// Returns only the Chebyshev centre, or std::nullopt if no weights satisfy the constraints.
std::optional<std::vector<double>> centre_of(const WeightConstraints& constraints);

} // namespace cityflux
