#include "boundaries/coverage/grid_plane.h"

#include "boundaries/coverage/seam.h"
#include "boundaries/coverage/wedges.h"
#include "boundaries/outlines/densify.h"
#include "boundaries/outlines/longitudes.h"
#include "grids/geometry/earth.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cityflux {
namespace {

/// Largest distance of straight edges from the true ones: in units of authalic sine (6 mm), or
/// relative to a projected cell. It does not depend on the extent of the grid, so equal cells of
/// two grids have equal coverage.
constexpr double tolerance_of_sine = 1e-9;
constexpr double tolerance_of_cell = 1e-5;

/// Returns the largest distance of the image of a straight edge in longitude and latitude from its
/// chord, in units of authalic sine. The middle of the chord is off by an eighth of the second
/// derivative times the height squared. The second derivative of the authalic sine is at most 1.01
/// times the sine of the latitude. The latter is at most 1.005 times the authalic sine.
double largest_sagitta(double height_deg, double image_a, double image_b)
{
    const double height = height_deg * std::numbers::pi / 180.0;
    return 1.02 / 8.0 * std::max(std::abs(image_a), std::abs(image_b)) * height * height;
}

double plane_y(CrsKind kind, double y)
{
    switch (kind) {
    case CrsKind::geographic:
        return earth::authalic_sine(y);
    case CrsKind::rotated:
        return std::sin(y * std::numbers::pi / 180.0);
    case CrsKind::projected:
        break;
    }
    return y;
}

/// Removes jumps of rotated longitudes at 180 degrees from a ring. Closes a ring around a shifted
/// pole over that pole, which adds three points. Returns the height of that pole in the plane (1 or
/// -1), or 0 if there is none.
double unwind(Ring& ring, bool inside_is_left)
{
    for (std::size_t i = 1; i < ring.size(); ++i) {
        ring[i].x = ring[i - 1].x + shorter_step(ring[i - 1].x, ring[i].x);
    }
    const double end = ring.back().x + shorter_step(ring.back().x, ring.front().x);
    const int turns = static_cast<int>(std::round((end - ring.front().x) / 360.0));
    if (turns == 0) {
        return 0.0;
    }
    const double pole = (turns > 0) == inside_is_left ? 1.0 : -1.0;
    close_over_pole(ring, turns, pole);
    return pole;
}

} // namespace

GridPlane::GridPlane(const Grid& grid)
    : kind_(grid.crs->kind)
    , narrowest_column_(grid.x.narrowest())
    , widest_column_(grid.x.widest())
    , columns_reversed_(grid.x.step() < 0.0)
    , rows_reversed_(grid.y.step() < 0.0)
    , world_width_(grid.crs->kind == CrsKind::projected ? 0.0 : 360.0)
{
    for (std::size_t c = 0; c <= grid.columns(); ++c) {
        x_edges_.push_back(grid.x.edge(c));
    }
    for (std::size_t r = 0; r <= grid.rows(); ++r) {
        y_edges_.push_back(plane_y(kind_, grid.y.edge(r)));
    }
    if (columns_reversed_) {
        std::reverse(x_edges_.begin(), x_edges_.end());
    }
    if (rows_reversed_) {
        std::reverse(y_edges_.begin(), y_edges_.end());
    }
    tolerance_ = kind_ == CrsKind::projected
        ? tolerance_of_cell * std::min(grid.x.narrowest(), grid.y.narrowest())
        : tolerance_of_sine;
    is_wgs84_ = grid.crs->is_wgs84();
}

bool GridPlane::is_straight(Point a, Point b, Point image_a, Point image_b) const
{
    return is_wgs84_
        && (a.x == b.x || largest_sagitta(b.y - a.y, image_a.y, image_b.y) < tolerance_);
}

Point GridPlane::image(Point longitude_latitude, const Projection& projection) const
{
    const Point q = projection.to_plane(longitude_latitude);
    return { q.x, plane_y(kind_, q.y) };
}

std::optional<MultiPolygon> GridPlane::cut(
    const MultiPolygon& longitude_latitude, const Projection& projection) const
{
    if (kind_ == CrsKind::rotated) {
        return cut_into_wedges(longitude_latitude);
    }
    const std::optional<double> seam
        = kind_ == CrsKind::projected ? projection.seam() : std::nullopt;
    return seam ? cut_along_seam(longitude_latitude, *seam) : std::nullopt;
}

MultiPolygon GridPlane::image(
    const MultiPolygon& longitude_latitude, const Projection& projection) const
{
    const auto parts = cut(longitude_latitude, projection);
    const auto map = [&](Point p) { return image(p, projection); };
    const auto straight = [&](Point a, Point b, Point image_a, Point image_b) {
        return is_straight(a, b, image_a, image_b);
    };
    MultiPolygon plane
        = densified_image(parts ? *parts : longitude_latitude, map, tolerance_, straight);
    if (kind_ == CrsKind::rotated) {
        for (Polygon& polygon : plane) {
            unwind(polygon.outer, true);
            std::for_each(polygon.holes.begin(), polygon.holes.end(),
                [](Ring& hole) { unwind(hole, false); });
        }
    }
    return plane;
}

PlaneOutline GridPlane::outline(
    const MultiPolygon& longitude_latitude, const Projection& projection) const
{
    const auto parts = cut(longitude_latitude, projection);
    PlaneOutline both;
    const auto map = [&](Point p) { return image(p, projection); };
    const auto straight = [&](Point a, Point b, Point image_a, Point image_b) {
        return is_straight(a, b, image_a, image_b);
    };
    const auto add = [&](const Ring& ring, bool inside_is_left, Ring& points, Ring& images) {
        detail::walk_densified(ring, map, tolerance_, straight, [&](const detail::Mapped& point) {
            points.push_back(point.point);
            images.push_back(point.image);
        });
        const double pole = kind_ == CrsKind::rotated ? unwind(images, inside_is_left) : 0.0;
        if (pole != 0.0) {
            const Point place = projection.to_wgs84({ 0.0, 90.0 * pole });
            points.insert(points.end(), { points.front(), place, place });
        }
    };
    for (const Polygon& polygon : parts ? *parts : longitude_latitude) {
        Polygon& points = both.longitude_latitude.emplace_back();
        Polygon& images = both.image.emplace_back();
        add(polygon.outer, true, points.outer, images.outer);
        for (const Ring& hole : polygon.holes) {
            add(hole, false, points.holes.emplace_back(), images.holes.emplace_back());
        }
    }
    return both;
}

} // namespace cityflux
