#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace cityflux {

/// Weights w >= 0 with sum 1 and, for each row, row . w >= -tolerance.
struct WeightConstraints {
    std::size_t weights = 0;
    std::vector<std::vector<double>> rows; ///< in points: by how much one city leads another on each weight alone
    double tolerance = 0.0; ///< in points
};

/// All weights that satisfy some constraints: a polytope in the simplex of weights.
struct WeightRegion {
    bool feasible = false; ///< all that follows but `margin` and `widest` is empty where not
    /// The largest least lead over the rows, in points; negative where no weights satisfy all. NaN without rows.
    double margin = 0.0;
    std::vector<double> widest; ///< weights that have this margin
    std::vector<double> lower; ///< bounds of each weight by itself
    std::vector<double> upper;
    /// The Chebyshev centre: weights may move by `radius` in any direction in which their sum stays 1 (Euclidean).
    std::vector<double> centre;
    double radius = 0.0;
    std::vector<std::vector<double>> vertices; ///< where `share` is known and not 0
    std::optional<double> share; ///< of the volume of the whole simplex; nothing where it has too many dimensions
};

/// The region by linear programs, its vertices and share by convex hulls (of the dual of its faces, then of its vertices).
/// Vertices and share are left out beyond `most_exact` weights.
WeightRegion weight_region(const WeightConstraints& constraints, std::size_t most_exact);

/// The Chebyshev centre alone; nothing where no weights satisfy the constraints.
std::optional<std::vector<double>> centre_of(const WeightConstraints& constraints);

} // namespace cityflux
