#include "grids/storage/cf_grid.h"

#include "grids/storage/netcdf_coordinates.h"
#include "grids/storage/netcdf_crs.h"
#include "grids/storage/netcdf_time.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

/// Variables on one pair of x and y dimensions.
struct SharedGrid {
    std::size_t x_dimension = 0;
    std::size_t y_dimension = 0;
    std::vector<NetcdfLocation> locations {};
};

/// Returns the role of each dimension by its coordinate.
std::vector<AxisRole> roles_of_dimensions(const NetcdfHandle& handle)
{
    std::vector<AxisRole> roles;
    for (std::size_t d = 0; d < handle.dimensions().size(); ++d) {
        const Variable* coordinate = coordinate_of(handle, d);
        roles.push_back(coordinate == nullptr ? AxisRole::none : role_of(*coordinate));
    }
    return roles;
}

/// Returns the location of a numeric variable with x and y dimensions, without further positions.
/// Returns std::nullopt for others.
std::optional<NetcdfLocation> locate(
    const NetcdfHandle& handle, std::size_t index, const std::vector<AxisRole>& roles)
{
    const Variable& variable = handle.variables()[index];
    std::optional<std::size_t> x;
    std::optional<std::size_t> y;
    for (std::size_t d = 0; d < variable.dimensions.size(); ++d) {
        const AxisRole role = roles[variable.dimensions[d]];
        x = role == AxisRole::x ? std::optional(d) : x;
        y = role == AxisRole::y ? std::optional(d) : y;
    }
    return variable.numeric && x && y ? std::optional(NetcdfLocation { index, *x, *y })
                                      : std::nullopt;
}

/// Returns the grids of a file in the order of their first variables.
std::vector<SharedGrid> find_grids(const NetcdfHandle& handle)
{
    const std::vector<AxisRole> roles = roles_of_dimensions(handle);
    std::vector<SharedGrid> grids;
    for (std::size_t v = 0; v < handle.variables().size(); ++v) {
        auto location = locate(handle, v, roles);
        if (!location) {
            continue;
        }
        const std::vector<std::size_t>& dimensions = handle.variables()[v].dimensions;
        const std::size_t x = dimensions[location->x_position];
        const std::size_t y = dimensions[location->y_position];
        auto known = std::find_if(grids.begin(), grids.end(),
            [&](const SharedGrid& grid) { return grid.x_dimension == x && grid.y_dimension == y; });
        if (known == grids.end()) {
            known = grids.insert(grids.end(), SharedGrid { x, y });
        }
        known->locations.push_back(std::move(*location));
    }
    return grids;
}

/// Returns the grid with the most variables. Adds the variables of the others to `notes`.
SharedGrid choose_grid(const NetcdfHandle& handle, std::vector<std::string>& notes)
{
    const std::vector<SharedGrid> grids = find_grids(handle);
    if (grids.empty()) {
        std::vector<std::string> names;
        for (const Variable& variable : handle.variables()) {
            names.push_back(variable.name);
        }
        throw InputError(ProblemCode::unsupported, handle.path(),
            fmt::format("unsupported grid: no variable has one-dimensional x and y coordinates "
                        "(variables: {})",
                joined(names, ", ")),
            "regrid a curvilinear or unstructured grid first, e.g. with cdo remapcon");
    }
    const auto chosen = std::max_element(
        grids.begin(), grids.end(), [](const SharedGrid& a, const SharedGrid& b) {
            return a.locations.size() < b.locations.size();
        });
    for (const SharedGrid& other : grids) {
        if (&other != &*chosen) {
            for (const NetcdfLocation& location : other.locations) {
                notes.push_back(fmt::format("variable '{}' lies on another grid and is left out",
                    handle.variables()[location.variable].name));
            }
        }
    }
    return *chosen;
}

/// Reads CRS and axes of a grid.
Grid read_grid(
    const NetcdfHandle& handle, const SharedGrid& shared, std::vector<std::string>& notes)
{
    const Variable& x = *coordinate_of(handle, shared.x_dimension);
    const Variable& y = *coordinate_of(handle, shared.y_dimension);
    const Variable& first = handle.variables()[shared.locations.front().variable];
    NetcdfCrs found = crs_of(handle, first, { x, y });
    if (found.note) {
        notes.push_back(*found.note);
    }
    Grid grid;
    grid.crs = found.crs;
    const bool projected = grid.crs && grid.crs->kind == CrsKind::projected;
    const bool latitudes = !projected && (grid.crs || in_degrees(y));
    const FoundAxis columns
        = read_axis(handle, x, { .projected = projected, .longitude = !projected });
    const FoundAxis rows = read_axis(handle, y,
        { .projected = projected,
            .limit = latitudes ? 90.0 : std::numeric_limits<double>::infinity() });
    for (const FoundAxis* found_axis : { &columns, &rows }) {
        notes.insert(notes.end(), found_axis->notes.begin(), found_axis->notes.end());
    }
    grid.x = columns.axis;
    grid.y = rows.axis;
    return grid;
}

} // namespace

NetcdfContents read_cf_grid(const NetcdfHandle& handle)
{
    NetcdfContents found { { .format = handle.format(), .attributes = handle.attributes() } };
    const SharedGrid shared = choose_grid(handle, found.contents.notes);
    found.contents.grid = read_grid(handle, shared, found.contents.notes);
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
