#include "boundaries/outlines/geometry.h"

#include "grids/geometry/earth.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace cityflux {

double signed_area(const Ring& ring)
{
    double twice = 0.0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        const Point a { ring[i].x - ring[0].x, ring[i].y - ring[0].y };
        const Point b { ring[i + 1].x - ring[0].x, ring[i + 1].y - ring[0].y };
        twice += a.x * b.y - b.x * a.y;
    }
    return twice / 2.0;
}

void shift(Ring& ring, double by)
{
    for (Point& point : ring) {
        point.x += by;
    }
}

void orient(MultiPolygon& polygons)
{
    const auto turn = [](Ring& ring, bool counter_clockwise) {
        if ((signed_area(ring) > 0.0) != counter_clockwise) {
            std::reverse(ring.begin(), ring.end());
        }
    };
    for (Polygon& polygon : polygons) {
        turn(polygon.outer, true);
        std::for_each(
            polygon.holes.begin(), polygon.holes.end(), [&](Ring& hole) { turn(hole, false); });
    }
}

double planar_area(const MultiPolygon& polygons)
{
    double area = 0.0;
    for (const Polygon& polygon : polygons) {
        area += std::abs(signed_area(polygon.outer));
        for (const Ring& hole : polygon.holes) {
            area -= std::abs(signed_area(hole));
        }
    }
    return area;
}

namespace {

/// Divides edges that are straight in degrees, so that each spans few degrees of latitude and its
/// image in the authalic plane is straight within 1e-8 of its area.
void divide_edges(Ring& ring)
{
    constexpr double most_degrees = 0.02;
    Ring divided;
    divided.reserve(ring.size());
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point a = ring[i];
        const Point b = ring[(i + 1) % ring.size()];
        divided.push_back(a);
        const double pieces = a.x == b.x ? 1.0 : std::ceil(std::abs(b.y - a.y) / most_degrees);
        for (double k = 1.0; k < pieces; ++k) {
            divided.push_back({ a.x + (b.x - a.x) * k / pieces, a.y + (b.y - a.y) * k / pieces });
        }
    }
    ring = std::move(divided);
}

} // namespace

double true_area_km2(const MultiPolygon& polygons)
{
    MultiPolygon plane = polygons;
    const auto to_authalic = [](Ring& ring) {
        divide_edges(ring);
        for (Point& point : ring) {
            point.y = earth::authalic_sine(point.y);
        }
    };
    for (Polygon& polygon : plane) {
        to_authalic(polygon.outer);
        std::for_each(polygon.holes.begin(), polygon.holes.end(), to_authalic);
    }
    return planar_area(plane) * earth::area_per_degree_and_sine() * 1e-6;
}

Point centroid(const Ring& ring)
{
    const Point origin = ring.front();
    double twice = 0.0;
    Point moment;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
        const Point a { ring[i].x - origin.x, ring[i].y - origin.y };
        const Point b { ring[i + 1].x - origin.x, ring[i + 1].y - origin.y };
        const double cross = a.x * b.y - b.x * a.y;
        twice += cross;
        moment.x += cross * (a.x + b.x);
        moment.y += cross * (a.y + b.y);
    }
    return twice == 0.0
        ? origin
        : Point { origin.x + moment.x / (3.0 * twice), origin.y + moment.y / (3.0 * twice) };
}

bool contains(const Ring& ring, Point p)
{
    bool inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        // Start at the lower end, so that an edge has the same points from either side.
        const Point& a = ring[i].y < ring[j].y ? ring[i] : ring[j];
        const Point& b = ring[i].y < ring[j].y ? ring[j] : ring[i];
        if (a.y <= p.y && p.y < b.y && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) {
            inside = !inside;
        }
    }
    return inside;
}

Point point_inside(const Ring& ring)
{
    std::vector<double> heights;
    std::transform(ring.begin(), ring.end(), std::back_inserter(heights),
        [](const Point& point) { return point.y; });
    std::sort(heights.begin(), heights.end());
    heights.erase(std::unique(heights.begin(), heights.end()), heights.end());
    if (heights.size() < 2) {
        return ring.front();
    }
    const std::size_t half = heights.size() / 2;
    const double y = 0.5 * (heights[half - 1] + heights[half]);
    std::vector<double> crossings;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point& a = ring[i];
        const Point& b = ring[(i + 1) % ring.size()];
        if ((a.y < y) != (b.y < y)) {
            crossings.push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
        }
    }
    std::sort(crossings.begin(), crossings.end());
    Point inside = ring.front();
    double widest = 0.0;
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
        if (crossings[i + 1] - crossings[i] > widest) {
            widest = crossings[i + 1] - crossings[i];
            inside = { 0.5 * (crossings[i] + crossings[i + 1]), y };
        }
    }
    return inside;
}

bool contains(const Polygon& polygon, Point p)
{
    return contains(polygon.outer, p)
        && std::none_of(polygon.holes.begin(), polygon.holes.end(),
            [&](const Ring& hole) { return contains(hole, p); });
}

Box united(const Box& a, const Box& b)
{
    return { std::min(a.min_x, b.min_x), std::min(a.min_y, b.min_y), std::max(a.max_x, b.max_x),
        std::max(a.max_y, b.max_y) };
}

Box bounding_box(const Ring& ring)
{
    Box box { INFINITY, INFINITY, -INFINITY, -INFINITY };
    for (const Point& point : ring) {
        box = united(box, { point.x, point.y, point.x, point.y });
    }
    return box;
}

Box bounding_box(const MultiPolygon& polygons)
{
    Box box { INFINITY, INFINITY, -INFINITY, -INFINITY };
    for (const Polygon& polygon : polygons) {
        box = united(box, bounding_box(polygon.outer));
        // Around a pole, the longitudes of a hole may be a turn further than those of its outer
        // ring.
        for (const Ring& hole : polygon.holes) {
            box = united(box, bounding_box(hole));
        }
    }
    return box;
}

} // namespace cityflux
