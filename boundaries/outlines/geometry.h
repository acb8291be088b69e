#pragma once

#include "grids/geometry/projection.h"

#include <vector>

namespace cityflux {

/// A closed line of at least three distinct points; the first point is not repeated at the end.
using Ring = std::vector<Point>;

/// One part of a city: an outer ring, counter-clockwise, and its holes, clockwise.
struct Polygon {
    Ring outer;
    std::vector<Ring> holes;
};

using MultiPolygon = std::vector<Polygon>;

struct Box {
    double min_x = 0.0;
    double min_y = 0.0;
    double max_x = 0.0;
    double max_y = 0.0;
};

/// Signed area of a ring in the square of its own unit, positive counter-clockwise. Measured from its first point, so that
/// small rings far from the origin lose no digits.
double signed_area(const Ring& ring);

/// Moves a ring along x.
void shift(Ring& ring, double by);

/// Makes outer rings counter-clockwise and holes clockwise.
void orient(MultiPolygon& polygons);

/// Area of all outer rings less that of their holes, in the square of the coordinates' unit.
double planar_area(const MultiPolygon& polygons);

/// True area on WGS84 in km2 of polygons in longitude and latitude.
double true_area_km2(const MultiPolygon& polygons);

/// Centre of gravity of a ring in its own plane.
Point centroid(const Ring& ring);

/// A point inside a ring and away from its edges, in the middle of the widest span of a line halfway up; its first point where
/// the ring has no inside.
Point point_inside(const Ring& ring);

/// Whether a point lies inside a ring, or inside a polygon and not in its holes. Of rings on both sides of a border, a point on
/// it lies in one only.
bool contains(const Ring& ring, Point point);
bool contains(const Polygon& polygon, Point point);

/// The smallest box around both.
Box united(const Box& a, const Box& b);

Box bounding_box(const Ring& ring);
Box bounding_box(const MultiPolygon& polygons);

} // namespace cityflux
