#pragma once

#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"

#include <optional>
#include <vector>

namespace cityflux {

/// A city's outline in the plane of a grid, and its points in longitude and latitude, ring by ring and point by point.
struct PlaneOutline {
    MultiPolygon longitude_latitude;
    MultiPolygon image;
};

/// The plane in which the cells of a grid are rectangles and areas are true (or all but): longitude and authalic sine of
/// latitude for a geographic grid, rotated longitude and sine of rotated latitude for a rotated one, the projection's own
/// plane otherwise. Edges of cities are straight in longitude and latitude (RFC 7946) and densified on the way; cities that a
/// projection's seam goes through are cut there.
class GridPlane {
public:
    explicit GridPlane(const Grid& grid);

    /// Edges of the cells, ascending, count + 1 each.
    const std::vector<double>& x_edges() const { return x_edges_; }
    const std::vector<double>& y_edges() const { return y_edges_; }
    /// Whether the file stores the columns (rows) in the descending order of the edges.
    bool columns_reversed() const { return columns_reversed_; }
    bool rows_reversed() const { return rows_reversed_; }
    /// Width of the world in x: 360 where x is a longitude, 0 where the plane does not repeat.
    double world_width() const { return world_width_; }

    /// A city's outline in this plane. Not for sharing between threads: each call of one object uses its own projection.
    MultiPolygon image(const MultiPolygon& longitude_latitude, const Projection& projection) const;
    /// The same with where each of its points is in longitude and latitude.
    PlaneOutline outline(const MultiPolygon& longitude_latitude, const Projection& projection) const;
    /// A point in this plane.
    Point image(Point longitude_latitude, const Projection& projection) const;
    /// How far straight edges may be from the true ones, in units of the plane.
    double tolerance() const { return tolerance_; }

private:
    /// A city in the parts that a projected plane cuts it into; nothing where it stays whole.
    std::optional<MultiPolygon> cut(const MultiPolygon& longitude_latitude, const Projection& projection) const;
    /// Whether the image of an edge in longitude and latitude is known to be straight enough.
    bool is_straight(Point a, Point b, Point image_a, Point image_b) const;

    CrsKind kind_;
    std::vector<double> x_edges_;
    std::vector<double> y_edges_;
    bool columns_reversed_;
    bool rows_reversed_;
    double world_width_;
    double tolerance_;
    bool is_wgs84_ = false; ///< so that it is known how far edges bend
};

} // namespace cityflux
