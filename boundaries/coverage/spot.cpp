#include "boundaries/coverage/spot.h"

#include "grids/geometry/earth.h"

#include <cmath>

namespace cityflux {

Point between(Point a, Point b, double t)
{
    return { a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };
}

Point on_earth(Point longitude_latitude)
{
    return { longitude_latitude.x, earth::authalic_sine(longitude_latitude.y) };
}

double near(double x, double reference, double world_width)
{
    return world_width == 0.0 ? x : x - world_width * std::round((x - reference) / world_width);
}

double distance_from_chord(Point p, Point a, Point b, double sx, double sy)
{
    const double dx = (b.x - a.x) * sx;
    const double dy = (b.y - a.y) * sy;
    const double px = (p.x - a.x) * sx;
    const double py = (p.y - a.y) * sy;
    const double chord = std::hypot(dx, dy);
    return chord == 0.0 ? std::hypot(px, py) : std::abs(px * dy - py * dx) / chord;
}

} // namespace cityflux
