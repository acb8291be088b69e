#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Convex hull of points.
struct ConvexHull {
    /// Face of the hull. Its points satisfy normal . x = offset, the points inside normal . x <
    /// offset.
    struct Face {
        std::vector<double> normal; ///< unit length
        double offset = 0.0;
    };
    std::vector<Face> faces;
    double volume = 0.0;
};

/// Computes the hull of points with `dimension` coordinates each, point after point, by Qhull
/// (Barber, Dobkin & Huhdanpaa 1996). Returns std::nullopt if the points lie in a plane within
/// rounding.
std::optional<ConvexHull> convex_hull(std::span<const double> coordinates, std::size_t dimension);

/// Returns the version of Qhull in use.
std::string qhull_version();

} // namespace cityflux
