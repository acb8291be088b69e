#include "grids/storage/point_table.h"

#include "grids/geometry/axis_coordinates.h"
#include "grids/storage/memory_grid_file.h"
#include "grids/storage/table_points.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double most_cells = 2e9;
/// Larger grids must have data in at least one cell of a thousand: a wrong digit in a coordinate
/// makes the step far too small.
constexpr double most_sparse_cells = 1e7;
constexpr double least_given = 1e-3;
/// Limit of values (cells times variables) of such a sparse grid if the step is declared: 1.6 GB of
/// memory.
constexpr double most_sparse_numbers = 2e8;
constexpr double least_share
    = 0.1; ///< least part of the distances between coordinates that equal the cell size

constexpr const char* declare_step
    = "declare the cell size as [table] step in an inventory TOML, e.g. step = 0.1";

/// Cell size in the unit of the coordinates.
struct CellSize {
    double x = 0.0;
    double y = 0.0;
};

/// Regular grid of a table's points.
struct PointGrid {
    Grid grid;
    bool corner = false; ///< true if points are south-west corners of cells, false if centres
};

/// Returns the distances between neighbouring coordinates, ascending, without those that are
/// rounding.
std::vector<double> sorted_gaps(std::vector<double> coordinates)
{
    std::sort(coordinates.begin(), coordinates.end());
    const double noise = 1e-6 * std::max(1.0, coordinates.back() - coordinates.front());
    std::vector<double> gaps;
    for (std::size_t i = 1; i < coordinates.size(); ++i) {
        const double gap = coordinates[i] - coordinates[i - 1];
        if (gap > noise) {
            gaps.push_back(gap);
        }
    }
    std::sort(gaps.begin(), gaps.end());
    return gaps;
}

/// Infers the cell size: the smallest distance between coordinates that is common enough not to
/// come from stray points. Throws InputError, naming file and axis (`name`), if all coordinates are
/// equal.
double infer_step(const std::vector<double>& coordinates, const std::string& path, const char* name)
{
    const std::vector<double> gaps = sorted_gaps(coordinates);
    if (gaps.empty()) {
        throw InputError(ProblemCode::missing, path,
            fmt::format("missing cell size: all cells have the same {}", name), declare_step);
    }
    double step = gaps.front();
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        const auto alike = std::upper_bound(gaps.begin(), gaps.end(), 1.1 * gaps[i]) - gaps.begin()
            - static_cast<std::ptrdiff_t>(i);
        if (static_cast<double>(alike) >= least_share * static_cast<double>(gaps.size())) {
            step = gaps[i];
            break;
        }
    }
    // The distance carries the rounding of the text: divide the whole extent instead.
    const auto [low, high] = std::minmax_element(coordinates.begin(), coordinates.end());
    const double extent = *high - *low;
    return extent / std::round(extent / step);
}

/// Returns true if coordinates are corners: multiples of the step. Odd multiples of half a step are
/// centres. Adds what was inferred to `notes`.
bool infer_corner(const TablePoints& points, const CellSize& step, std::vector<std::string>& notes)
{
    std::size_t corners = 0;
    std::size_t centres = 0;
    const auto count = [&](const std::vector<double>& coordinates, double size) {
        for (const double coordinate : coordinates) {
            const double half_steps = coordinate / size * 2.0;
            const double whole = std::round(half_steps);
            if (std::abs(half_steps - whole) < 0.02) {
                ++(std::fmod(std::abs(whole), 2.0) < 0.5 ? corners : centres);
            }
        }
    };
    count(points.x, step.x);
    count(points.y, step.y);
    const std::size_t all = points.x.size() + points.y.size();
    if (corners > centres && corners > all * 9 / 10) {
        notes.push_back(
            fmt::format("coordinates are multiples of {:.6g}: used as south-west corners", step.x));
        return true;
    }
    notes.push_back(centres > all * 9 / 10
            ? fmt::format(
                "coordinates are odd multiples of {:.6g}: used as cell centres", step.x / 2.0)
            : fmt::format("coordinates lie neither on multiples of {:.6g} nor half way "
                          "between: used as cell centres",
                step.x));
    return false;
}

/// Returns the regular axis of all coordinates: `corner` is true if they are the lower edges of
/// cells, not the centres. The axis is constructed from centres, which removes the rounding of the
/// text. `name` is the axis in messages ("x").
Axis axis_of(const std::vector<double>& coordinates, double step, bool corner,
    const std::string& path, const char* name)
{
    const auto [low, high] = std::minmax_element(coordinates.begin(), coordinates.end());
    const double shift = corner ? step / 2.0 : 0.0;
    const double first = *low + shift;
    const double cells = std::round((*high - *low) / step) + 1.0;
    if (!(cells <= static_cast<double>(most_cells_along_axis))) {
        throw InputError(ProblemCode::out_of_range, path,
            fmt::format("{} out of range: {} to {} in steps of {} (allowed: {} cells)", name, *low,
                *high, step, most_cells_along_axis),
            declare_step);
    }
    const auto count = static_cast<std::size_t>(cells);
    if (count == 1) {
        return Axis(first - step / 2.0, step, 1);
    }
    const double last = *high + shift;
    std::vector<double> centres(count);
    for (std::size_t i = 0; i < count; ++i) {
        centres[i]
            = first + (last - first) * static_cast<double>(i) / static_cast<double>(count - 1);
    }
    return axis_of_centres(centres, fmt::format("{} of {}", name, path));
}

/// Throws InputError if the points are too few for their cells, before memory is allocated.
void refuse_sparse_grid(
    const std::string& path, const TablePoints& points, const Grid& grid, bool declared)
{
    const double cells = static_cast<double>(grid.rows()) * static_cast<double>(grid.columns());
    const bool sparse
        = cells > most_sparse_cells && static_cast<double>(points.x.size()) < least_given * cells;
    const double numbers = cells * static_cast<double>(points.names.size());
    if (cells > most_cells || (sparse && (!declared || numbers > most_sparse_numbers))) {
        throw InputError(ProblemCode::out_of_range, path,
            fmt::format("grid out of range: {} points make {} x {} cells", points.x.size(),
                grid.rows(), grid.columns()),
            declared ? "divide the table, or declare a larger [table] step" : declare_step);
    }
}

/// Returns the grid whose cells are the points. Adds what was inferred to `notes`. The latitudes
/// are not clamped yet, and the CRS is not set.
PointGrid find_grid(const std::string& path, const TablePoints& points, const TableForm& form,
    std::vector<std::string>& notes)
{
    const bool declared = form.step > 0.0;
    CellSize step { form.step, form.step };
    if (!declared) {
        step.x = infer_step(points.x, path, "x");
        step.y = infer_step(points.y, path, "y");
    }
    PointGrid found;
    found.corner = form.anchor == TableForm::Anchor::tell
        ? infer_corner(points, step, notes)
        : form.anchor == TableForm::Anchor::corner;
    found.grid.x = axis_of(points.x, step.x, found.corner, path, "x");
    found.grid.y = axis_of(points.y, step.y, found.corner, path, "y");
    refuse_sparse_grid(path, points, found.grid, declared);
    return found;
}

/// Throws InputError: point `i` lies on no cell of the grid. `declared_step` is 0 if the step was
/// inferred.
[[noreturn]] void refuse_off_grid(const std::string& path, const TablePoints& points, std::size_t i,
    const Grid& grid, double declared_step)
{
    const std::string subject = fmt::format("{}:{}", path, points.line[i]);
    const std::string cell = fmt::format("inconsistent cell at {}, {}", points.x[i], points.y[i]);
    if (declared_step > 0.0) {
        throw InputError(ProblemCode::inconsistent, subject,
            fmt::format("{}: not on the grid of the declared step {}", cell, declared_step),
            "set [table] step to a size of cells on which all points lie, or sum the points by "
            "cell first");
    }
    throw InputError(ProblemCode::inconsistent, subject,
        fmt::format("{}: not on the grid of step {:.6g} x {:.6g} of the other cells", cell,
            grid.x.step(), grid.y.step()),
        declare_step);
}

/// Returns the values of each column by cell; cells without a point are 0 or NaN, by `form`. Throws
/// InputError, with the line, if a point is off the grid or its cell has another point.
std::vector<std::vector<double>> values_by_cell(const std::string& path, const TablePoints& points,
    const PointGrid& found, const TableForm& form)
{
    const double absent = form.absent_is_zero ? 0.0 : std::numeric_limits<double>::quiet_NaN();
    const Grid& grid = found.grid;
    std::vector<std::vector<double>> values(
        points.names.size(), std::vector<double>(grid.cells(), absent));
    std::vector<bool> seen(grid.cells(), false);
    const double shift = found.corner ? 0.5 : 0.0;
    for (std::size_t i = 0; i < points.x.size(); ++i) {
        const double column = (points.x[i] - grid.x.edge(0)) / grid.x.step() - 0.5 + shift;
        const double row = (points.y[i] - grid.y.edge(0)) / grid.y.step() - 0.5 + shift;
        if (std::abs(column - std::round(column)) > 0.1 || std::abs(row - std::round(row)) > 0.1) {
            refuse_off_grid(path, points, i, grid, form.step);
        }
        const std::size_t cell = static_cast<std::size_t>(std::round(row)) * grid.columns()
            + static_cast<std::size_t>(std::round(column));
        if (seen[cell]) {
            refuse_duplicate(path, points, i);
        }
        seen[cell] = true;
        for (std::size_t v = 0; v < values.size(); ++v) {
            values[v][cell] = points.values[v][i];
        }
    }
    return values;
}

} // namespace

std::unique_ptr<GridFile> open_point_table(const std::string& path, const TableForm& form)
{
    GridContents contents { .format = "point table" };
    const TablePoints points = read_points(path, form);
    contents.notes = points.notes;
    for (std::size_t i = 0; i < points.header.size(); ++i) {
        contents.attributes.set(fmt::format("header {}", i + 1), { points.header[i], {} });
    }
    for (const std::string& name : points.names) {
        GridVariable variable;
        variable.name = name;
        variable.type = ElementType::float64;
        contents.variables.push_back(std::move(variable));
    }
    const PointGrid found = find_grid(path, points, form, contents.notes);
    auto values = values_by_cell(path, points, found, form);
    contents.grid = found.grid;
    if (points.degrees) {
        // Clamp last, because rows are counted from the edge of a whole first cell.
        contents.grid.crs = Crs();
        contents.grid.y = contents.grid.y.clamped(90.0, path);
    }
    return std::make_unique<MemoryGridFile>(path, std::move(contents), std::move(values));
}

} // namespace cityflux
