#pragma once

#include "boundaries/outlines/geometry.h"

namespace cityflux {

namespace detail {

/// Point with its image.
struct Mapped {
    Point point;
    Point image;
};

/// Map under which edges are densified. See densified_image().
template <typename Map, typename IsStraight> struct Densification {
    const Map& map;
    double tolerance = 0.0; ///< in the unit of the image
    const IsStraight& is_straight;
};

/// Calls `keep` for the points between a and b (both exclusive) that the image of the straight edge
/// needs. At most 2^depth - 1 points are added.
template <typename Map, typename IsStraight, typename Keep>
void add_between(const Densification<Map, IsStraight>& densification, const Mapped& a,
    const Mapped& b, int depth, const Keep& keep)
{
    const Map& map = densification.map;
    const double tolerance = densification.tolerance;
    if (depth == 0 || densification.is_straight(a.point, b.point, a.image, b.image)) {
        return;
    }
    // Both ends give the same midpoint, so two neighbours divide their common edge equally.
    const Point point { 0.5 * (a.point.x + b.point.x), 0.5 * (a.point.y + b.point.y) };
    const Mapped middle { point, map(point) };
    const double dx = b.image.x - a.image.x;
    const double dy = b.image.y - a.image.y;
    const double chord = dx * dx + dy * dy;
    const auto near = [&](Point image) {
        const double aside_x = image.x - a.image.x;
        const double aside_y = image.y - a.image.y;
        // Distance from the chord times the chord's length, or from the end of a chord of length 0.
        const double off = aside_x * dy - aside_y * dx;
        return chord == 0.0 ? aside_x * aside_x + aside_y * aside_y <= tolerance * tolerance
                            : off * off <= tolerance * tolerance * chord;
    };
    const auto between = [](Point p, Point q) {
        return Point { 0.5 * (p.x + q.x), 0.5 * (p.y + q.y) };
    };
    // The middle of an edge that bends to both sides, as across the equator, lies on the chord.
    // Short edges bend less than the tolerance.
    constexpr double short_chord = 1e6; // times the tolerance
    if (near(middle.image)
        && (chord < short_chord * short_chord * tolerance * tolerance
            || (near(map(between(a.point, point))) && near(map(between(point, b.point)))))) {
        return;
    }
    add_between(densification, a, middle, depth - 1, keep);
    keep(middle);
    add_between(densification, middle, b, depth - 1, keep);
}

/// Calls `keep` for the points of a ring and for those between them that its image needs.
template <typename Map, typename IsStraight, typename Keep>
void walk_densified(const Ring& ring, const Map& map, double tolerance,
    const IsStraight& is_straight, const Keep& keep)
{
    if (ring.empty()) {
        return;
    }
    constexpr int deepest = 16;
    const Densification<Map, IsStraight> densification { map, tolerance, is_straight };
    const Mapped first { ring.front(), map(ring.front()) };
    Mapped here = first;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const bool last = i + 1 == ring.size();
        const Mapped next = last ? first : Mapped { ring[i + 1], map(ring[i + 1]) };
        keep(here);
        add_between(densification, here, next, deepest, keep);
        here = next;
    }
}

} // namespace detail

/// Returns the image of a ring under a map of the plane. Adds points along its edges until the
/// polyline stays within `tolerance` (in the unit of the image) of the image of the straight edges.
/// `is_straight(a, b, image_a, image_b)` may return true for edges whose image is known to be
/// straight enough.
template <typename Map, typename IsStraight>
Ring densified_image(
    const Ring& ring, const Map& map, double tolerance, const IsStraight& is_straight)
{
    Ring image;
    image.reserve(ring.size() + ring.size() / 4);
    detail::walk_densified(ring, map, tolerance, is_straight,
        [&](const detail::Mapped& point) { image.push_back(point.image); });
    return image;
}

/// Returns the densified image of all rings of polygons.
template <typename Map, typename IsStraight>
MultiPolygon densified_image(
    const MultiPolygon& polygons, const Map& map, double tolerance, const IsStraight& is_straight)
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
