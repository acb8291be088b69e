#pragma once

#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"
#include "pipeline/clip/canvas.h"

#include <optional>
#include <vector>

namespace cityflux {

/// Transformation from the plane of a grid to a rectangle of a page, with north up. Longitudes are
/// shortened by the cosine of the middle latitude.
class MapFrame {
public:
    /// Fits the grid into the upper middle of `space`. `grid` must outlive the result.
    MapFrame(const Grid& grid, const PageRectangle& space);

    const Grid& grid() const { return grid_; }
    /// Returns the rectangle of the grid on the page, at least one pixel wide and high.
    const PageRectangle& map() const { return map_; }

    double page_x(double x) const { return map_.x + (x - west_) / (east_ - west_) * map_.width; }
    double page_y(double y) const
    {
        return map_.y + (north_ - y) / (north_ - south_) * map_.height;
    }
    double plane_x(double page_x) const
    {
        return west_ + (page_x - map_.x) / map_.width * (east_ - west_);
    }
    double plane_y(double page_y) const
    {
        return north_ - (page_y - map_.y) / map_.height * (north_ - south_);
    }

    double west() const { return west_; }
    double east() const { return east_; }
    double south() const { return south_; }
    double north() const { return north_; }

    /// Returns the width in km of a pixel in the middle of the map; std::nullopt if that
    /// point is not on the Earth.
    std::optional<double> km_of_pixel() const;

    /// Returns the rings of an outline in longitude and latitude as lines on the page. A line is
    /// interrupted at points where the projection is not defined.
    std::vector<std::vector<Point>> page_lines(const MultiPolygon& outline) const;

private:
    const Grid& grid_;
    double west_;
    double east_;
    double south_;
    double north_;
    PageRectangle map_;
};

} // namespace cityflux
