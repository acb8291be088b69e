#include "boundaries/outlines/longitudes.h"

namespace cityflux {

void bring_beside(Ring& ring, const Ring& other)
{
    shift(ring, 360.0 * std::round((centroid(other).x - centroid(ring).x) / 360.0));
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
