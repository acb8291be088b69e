#include "grids/geometry/cell_positions.h"

#include "grids/geometry/axis_coordinates.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace cityflux {
namespace {

/// Returns the largest distance of a centre from its place in a grid of such steps: a thousandth of
/// a cell, and the rounding of longitudes in float32 (7.6e-6 degrees) twice, but not more than 2 %
/// of a cell.
double tolerance_of(double step, const Crs& crs)
{
    constexpr double rounding_deg = 1.6e-5;
    constexpr double metres_per_degree = 111'320.0;
    const double rounding
        = crs.kind == CrsKind::projected ? rounding_deg * metres_per_degree : rounding_deg;
    return std::min(0.02 * std::abs(step), 0.001 * std::abs(step) + rounding);
}

/// Coordinates of cell centres in a plane, row by row.
struct PlanePositions {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> x {};
    std::vector<double> y {};

    double x_at(std::size_t row, std::size_t column) const { return x[row * columns + column]; }
    double y_at(std::size_t row, std::size_t column) const { return y[row * columns + column]; }
};

/// Removes jumps by 360 degrees between neighbours along the rows and the first column.
void unwind(PlanePositions& plane)
{
    const auto follow = [](double& value, double previous) {
        value -= 360.0 * std::round((value - previous) / 360.0);
    };
    for (std::size_t r = 0; r < plane.rows; ++r) {
        double* const row = plane.x.data() + r * plane.columns;
        if (r > 0) {
            follow(row[0], plane.x_at(r - 1, 0));
        }
        for (std::size_t c = 1; c < plane.columns; ++c) {
            follow(row[c], row[c - 1]);
        }
    }
}

/// Returns the centres in the plane of a CRS, or std::nullopt if one has no image.
std::optional<PlanePositions> in_plane(const CellPositions& positions, const Crs& crs)
{
    PlanePositions plane { positions.rows, positions.columns, positions.longitudes,
        positions.latitudes };
    const Projection projection(crs);
    for (std::size_t i = 0; i < plane.x.size(); ++i) {
        if (!std::isfinite(plane.x[i]) || !std::isfinite(plane.y[i])) {
            return std::nullopt;
        }
        try {
            const Point image = projection.to_plane({ plane.x[i], plane.y[i] });
            plane.x[i] = image.x;
            plane.y[i] = image.y;
        } catch (const InputError&) {
            return std::nullopt;
        }
    }
    if (crs.kind != CrsKind::projected) {
        unwind(plane);
    }
    return plane;
}

/// Places of columns, or of rows: the mean of the centres along each.
struct Places {
    std::vector<double> means {};
    double deviation = 0.0; ///< largest distance of a centre from its mean
};

template <typename Value> Places places_of(std::size_t count, std::size_t along, const Value& value)
{
    Places places;
    for (std::size_t i = 0; i < count; ++i) {
        double sum = 0.0;
        for (std::size_t j = 0; j < along; ++j) {
            sum += value(i, j);
        }
        places.means.push_back(sum / static_cast<double>(along));
        for (std::size_t j = 0; j < along; ++j) {
            places.deviation
                = std::max(places.deviation, std::abs(value(i, j) - places.means.back()));
        }
    }
    return places;
}

double least_step(const std::vector<double>& values)
{
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i < values.size(); ++i) {
        least = std::min(least, std::abs(values[i] - values[i - 1]));
    }
    return least;
}

/// Returns the axis through means of centres at even steps, or std::nullopt if one deviates. Steps
/// are rounded to metres, or to 1e-4 degrees, if the centres allow it.
std::optional<Axis> even_axis(const std::vector<double>& means, const Crs& crs)
{
    const double digit = crs.kind == CrsKind::projected ? 1.0 : 1e-4;
    const auto steps = static_cast<double>(means.size() - 1);
    double step = (means.back() - means.front()) / steps;
    const double tolerance = tolerance_of(step, crs);
    const double rounded = std::round(step / digit) * digit;
    if (rounded != 0.0 && std::abs(rounded - step) * steps < 0.5 * tolerance) {
        step = rounded;
    }
    double first = 0.0;
    for (std::size_t i = 0; i < means.size(); ++i) {
        first += means[i] - step * static_cast<double>(i);
    }
    first /= static_cast<double>(means.size());
    for (std::size_t i = 0; i < means.size(); ++i) {
        if (!(std::abs(means[i] - first - step * static_cast<double>(i)) <= tolerance)) {
            return std::nullopt;
        }
    }
    return step == 0.0 ? std::nullopt : std::optional(Axis(first - step / 2.0, step, means.size()));
}

/// Returns the axes of longitudes that are the same in each row and latitudes that are the same in
/// each column. Returns std::nullopt if their steps are not those of an axis.
std::optional<Grid> separable_grid(
    const PlanePositions& plane, const CellPositions& positions, const Crs& crs)
{
    const std::vector<double> longitudes(
        plane.x.begin(), plane.x.begin() + static_cast<std::ptrdiff_t>(plane.columns));
    std::vector<double> latitudes;
    for (std::size_t r = 0; r < plane.rows; ++r) {
        latitudes.push_back(plane.y_at(r, 0));
    }
    try {
        return Grid { axis_of_centres(longitudes, "of " + positions.names),
            axis_of_centres(latitudes, "of " + positions.names, 90.0), crs };
    } catch (const InputError&) {
        return std::nullopt;
    }
}

} // namespace

std::optional<Grid> regular_grid(const CellPositions& positions, const Crs& crs)
{
    if (positions.rows < 2 || positions.columns < 2) {
        return std::nullopt;
    }
    const std::optional<PlanePositions> plane = in_plane(positions, crs);
    if (!plane) {
        return std::nullopt;
    }
    const Places columns = places_of(plane->columns, plane->rows,
        [&](std::size_t column, std::size_t row) { return plane->x_at(row, column); });
    const Places rows = places_of(plane->rows, plane->columns,
        [&](std::size_t row, std::size_t column) { return plane->y_at(row, column); });
    if (!(columns.deviation <= tolerance_of(least_step(columns.means), crs))
        || !(rows.deviation <= tolerance_of(least_step(rows.means), crs))) {
        return std::nullopt;
    }
    if (crs.kind == CrsKind::geographic) {
        return separable_grid(*plane, positions, crs);
    }
    const bool projected = crs.kind == CrsKind::projected;
    const std::optional<Axis> x = even_axis(columns.means, crs);
    const std::optional<Axis> y = even_axis(rows.means, crs);
    if (!x || !y) {
        return std::nullopt;
    }
    return Grid { *x, projected ? *y : y->clamped(90.0), crs };
}

bool lies_at(const Grid& grid, const CellPositions& positions)
{
    if (positions.rows != grid.rows() || positions.columns != grid.columns()) {
        return false;
    }
    const std::optional<PlanePositions> plane = in_plane(positions, *grid.crs);
    const bool repeats = grid.crs->kind != CrsKind::projected;
    for (std::size_t r = 0; plane && r < plane->rows; ++r) {
        for (std::size_t c = 0; c < plane->columns; ++c) {
            const double x = plane->x_at(r, c) - grid.x.centre(c);
            const double y = plane->y_at(r, c) - grid.y.centre(r);
            if (std::abs(repeats ? std::remainder(x, 360.0) : x)
                    > tolerance_of(grid.x.step(), *grid.crs)
                || std::abs(y) > tolerance_of(grid.y.step(), *grid.crs)) {
                return false;
            }
        }
    }
    return plane.has_value();
}

} // namespace cityflux
