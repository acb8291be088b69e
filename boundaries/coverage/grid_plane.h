#pragma once

#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"

#include <optional>
#include <vector>

namespace cityflux {

/// Outline of a city in the plane of a grid, and its points in longitude and latitude, ring by ring
/// and point by point.
struct PlaneOutline {
    MultiPolygon longitude_latitude;
    MultiPolygon image;
};

/// Plane in which the cells of a grid are rectangles and areas are true, or nearly so:
/// - geographic grid: longitude and authalic sine of latitude;
/// - rotated grid: rotated longitude and sine of rotated latitude;
/// - projected grid: the plane of the projection.
/// Edges of cities are straight in longitude and latitude (RFC 7946) and densified for the plane.
/// Cities that cross the seam of a projection are cut there.
class GridPlane {
public:
    explicit GridPlane(const Grid& grid);

    /// Edges of the cells in ascending order, count + 1 each.
    const std::vector<double>& x_edges() const { return x_edges_; }
    const std::vector<double>& y_edges() const { return y_edges_; }
    /// Smallest and largest width of the columns.
    double narrowest_column() const { return narrowest_column_; }
    double widest_column() const { return widest_column_; }
    /// True if the file stores the columns (rows) in descending order of the edges.
    bool columns_reversed() const { return columns_reversed_; }
    bool rows_reversed() const { return rows_reversed_; }
    /// Width of the world in x: 360 if x is a longitude, 0 if the plane does not repeat.
    double world_width() const { return world_width_; }

    /// Returns a city's outline in this plane. Requires: threads pass separate projections.
    MultiPolygon image(const MultiPolygon& longitude_latitude, const Projection& projection) const;
    /// Returns a city's outline in this plane, with the longitude and latitude of each point.
    PlaneOutline outline(
        const MultiPolygon& longitude_latitude, const Projection& projection) const;
    /// Returns a point in this plane.
    Point image(Point longitude_latitude, const Projection& projection) const;
    /// Returns the largest distance of straight edges from the true ones, in units of the plane.
    double tolerance() const { return tolerance_; }

private:
    /// Returns the parts of a city that a projected plane cuts at its seam, or a rotated one into
    /// wedges. Returns std::nullopt if the city stays whole.
    std::optional<MultiPolygon> cut(
        const MultiPolygon& longitude_latitude, const Projection& projection) const;
    /// Returns true if the image of an edge in longitude and latitude is known to be straight
    /// enough.
    bool is_straight(Point a, Point b, Point image_a, Point image_b) const;

    CrsKind kind_;
    std::vector<double> x_edges_;
    std::vector<double> y_edges_;
    double narrowest_column_;
    double widest_column_;
    bool columns_reversed_;
    bool rows_reversed_;
    double world_width_;
    double tolerance_;
    bool is_wgs84_ = false; ///< true if the bend of edges is known (largest_sagitta)
};

} // namespace cityflux
