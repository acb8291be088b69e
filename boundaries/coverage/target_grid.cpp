#include "boundaries/coverage/target_grid.h"

#include "boundaries/outlines/densify.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double widest_cell_degrees = 10.0;
constexpr double most_cells = 2147483647.0;
/// Largest distance of curved edges beyond their densified image, relative to a cell.
constexpr double margin = 1e-3;

/// Multiples of `step` from the last at or below `low` to the first at or above `high`, within
/// rounding.
struct Multiples {
    double first = 0.0;
    double count = 0.0;

    Multiples(double low, double high, double step)
        : first(std::floor(low / step + 1e-9))
        , count(std::max(1.0, std::ceil(high / step - 1e-9) - first))
    {
    }
};

/// Throws InputError if a resolution is not positive, or too wide for a grid in degrees.
void check_resolution(const Crs& crs, double resolution)
{
    if (!std::isfinite(resolution) || resolution <= 0.0) {
        throw InputError(ProblemCode::out_of_range, {},
            fmt::format("resolution out of range: {:.6g} (allowed: above 0)", resolution),
            "give the width of a cell in the unit of the CRS, e.g. 1000");
    }
    if (crs.kind != CrsKind::projected && resolution > widest_cell_degrees) {
        throw InputError(ProblemCode::out_of_range, {},
            fmt::format("resolution out of range: {:.6g} degrees, the unit of {} (allowed: up to "
                        "{})",
                resolution, crs.name, widest_cell_degrees),
            { "give degrees, e.g. 0.01, or choose a map projection, e.g. ",
                named(Setting::crs, "EPSG:4549") });
    }
}

/// Returns the image of an outline in a CRS, densified for cells of a resolution.
MultiPolygon image_in(const Crs& crs, double resolution, const MultiPolygon& outline)
{
    const Projection projection(crs);
    const auto to_plane = [&](Point p) {
        Point place = projection.to_plane(p);
        if (crs.kind
            == CrsKind::geographic) { // keep longitudes continuous like those of the outline
            place.x -= 360.0 * std::round((place.x - p.x) / 360.0);
        }
        return place;
    };
    return densified_image(outline, to_plane, 1e-2 * margin * resolution,
        [&](Point, Point, Point, Point) { return crs.kind == CrsKind::geographic; });
}

/// Returns the box of an outline in a CRS. In a rotated one, each ring is continuous across the
/// jump of longitudes; all rings lie within half a world of the first.
Box extent_of(const MultiPolygon& image, CrsKind kind)
{
    Box box;
    bool first = true;
    double reference = 0.0;
    for (const Polygon& polygon : image) {
        Ring ring = polygon.outer;
        for (std::size_t i = 0; kind == CrsKind::rotated && i < ring.size(); ++i) {
            const double before = i > 0 ? ring[i - 1].x : first ? ring[i].x : reference;
            ring[i].x -= 360.0 * std::round((ring[i].x - before) / 360.0);
        }
        const Box part = bounding_box(ring);
        reference = first ? 0.5 * (part.min_x + part.max_x) : reference;
        box = first ? part : united(box, part);
        first = false;
    }
    return box;
}

} // namespace

Grid grid_of_resolution(const Crs& crs, double resolution, const MultiPolygon& outline)
{
    check_resolution(crs, resolution);
    if (outline.empty()) {
        throw InputError(ProblemCode::missing, {}, "missing outline with an area");
    }
    const Box box = extent_of(image_in(crs, resolution, outline), crs.kind);
    const double beyond = crs.is_wgs84() ? 0.0 : margin * resolution;
    const Multiples x(box.min_x - beyond, box.max_x + beyond, resolution);
    const Multiples y(box.min_y - beyond, box.max_y + beyond, resolution);
    if (x.count * y.count > most_cells) {
        throw InputError(ProblemCode::out_of_range, {},
            fmt::format("number of cells out of range: {:.4g} x {:.4g} (allowed: {:.0f})", y.count,
                x.count, most_cells),
            fmt::format("give wider cells in the unit of {}, e.g. {:.1g}", crs.name,
                2.0 * resolution * std::sqrt(x.count * y.count / most_cells)));
    }
    Grid grid;
    grid.crs = crs;
    grid.x = Axis(x.first * resolution, resolution, static_cast<std::size_t>(x.count));
    grid.y = Axis((y.first + y.count) * resolution, -resolution, static_cast<std::size_t>(y.count));
    if (crs.kind != CrsKind::projected) {
        grid.y = grid.y.clamped(90.0, "the rows of the target grid");
    }
    return grid;
}

} // namespace cityflux
