#include "pipeline/clip/map_frame.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cityflux {
namespace {

constexpr double earth_radius_km = 6371.0088;
constexpr double radians_per_degree = std::numbers::pi / 180.0;

/// Returns the projection of a grid; std::nullopt for longitude and latitude.
std::optional<Projection> projection_of(const Grid& grid)
{
    return grid.crs && !grid.crs->is_wgs84() ? std::optional<Projection>(std::in_place, *grid.crs)
                                             : std::nullopt;
}

/// Returns a point of an outline in the plane of a grid whose middle has longitude `middle`;
/// std::nullopt if the projection is not defined there.
std::optional<Point> in_plane(
    const Point& point, double middle, const std::optional<Projection>& projection)
{
    if (!projection) {
        const double turns = std::round((middle - point.x) / 360.0);
        return Point { point.x + 360.0 * turns, point.y };
    }
    try {
        return projection->to_plane(point);
    } catch (const InputError&) {
        return std::nullopt;
    }
}

} // namespace

MapFrame::MapFrame(const Grid& grid, const PageRectangle& space)
    : grid_(grid)
    , west_(grid.x.low())
    , east_(grid.x.high())
    , south_(grid.y.low())
    , north_(grid.y.high())
{
    const bool degrees = !grid.crs || grid.crs->kind != CrsKind::projected;
    const double shortening = degrees
        ? std::max(0.05, std::cos(0.5 * (south_ + north_) * std::numbers::pi / 180.0))
        : 1.0;
    const double width = (east_ - west_) * shortening;
    const double height = north_ - south_;
    const double scale = std::min(space.width / width, space.height / height);
    map_ = { space.x + 0.5 * (space.width - scale * width), space.y, std::max(1.0, scale * width),
        std::max(1.0, scale * height) };
}

std::optional<double> MapFrame::km_of_pixel() const
{
    const double x = map_.x + 0.5 * map_.width;
    const double y = plane_y(map_.y + 0.5 * map_.height);
    Point a { plane_x(x), y };
    Point b { plane_x(x + 1.0), y };
    try {
        if (const auto projection = projection_of(grid_)) {
            a = projection->to_wgs84(a);
            b = projection->to_wgs84(b);
        }
    } catch (const InputError&) {
        return std::nullopt;
    }
    const double east
        = (b.x - a.x) * radians_per_degree * std::cos(0.5 * (a.y + b.y) * radians_per_degree);
    const double north = (b.y - a.y) * radians_per_degree;
    const double km = earth_radius_km * std::hypot(east, north);
    return km > 0.0 ? std::optional(km) : std::nullopt;
}

std::vector<std::vector<Point>> MapFrame::page_lines(const MultiPolygon& outline) const
{
    const std::optional<Projection> projection = projection_of(grid_);
    std::vector<std::vector<Point>> lines;
    const auto add_ring = [&](const Ring& ring) {
        bool drawing = false;
        for (std::size_t i = 0; i <= ring.size(); ++i) {
            const auto at = in_plane(ring[i % ring.size()], 0.5 * (west_ + east_), projection);
            if (at && !drawing) {
                lines.emplace_back();
            }
            if (at) {
                lines.back().push_back({ page_x(at->x), page_y(at->y) });
            }
            drawing = at.has_value();
        }
    };
    for (const Polygon& part : outline) {
        add_ring(part.outer);
        for (const Ring& hole : part.holes) {
            add_ring(hole);
        }
    }
    return lines;
}

} // namespace cityflux
