#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// The convex hull of points.
struct ConvexHull {
    /// The points of its face satisfy normal . x = offset, those within normal . x < offset.
    struct Face {
        std::vector<double> normal; ///< of length 1
        double offset = 0.0;
    };
    std::vector<Face> faces;
    double volume = 0.0;
};

/// The hull of points in `dimension` coordinates each, point after point, by Qhull (Barber, Dobkin & Huhdanpaa 1996); nothing
/// where the points lie in a plane as far as rounding can tell.
std::optional<ConvexHull> convex_hull(std::span<const double> coordinates, std::size_t dimension);

/// Version of Qhull in use.
std::string qhull_version();

} // namespace cityflux
