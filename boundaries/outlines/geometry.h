#pragma once

#include "grids/geometry/projection.h"

#include <vector>

namespace cityflux {

/// Closed line of at least three distinct points. The first point is not repeated at the end.
using Ring = std::vector<Point>;

/// One part of a city: a counter-clockwise outer ring and its clockwise holes.
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

/// Returns the signed area of a ring in the square of its unit, positive if counter-clockwise.
/// Measured from its first point, so that small rings far from the origin lose no digits.
double signed_area(const Ring& ring);

/// Moves a ring along x.
void shift(Ring& ring, double by);

/// Orients outer rings counter-clockwise and holes clockwise.
void orient(MultiPolygon& polygons);

/// Returns the area of all outer rings minus that of their holes, in the square of the coordinates'
/// unit.
double planar_area(const MultiPolygon& polygons);

/// Returns the true area on WGS84, in km2, of polygons in longitude and latitude.
double true_area_km2(const MultiPolygon& polygons);

/// Returns the centroid of a ring's area in its plane.
Point centroid(const Ring& ring);

/// Returns a point inside a ring and away from its edges. It is the middle of the widest span of a
/// line between the two middle heights of the vertices. Returns the first point if the ring has no
/// inside.
Point point_inside(const Ring& ring);

/// Returns true if a point lies inside a ring, or inside a polygon and outside its holes. If rings
/// share a border, a point on the border lies in only one of them.
bool contains(const Ring& ring, Point point);
bool contains(const Polygon& polygon, Point point);

/// Returns the smallest box around both.
Box united(const Box& a, const Box& b);

Box bounding_box(const Ring& ring);
Box bounding_box(const MultiPolygon& polygons);

} // namespace cityflux
