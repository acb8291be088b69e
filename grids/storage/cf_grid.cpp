#include "grids/storage/cf_grid.h"

#include "grids/geometry/plane_unit.h"
#include "grids/storage/coordinate_unit.h"
#include "grids/storage/curvilinear_grid.h"
#include "grids/storage/model_grid.h"
#include "grids/storage/netcdf_coordinates.h"
#include "grids/storage/netcdf_crs.h"
#include "grids/storage/netcdf_positions.h"
#include "grids/storage/netcdf_time.h"
#include "grids/storage/shared_grid.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

/// Factors from the numbers of the coordinates to those of the axes, and the meaning of the latter.
struct AxisScale {
    double x = 1.0;
    double y = 1.0;
    AxisMeaning meaning = AxisMeaning::undeclared;
};

/// Returns the scale of coordinates in a CRS, or in none. Adds a sentence to `notes` if the unit is
/// taken from the CRS. Throws InputError on a unit that is unknown in the plane of a map.
AxisScale scale_of(const HorizontalCoordinates& coordinates, const std::optional<Crs>& crs,
    const std::string& path, std::vector<std::string>& notes)
{
    using Kind = CoordinateUnit::Kind;
    const CoordinateUnit x = unit_of(coordinates.x);
    const CoordinateUnit y = unit_of(coordinates.y);
    const bool projected = crs && crs->kind == CrsKind::projected;
    const bool rotated = crs && crs->kind == CrsKind::rotated;
    const auto factor = [&](const CoordinateUnit& unit, const std::string& name) {
        if (unit.kind == Kind::unknown && projected) {
            throw InputError(ProblemCode::unknown, fmt::format("{}: coordinate '{}'", path, name),
                fmt::format("unknown unit '{}' (allowed: lengths)", unit.text),
                fmt::format("correct it, e.g. with ncatted -a units,{},o,c,m", name));
        }
        if (unit.kind == Kind::undeclared && projected) {
            const double metres = metres_per_unit(*crs);
            notes.push_back(fmt::format(
                "coordinate '{}' has no unit; that of the CRS, {} m, is used", name, metres));
            return metres;
        }
        if (unit.kind == Kind::unknown && crs) {
            notes.push_back(
                fmt::format("coordinate '{}' has the unknown unit '{}' and is read in degrees",
                    name, unit.text));
        }
        return unit.factor;
    };
    AxisScale scale { factor(x, coordinates.x.name), factor(y, coordinates.y.name) };
    if (x.kind == Kind::length || projected) {
        scale.meaning = AxisMeaning::metres;
    } else if (rotated) {
        scale.meaning = AxisMeaning::rotated_degrees;
    } else if (x.kind == Kind::angle || crs) {
        scale.meaning = AxisMeaning::degrees;
    }
    return scale;
}

/// Returns true if the numbers of a coordinate are 0, 1, 2 ... or 1, 2, 3 ... in either order.
bool counts_cells(const NetcdfHandle& handle, const Variable& coordinate)
{
    const std::vector<double> numbers = unpacked_numbers(handle, coordinate);
    const auto count = static_cast<double>(numbers.size());
    if (numbers.size() < 2) {
        return false;
    }
    const double first = std::min(numbers.front(), numbers.back());
    const double step = numbers[1] - numbers[0];
    for (std::size_t i = 1; i < numbers.size(); ++i) {
        if (numbers[i] - numbers[i - 1] != step) {
            return false;
        }
    }
    return std::abs(step) == 1.0 && (first == 0.0 || first == 1.0) && count > 1.0;
}

/// Returns a sentence about a grid in metres that is too small or too large for an inventory, as if
/// its coordinates were in another unit. Returns std::nullopt for others.
std::optional<std::string> note_of_extent(const Grid& grid)
{
    constexpr double smallest_cell = 50.0;
    constexpr double smallest_width = 20'000.0;
    constexpr double earth_around = 45'000'000.0;
    const double width = std::max(grid.x.high() - grid.x.low(), grid.y.high() - grid.y.low());
    const double cell = std::max(std::abs(grid.x.step()), std::abs(grid.y.step()));
    if ((cell >= smallest_cell || width >= smallest_width) && width <= earth_around) {
        return std::nullopt;
    }
    return fmt::format("the grid is {:.6g} m wide in cells of {:.6g} m; check the unit of its "
                       "coordinates",
        width, cell);
}

/// Reads CRS and axes of a grid with one-dimensional coordinates into `contents`.
void read_plane_grid(const NetcdfHandle& handle, const SharedGrid& shared, GridContents& contents)
{
    const HorizontalCoordinates coordinates = *coordinates_of(handle, shared);
    NetcdfCrs found = crs_of(handle, shared.mapping, coordinates);
    if (found.note) {
        contents.notes.push_back(std::move(*found.note));
    }
    contents.crs_error = std::move(found.error);
    AxisScale scale = scale_of(coordinates, found.crs, handle.path(), contents.notes);
    Grid& grid = contents.grid;
    if (found.crs) {
        grid.crs = in_metres(*found.crs);
    }
    const bool metres = scale.meaning == AxisMeaning::metres;
    const bool degrees = scale.meaning != AxisMeaning::undeclared && !metres;
    const FoundAxis columns
        = read_axis(handle, coordinates.x, { .factor = scale.x, .longitude = !metres });
    const FoundAxis rows = read_axis(handle, coordinates.y,
        { .factor = scale.y, .limit = degrees ? 90.0 : std::numeric_limits<double>::infinity() });
    for (const FoundAxis* axis : { &columns, &rows }) {
        contents.notes.insert(contents.notes.end(), axis->notes.begin(), axis->notes.end());
    }
    grid.x = columns.axis;
    grid.y = rows.axis;
    if (auto note = metres ? note_of_extent(grid) : std::nullopt) {
        contents.notes.push_back(std::move(*note));
    }
    if (scale.meaning == AxisMeaning::undeclared
        && kind_of(coordinates, handle.path()) == CoordinateKind::undeclared
        && !lower_case(coordinates.x.name).starts_with("lon") && counts_cells(handle, coordinates.x)
        && counts_cells(handle, coordinates.y)) {
        scale.meaning = AxisMeaning::counts;
    }
    contents.axis_meaning = scale.meaning;
}

/// Reads the positions of a grid without CRS in metres, if the file has any, to check the CRS that
/// is declared for it.
void add_positions(const NetcdfHandle& handle, const SharedGrid& shared, GridContents& contents)
{
    if (contents.grid.crs || contents.axis_meaning != AxisMeaning::metres) {
        return;
    }
    const Variable& first = handle.variables()[shared.locations.front().variable];
    const auto positions = positions_of(handle, first, find_positions(handle));
    if (positions && positions->x_dimension == shared.x_dimension
        && positions->y_dimension == shared.y_dimension) {
        contents.positions = read_positions(handle, *positions);
    }
}

/// Reads CRS and axes of a grid into `contents`.
void read_grid(const NetcdfHandle& handle, const SharedGrid& shared, GridContents& contents)
{
    if (shared.positions) {
        return read_curvilinear_grid(handle, shared, contents);
    }
    if (!shared.of_model) {
        read_plane_grid(handle, shared, contents);
        return add_positions(handle, shared, contents);
    }
    const auto grid = model_grid(handle, { shared.x_dimension, shared.y_dimension });
    if (!grid) {
        throw InputError(ProblemCode::missing, handle.path(),
            "missing coordinates: neither variables nor global attributes give the positions of "
            "the cells",
            "add those of the model's own output, e.g. with ncks -A -v XLAT,XLONG wrfinput_d01");
    }
    contents.grid = *grid;
    contents.axis_meaning
        = grid->crs->kind == CrsKind::projected ? AxisMeaning::metres : AxisMeaning::degrees;
    contents.notes.push_back(fmt::format(
        "the cells are those of the model's grid in the global attributes: {}", grid->crs->name));
}

/// Throws InputError about a file in which no variable lies on a grid.
[[noreturn]] void refuse_without_grid(const NetcdfHandle& handle)
{
    std::vector<std::string> names;
    for (const Variable& variable : handle.variables()) {
        names.push_back(variable.name);
    }
    throw InputError(ProblemCode::unsupported, handle.path(),
        fmt::format("unsupported grid: no variable has one-dimensional x and y coordinates "
                    "(variables: {})",
            joined(names, ", ")),
        "add coordinates with their units, or regrid an unstructured grid with the corners of its "
        "cells first, e.g. with cdo remapcon");
}

} // namespace

NetcdfContents read_cf_grid(const NetcdfHandle& handle)
{
    NetcdfContents found { { .format = handle.format(), .attributes = handle.attributes() } };
    const std::vector<SharedGrid> grids = find_grids(handle);
    if (grids.empty()) {
        refuse_without_grid(handle);
    }
    const SharedGrid shared = choose_grid(handle, grids, found.contents.notes);
    read_grid(handle, shared, found.contents);
    for (NetcdfLocation location : shared.locations) {
        const Variable& stored = handle.variables()[location.variable];
        GridVariable variable = describe_variable(stored);
        variable.scalar_time = read_scalar_time(handle, stored);
        for (std::size_t d = 0; d < stored.dimensions.size(); ++d) {
            if (d != location.x_position && d != location.y_position) {
                variable.dimensions.push_back(read_dimension(handle, stored.dimensions[d]));
                location.further.push_back(d);
            }
        }
        found.contents.variables.push_back(std::move(variable));
        found.locations.push_back(std::move(location));
    }
    return found;
}

} // namespace cityflux
