#include "boundaries/outlines/longitudes.h"

#include <algorithm>

namespace cityflux {

void bring_beside(Ring& ring, const Ring& other)
{
    shift(ring, 360.0 * std::round((centroid(other).x - centroid(ring).x) / 360.0));
}

void begin_nearest_to_pole(Ring& ring, int turns, double pole_y)
{
    const auto nearer
        = [&](const Point& a, const Point& b) { return pole_y > 0.0 ? a.y > b.y : a.y < b.y; };
    const auto nearest = std::min_element(ring.begin(), ring.end(), nearer);
    for (auto point = ring.begin(); point != nearest; ++point) {
        point->x += 360.0 * turns;
    }
    std::rotate(ring.begin(), nearest, ring.end());
}

void close_over_pole(Ring& ring, int turns, double pole_y)
{
    const Point first = ring.front();
    const double last = first.x + 360.0 * turns;
    ring.push_back({ last, first.y });
    ring.push_back({ last, pole_y });
    ring.push_back({ first.x, pole_y });
}

} // namespace cityflux
