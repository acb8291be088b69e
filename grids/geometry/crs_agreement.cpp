#include "grids/geometry/crs_agreement.h"

#include "grids/text/error.h"

#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

namespace cityflux {
namespace {

/// Distance in m within which two positions are the same: more than the distance between the
/// datums that count as WGS84.
constexpr double same_position_m = 5.0;
constexpr double metres_per_degree = 111'320.0;

std::optional<Point> position_of(const Projection& projection, Point plane)
{
    try {
        return projection.to_wgs84(plane);
    } catch (const InputError&) {
        return std::nullopt;
    }
}

/// Returns the distance in m of two positions in degrees that are near each other.
double distance_m(Point a, Point b)
{
    const double east = std::remainder(a.x - b.x, 360.0) * std::cos(a.y * std::numbers::pi / 180.0);
    return std::hypot(east, a.y - b.y) * metres_per_degree;
}

} // namespace

bool place_alike(const Crs& first, const Crs& second, std::span<const Point> points)
{
    if (first == second) {
        return true;
    }
    const Projection by_first(first);
    const Projection by_second(second);
    bool seen = false;
    for (const Point& point : points) {
        const auto a = position_of(by_first, point);
        const auto b = position_of(by_second, point);
        if (a.has_value() != b.has_value() || (a && distance_m(*a, *b) > same_position_m)) {
            return false;
        }
        seen = seen || a.has_value();
    }
    return seen;
}

bool place_earth_alike(const Crs& first, const Crs& second)
{
    if (first == second) {
        return true;
    }
    const Projection plane(first);
    std::vector<Point> points;
    for (double longitude = -165.0; longitude < 180.0; longitude += 30.0) {
        for (double latitude = -75.0; latitude < 90.0; latitude += 30.0) {
            try {
                points.push_back(plane.to_plane({ longitude, latitude }));
            } catch (const InputError&) {
                continue; // beyond the plane of `first`
            }
        }
    }
    return place_alike(first, second, points);
}

} // namespace cityflux
