#include "grids/geometry/cell_areas.h"

#include "grids/geometry/earth.h"
#include "grids/geometry/plane_unit.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns twice the signed area of the triangle between edge ab and the origin.
double shoelace(Point a, Point b)
{
    return a.x * b.y - b.x * a.y;
}

/// Returns the area inside an outline in the plane of longitude (degrees) and sine of latitude. The
/// outline may cross 180 degrees. An outline around or through a pole is closed along that pole,
/// which is a line in this plane.
double area_in_plane(std::vector<Point>& outline)
{
    const auto pole = std::find_if(
        outline.begin(), outline.end(), [](const Point& p) { return std::abs(p.y) > 1.0 - 1e-14; });
    const bool through_pole = pole != outline.end();
    const double pole_sine = std::copysign(1.0, outline.front().y);
    if (through_pole) {
        std::rotate(outline.begin(), pole, outline.end());
        outline.erase(outline.begin());
    } else {
        outline.push_back(outline.front());
    }
    for (std::size_t i = 1; i < outline.size(); ++i) {
        outline[i].x -= 360.0 * std::round((outline[i].x - outline[i - 1].x) / 360.0);
    }
    const Point first = outline.front();
    const Point last = outline.back();
    if (through_pole || std::abs(last.x - first.x) > 180.0) {
        outline.push_back({ last.x, pole_sine });
        outline.push_back({ first.x, pole_sine });
    }
    double twice = 0.0;
    Point previous { 0.0, 0.0 };
    for (const Point& corner : outline) {
        const Point local { corner.x - first.x, corner.y - first.y };
        twice += shoelace(previous, local);
        previous = local;
    }
    return std::abs(twice) / 2.0;
}

/// Returns the number of pieces into which an edge is divided before it is measured. Areas are then
/// right to 2e-7 of a cell, away from the poles.
std::size_t pieces_for(double edge_degrees)
{
    return std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(edge_degrees * 40.0)), 1, 64);
}

Point on_earth(const Projection& projection, const Crs& crs, Point plane)
{
    try {
        return projection.to_wgs84(plane);
    } catch (const InputError&) {
        throw InputError(ProblemCode::out_of_range, crs.name,
            fmt::format("out of range: the grid extends beyond the edge of the Earth (x {}, y {}), "
                        "where cells have no area",
                plane.x, plane.y),
            "cut the grid to the area of the cities, e.g. with gdal_translate -projwin");
    }
}

/// Computes the areas of all cells of a grid whose plane is not longitude and latitude.
std::vector<double> curved_areas(const Grid& grid, double radius_m)
{
    const Projection projection(*grid.crs);
    constexpr double metres_per_degree = 111'000.0;
    const double degrees_per_unit = grid.crs->kind == CrsKind::projected
        ? metres_per_unit(*grid.crs) / metres_per_degree
        : 1.0;
    const std::size_t nx = pieces_for(grid.x.widest() * degrees_per_unit);
    const std::size_t ny = pieces_for(grid.y.widest() * degrees_per_unit);
    const double scale = radius_m > 0.0 ? radius_m * radius_m * std::numbers::pi / 180.0
                                        : earth::area_per_degree_and_sine();

    const auto place = [&](double x, double y) {
        const Point p = on_earth(projection, *grid.crs, { x, y });
        return Point { p.x,
            radius_m > 0.0 ? std::sin(p.y * std::numbers::pi / 180.0) : earth::authalic_sine(p.y) };
    };
    std::vector<double> areas;
    areas.reserve(grid.cells());
    std::vector<Point> outline;
    for (std::size_t r = 0; r < grid.rows(); ++r) {
        for (std::size_t c = 0; c < grid.columns(); ++c) {
            const double x0 = grid.x.edge(c);
            const double x1 = grid.x.edge(c + 1);
            const double y0 = grid.y.edge(r);
            const double y1 = grid.y.edge(r + 1);
            outline.clear();
            for (std::size_t i = 0; i < nx; ++i) {
                outline.push_back(
                    place(x0 + (x1 - x0) * static_cast<double>(i) / static_cast<double>(nx), y0));
            }
            for (std::size_t i = 0; i < ny; ++i) {
                outline.push_back(
                    place(x1, y0 + (y1 - y0) * static_cast<double>(i) / static_cast<double>(ny)));
            }
            for (std::size_t i = 0; i < nx; ++i) {
                outline.push_back(
                    place(x1 + (x0 - x1) * static_cast<double>(i) / static_cast<double>(nx), y1));
            }
            for (std::size_t i = 0; i < ny; ++i) {
                outline.push_back(
                    place(x0, y1 + (y0 - y1) * static_cast<double>(i) / static_cast<double>(ny)));
            }
            areas.push_back(area_in_plane(outline) * scale);
        }
    }
    return areas;
}

} // namespace

std::string AreaConvention::description() const
{
    switch (kind) {
    case Kind::sphere:
        return fmt::format("sphere of radius {} m", radius_m);
    case Kind::provided:
        return fmt::format("provided by the file in '{}'", variable);
    case Kind::wgs84:
        break;
    }
    return "WGS84 ellipsoid (authalic)";
}

CellAreas::CellAreas(const Grid& grid, const AreaConvention& convention)
    : columns_(grid.columns())
    , per_row_(grid.geographic() && grid.x.is_even())
{
    const double radius
        = convention.kind == AreaConvention::Kind::sphere ? convention.radius_m : 0.0;
    if (!grid.geographic()) {
        areas_ = curved_areas(grid, radius);
        return;
    }
    const std::size_t widths = per_row_ ? 1 : columns_;
    areas_.reserve(grid.rows() * widths);
    for (std::size_t r = 0; r < grid.rows(); ++r) {
        const double south = grid.y.edge(r);
        const double north = grid.y.edge(r + 1);
        for (std::size_t c = 0; c < widths; ++c) {
            const double width = per_row_ ? std::abs(grid.x.step())
                                          : std::abs(grid.x.edge(c + 1) - grid.x.edge(c));
            areas_.push_back(radius > 0.0 ? earth::spherical_cell_area(south, north, width, radius)
                                          : earth::cell_area(south, north, width));
        }
    }
}

CellAreas::CellAreas(const Grid& grid, std::vector<double> provided_m2)
    : columns_(grid.columns())
    , per_row_(false)
    , areas_(std::move(provided_m2))
{
    if (areas_.size() != grid.cells()) {
        throw InputError(ProblemCode::inconsistent, "cell areas",
            fmt::format("inconsistent number: {} areas for {} cells", areas_.size(), grid.cells()));
    }
}

double CellAreas::of(std::size_t row, std::size_t column) const
{
    return per_row_ ? areas_[row] : areas_[row * columns_ + column];
}

} // namespace cityflux
