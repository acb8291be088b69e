#pragma once

#include "boundaries/geometry.h"

#include <cmath>

namespace cityflux {

namespace detail {

/// Adds the images of the points between a and b (both exclusive) that the image of the straight edge needs.
template <typename Map>
void add_between(Point a, Point b, Point image_a, Point image_b, const Map& map, double tolerance, int depth, Ring& out)
{
    if (depth == 0) {
        return;
    }
    // The midpoint is the same seen from either end, so that two neighbours divide their common edge alike.
    const Point middle { 0.5 * (a.x + b.x), 0.5 * (a.y + b.y) };
    const Point image = map(middle);
    const double dx = image_b.x - image_a.x;
    const double dy = image_b.y - image_a.y;
    const double length = std::hypot(dx, dy);
    const double off = length == 0.0 ? std::hypot(image.x - image_a.x, image.y - image_a.y)
                                     : std::abs((image.x - image_a.x) * dy - (image.y - image_a.y) * dx) / length;
    if (off <= tolerance) {
        return;
    }
    add_between(a, middle, image_a, image, map, tolerance, depth - 1, out);
    out.push_back(image);
    add_between(middle, b, image, image_b, map, tolerance, depth - 1, out);
}

} // namespace detail

/// The image of a ring under a map of the plane, with points added along its edges until the straight lines between the
/// images stay within `tolerance` (in the unit of the image) of the image of the straight edges. `is_straight(a, b)` may spare
/// the trial where the image of an edge is known to be straight enough.
template <typename Map, typename IsStraight>
Ring densified_image(const Ring& ring, const Map& map, double tolerance, const IsStraight& is_straight)
{
    Ring image;
    image.reserve(ring.size() + ring.size() / 4);
    if (ring.empty()) {
        return image;
    }
    constexpr int deepest = 16;
    const Point first = map(ring.front());
    Point here = first;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const bool last = i + 1 == ring.size();
        const Point& next = ring[last ? 0 : i + 1];
        const Point there = last ? first : map(next);
        image.push_back(here);
        if (!is_straight(ring[i], next)) {
            detail::add_between(ring[i], next, here, there, map, tolerance, deepest, image);
        }
        here = there;
    }
    return image;
}

/// The same for all rings of polygons.
template <typename Map, typename IsStraight>
MultiPolygon densified_image(const MultiPolygon& polygons, const Map& map, double tolerance, const IsStraight& is_straight)
{
    MultiPolygon image;
    image.reserve(polygons.size());
    for (const Polygon& polygon : polygons) {
        Polygon part { densified_image(polygon.outer, map, tolerance, is_straight), {} };
        for (const Ring& hole : polygon.holes) {
            part.holes.push_back(densified_image(hole, map, tolerance, is_straight));
        }
        image.push_back(std::move(part));
    }
    return image;
}

} // namespace cityflux
