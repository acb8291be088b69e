#include "boundaries/longitudes.h"

namespace cityflux {

void close_over_pole(Ring& ring, int turns, double pole_latitude)
{
    const Point first = ring.front();
    const double last = first.x + 360.0 * turns;
    ring.push_back({ last, first.y });
    ring.push_back({ last, pole_latitude });
    ring.push_back({ first.x, pole_latitude });
}

} // namespace cityflux
