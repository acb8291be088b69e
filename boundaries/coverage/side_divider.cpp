#include "boundaries/coverage/side_divider.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace cityflux {
namespace {

/// Largest error of the border of a target cell, relative to its length.
constexpr double tolerance_of_border = 1e-6;

} // namespace

SideDivider::SideDivider(const GridPlane& source_plane, Projection source, Projection target)
    : source_plane_(source_plane)
    , source_(std::move(source))
    , target_(std::move(target))
{
}

Spot SideDivider::spot_of(Point target) const
{
    const Point longitude_latitude = target_.to_wgs84(target);
    return { source_plane_.image(longitude_latitude, source_), on_earth(longitude_latitude) };
}

int SideDivider::halvings(const SideEnds& ends, const Spot& middle) const
{
    // Scale distances to the unit sphere if x is a longitude in degrees and y a sine of latitude.
    const Point start = ends.spot_from.source;
    const double world = source_plane_.world_width();
    const bool degrees = world > 0.0;
    const double cosine
        = degrees ? std::max(1e-3, std::sqrt(std::max(0.0, 1.0 - start.y * start.y))) : 1.0;
    const double sx = degrees ? cosine * std::numbers::pi / 180.0 : 1.0;
    const double sy = 1.0 / cosine;
    const auto near_start = [&](const Spot& spot) {
        return Point { near(spot.source.x, start.x, world), spot.source.y };
    };
    const Point end = near_start(ends.spot_to);
    const double off = distance_from_chord(near_start(middle), start, end, sx, sy);
    const double length = std::hypot((end.x - start.x) * sx, (end.y - start.y) * sy);
    const double tolerance = std::max(source_plane_.tolerance(), tolerance_of_border * length);
    if (off <= tolerance) {
        return 0;
    }
    // Each halving reduces the distance to a quarter.
    return std::clamp(static_cast<int>(std::ceil(0.5 * std::log2(off / tolerance))), 1, 8);
}

void SideDivider::divide(const SideEnds& ends, std::vector<SidePoint>& points) const
{
    points.clear();
    const auto at = [&](double t) {
        const Point place = between(ends.from, ends.to, t);
        return SidePoint { ends.on_row_line ? place.x : place.y, spot_of(place) };
    };
    const SidePoint middle = at(0.5);
    const int segments = 1 << halvings(ends, middle.spot);
    for (int k = 1; k < segments; ++k) {
        points.push_back(2 * k == segments ? middle : at(static_cast<double>(k) / segments));
    }
}

} // namespace cityflux
