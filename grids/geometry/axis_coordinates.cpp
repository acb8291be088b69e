#include "grids/geometry/axis_coordinates.h"

#include "grids/geometry/even_axis.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Largest disagreement of bounds with each other and with even cells, in cells.
constexpr double tolerance_of_bounds = 0.01;

/// Lower and upper bound of one cell, in the direction of the axis.
struct CellBounds {
    double begin = 0.0;
    double end = 0.0;

    double width() const { return std::abs(end - begin); }
};

/// Distance between the centres of two neighbouring cells.
struct Gap {
    std::size_t first = 0; ///< index of the first of the two
    double size = 0.0;
};

std::string subject_of(const AxisCoordinates& coordinates)
{
    return "axis " + coordinates.name + (coordinates.file.empty() ? "" : " of " + coordinates.file);
}

void check_numbers(const AxisCoordinates& coordinates)
{
    const std::vector<double>& centres = coordinates.centres;
    for (std::size_t i = 0; i < centres.size(); ++i) {
        if (!std::isfinite(centres[i])) {
            throw InputError(ProblemCode::invalid, subject_of(coordinates),
                fmt::format("coordinate {} of {} is not a number", i + 1, centres.size()));
        }
    }
}

/// Throws InputError at the first coordinate that repeats the one before it or goes back.
void check_direction(const AxisCoordinates& coordinates)
{
    const std::vector<double>& centres = coordinates.centres;
    const double rounding = rounding_of_type(centres);
    const double direction = centres.back() < centres.front() ? -1.0 : 1.0;
    for (std::size_t i = 1; i < centres.size(); ++i) {
        const double gap = direction * (centres[i] - centres[i - 1]);
        const std::string pair
            = fmt::format("coordinates {} ({}) and {} ({})", i, centres[i - 1], i + 1, centres[i]);
        if (std::abs(gap) <= rounding) {
            throw InputError(ProblemCode::duplicate, subject_of(coordinates),
                "duplicate " + pair + ": they do not advance",
                "leave one of them out, e.g. with xarray's drop_duplicates");
        }
        if (gap < 0.0) {
            throw InputError(ProblemCode::invalid, subject_of(coordinates),
                "invalid order of " + pair + ": the axis goes back",
                "sort the file first, e.g. with xarray's sortby");
        }
    }
}

/// Returns the bounds in the direction of the centres; those of longitudes in the same turn as
/// their centre. Empty if there are no bounds, or if one is not a number.
std::vector<CellBounds> oriented_bounds(const AxisCoordinates& coordinates)
{
    const std::vector<double>& centres = coordinates.centres;
    const std::vector<double>& bounds = coordinates.bounds;
    const auto finite = [](double bound) { return std::isfinite(bound); };
    if (bounds.empty() || bounds.size() != 2 * centres.size()
        || !std::all_of(bounds.begin(), bounds.end(), finite)) {
        return {};
    }
    const bool descends
        = centres.size() > 1 ? centres.back() < centres.front() : bounds[1] < bounds[0];
    std::vector<CellBounds> cells;
    for (std::size_t i = 0; i < centres.size(); ++i) {
        const double low = std::min(bounds[2 * i], bounds[2 * i + 1]);
        const double high = std::max(bounds[2 * i], bounds[2 * i + 1]);
        CellBounds cell { low, high };
        const bool across = coordinates.longitude && high - low > 180.0
            && (centres[i] < low || centres[i] > high);
        if (across) {
            cell = { high - 360.0, low };
        }
        if (coordinates.longitude) {
            const double turns = std::round((centres[i] - 0.5 * (cell.begin + cell.end)) / 360.0);
            cell = { cell.begin + 360.0 * turns, cell.end + 360.0 * turns };
        }
        cell = { std::max(cell.begin, -coordinates.limit), std::min(cell.end, coordinates.limit) };
        cells.push_back(descends ? CellBounds { cell.end, cell.begin } : cell);
    }
    return cells;
}

/// Returns a sentence that names the first cell whose bounds do not hold its centre, or do not meet
/// the next cell. Returns std::nullopt if the bounds are cells next to each other.
std::optional<std::string> contradiction(
    const AxisCoordinates& coordinates, const std::vector<CellBounds>& cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const double tolerance = tolerance_of_bounds * cells[i].width();
        const double low = std::min(cells[i].begin, cells[i].end);
        const double high = std::max(cells[i].begin, cells[i].end);
        const double centre = coordinates.centres[i];
        if (!(cells[i].width() > 0.0) || centre < low - tolerance || centre > high + tolerance) {
            return fmt::format("'{}' contradicts {}: cell {} around {:.9g} is {:.9g} to {:.9g}",
                coordinates.bounds_name, coordinates.name, i + 1, centre, cells[i].begin,
                cells[i].end);
        }
        if (i + 1 < cells.size() && std::abs(cells[i + 1].begin - cells[i].end) > tolerance) {
            return fmt::format("'{}' contradicts {}: cell {} ends at {:.9g}, cell {} begins at "
                               "{:.9g}",
                coordinates.bounds_name, coordinates.name, i + 1, cells[i].end, i + 2,
                cells[i + 1].begin);
        }
    }
    return std::nullopt;
}

/// Returns the edges of cells that meet: count + 1.
std::vector<double> edges_of(const std::vector<CellBounds>& cells)
{
    std::vector<double> edges { cells.front().begin };
    for (const CellBounds& cell : cells) {
        edges.push_back(cell.end);
    }
    return edges;
}

/// Returns true if the cells of an axis are those of the edges, to a part of a cell.
bool agrees(const Axis& axis, const std::vector<double>& edges)
{
    const double tolerance = tolerance_of_bounds * std::abs(axis.step());
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (std::abs(axis.edge(i) - edges[i]) > tolerance) {
            return false;
        }
    }
    return true;
}

/// Returns the even axis of cells that meet, or the uneven one.
Axis axis_of_edges(const std::vector<double>& edges, double limit, const std::string& subject)
{
    std::vector<double> middles;
    for (std::size_t i = 1; i < edges.size(); ++i) {
        middles.push_back(0.5 * (edges[i - 1] + edges[i]));
    }
    if (middles.size() > 1) {
        if (const auto even = find_even_axis(middles, limit)) {
            const Axis axis = even->clamped(limit, subject);
            if (agrees(axis, edges)) {
                return axis;
            }
        }
    }
    return Axis::uneven(edges);
}

/// Throws InputError if the centres are even except for some that are missing: distances of a whole
/// number of steps.
void refuse_missing_centres(const AxisCoordinates& coordinates)
{
    const std::vector<double>& centres = coordinates.centres;
    std::vector<double> gaps;
    for (std::size_t i = 1; i < centres.size(); ++i) {
        gaps.push_back(centres[i] - centres[i - 1]);
    }
    std::vector<double> sorted = gaps;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    const double step = *middle;
    const double tolerance = 2.5 * rounding_of_coordinates(centres, step);
    std::vector<Gap> wide;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        const double steps = std::round(gaps[i] / step);
        if (steps < 1.0 || std::abs(gaps[i] - steps * step) > steps * tolerance) {
            return;
        }
        if (steps > 1.0) {
            wide.push_back({ i, gaps[i] });
        }
    }
    if (wide.empty() || 4 * wide.size() > gaps.size() + 1) {
        return;
    }
    const Gap& gap = wide.front();
    throw InputError(ProblemCode::missing, subject_of(coordinates),
        fmt::format("missing coordinates: {:.6g} from coordinate {} ({}) to the next ({}), "
                    "usually {:.6g}",
            gap.size, gap.first + 1, centres[gap.first], centres[gap.first + 1], step),
        "insert them without data, e.g. with xarray's reindex, or add the cells as 'bounds'");
}

/// Returns true if the latitudes are those of a Gaussian grid. Such a grid is even except for 1 %
/// of a step, and ends 0.77 steps before the pole. Its latitudes are zeros of the Legendre
/// polynomial of degree n. The first zero lies at j0 / (n + 1/2) from the pole (j0 = 2.404826, the
/// first zero of the Bessel function J0).
bool are_gaussian(std::span<const double> centres, double limit)
{
    const auto n = static_cast<double>(centres.size());
    const double first = limit - 2.404826 / (n + 0.5) * 180.0 / std::numbers::pi;
    const double tolerance = 1.8 / n; // 1 % of a step
    return limit == 90.0 && n >= 4 && std::abs(std::abs(centres.front()) - first) < tolerance
        && std::abs(centres.front() + centres.back()) < tolerance;
}

/// Returns the cells that meet half way between centres. The outermost are symmetric around their
/// centre, but end at the poles if the latitudes are Gaussian, and half way around the Earth if
/// longitudes go once around.
Axis axis_between(const AxisCoordinates& coordinates)
{
    const std::vector<double>& centres = coordinates.centres;
    const std::size_t n = centres.size();
    double before = 0.5 * (centres[1] - centres[0]);
    double after = 0.5 * (centres[n - 1] - centres[n - 2]);
    const double around = std::copysign(360.0, before)
        - (centres[n - 1] - centres[0]); // from the last to the first
    if (coordinates.longitude && around * before > 0.0
        && std::abs(0.5 * around - 0.5 * (before + after)) < 0.5 * std::abs(before + after)) {
        before = 0.5 * around;
        after = 0.5 * around;
    }
    std::vector<double> edges { centres[0] - before };
    for (std::size_t i = 1; i < n; ++i) {
        edges.push_back(0.5 * (centres[i - 1] + centres[i]));
    }
    edges.push_back(centres[n - 1] + after);
    if (are_gaussian(centres, coordinates.limit)) {
        edges.front() = std::copysign(coordinates.limit, edges.front());
        edges.back() = std::copysign(coordinates.limit, edges.back());
    }
    for (double& edge : edges) {
        edge = std::clamp(edge, -coordinates.limit, coordinates.limit);
    }
    return Axis::uneven(std::move(edges));
}

std::string note_of_uneven_cells(const AxisCoordinates& coordinates, const Axis& axis)
{
    return fmt::format("{} is {}: cells of {:.6g} to {:.6g} that meet half way between its "
                       "coordinates",
        coordinates.name,
        are_gaussian(coordinates.centres, coordinates.limit) ? "a Gaussian axis" : "uneven",
        axis.narrowest(), axis.widest());
}

/// Returns the axis of one cell. Throws InputError if it has no bounds.
Axis axis_of_one_cell(const AxisCoordinates& coordinates, const std::vector<CellBounds>& cells)
{
    if (cells.empty() || !(cells.front().width() > 0.0)) {
        throw InputError(ProblemCode::missing, subject_of(coordinates),
            fmt::format("missing cell size: it cannot be inferred from {} coordinates",
                coordinates.centres.size()));
    }
    const double step = cells.front().end - cells.front().begin;
    return Axis(coordinates.centres.front() - step / 2, step, 1)
        .clamped(coordinates.limit, subject_of(coordinates));
}

} // namespace

FoundAxis find_axis(const AxisCoordinates& coordinates)
{
    const std::string subject = subject_of(coordinates);
    const std::vector<double>& centres = coordinates.centres;
    check_numbers(coordinates);
    const std::vector<CellBounds> cells = oriented_bounds(coordinates);
    if (centres.size() < 2) {
        return { axis_of_one_cell(coordinates, cells) };
    }
    check_direction(coordinates);
    std::optional<Axis> even;
    if (!are_gaussian(centres, coordinates.limit)) {
        even = find_even_axis(centres, coordinates.limit);
    }
    if (even) {
        even = even->clamped(coordinates.limit, subject);
    }
    FoundAxis found;
    if (!cells.empty()) {
        const auto fault = contradiction(coordinates, cells);
        const std::vector<double> edges = edges_of(cells);
        if (!fault && !(even && agrees(*even, edges))) {
            found.axis = axis_of_edges(edges, coordinates.limit, subject);
            if (found.axis.is_even()) {
                found.notes.push_back(
                    fmt::format("{} does not hold cell centres: the cells are those of '{}'",
                        coordinates.name, coordinates.bounds_name));
            }
            return found;
        }
        if (fault) {
            found.notes.push_back(*fault + "; the cells are those around the coordinates");
        }
    }
    if (even) {
        found.axis = *even;
        return found;
    }
    refuse_missing_centres(coordinates);
    found.axis = axis_between(coordinates);
    found.notes.push_back(note_of_uneven_cells(coordinates, found.axis));
    return found;
}

Axis axis_of_centres(std::span<const double> centres, const std::string& name, double limit)
{
    return find_axis(
        { .name = name, .centres = { centres.begin(), centres.end() }, .limit = limit })
        .axis;
}

} // namespace cityflux
