#pragma once

#include "boundaries/outlines/geometry.h"

namespace cityflux {

/// Point in the plane of the source grid, and in that of longitude (degrees) and authalic sine,
/// where areas are true.
struct Spot {
    Point source;
    Point earth;
};

/// Returns the point at t, from 0 at a to 1 at b.
Point between(Point a, Point b, double t);
/// Returns a point in the plane of longitude and authalic sine.
Point on_earth(Point longitude_latitude);
/// Returns x moved by whole worlds next to `reference`. Returns x if the plane does not repeat.
double near(double x, double reference, double world_width);
/// Returns the distance of p from the line through a and b, with coordinates scaled by (sx, sy).
double distance_from_chord(Point p, Point a, Point b, double sx, double sy);

} // namespace cityflux
