#include "grids/storage/shared_grid.h"

#include "grids/quantity/unit.h"
#include "grids/storage/netcdf_coordinates.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

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

bool on_same_dimensions(const SharedGrid& a, const SharedGrid& b)
{
    return a.x_dimension == b.x_dimension && a.y_dimension == b.y_dimension;
}

/// Adds a grid, or its variables to a known grid with the same dimensions and mapping.
void add(std::vector<SharedGrid>& grids, SharedGrid&& grid)
{
    const auto known = std::find_if(grids.begin(), grids.end(), [&](const SharedGrid& other) {
        return on_same_dimensions(grid, other) && grid.mapping == other.mapping;
    });
    if (known == grids.end()) {
        grids.push_back(std::move(grid));
    } else {
        known->locations.insert(
            known->locations.end(), grid.locations.begin(), grid.locations.end());
    }
}

/// Adds the variables that name no mapping to the grid with their dimensions, if there is one only.
std::vector<SharedGrid> with_unmapped_added(std::vector<SharedGrid> grids)
{
    std::vector<SharedGrid> joined;
    for (SharedGrid& grid : grids) {
        const auto fits = [&](const SharedGrid& other) {
            return other.mapping != nullptr && on_same_dimensions(grid, other);
        };
        if (grid.mapping == nullptr && std::count_if(grids.begin(), grids.end(), fits) == 1) {
            grid.mapping = std::find_if(grids.begin(), grids.end(), fits)->mapping;
        }
        add(joined, std::move(grid));
    }
    for (SharedGrid& grid : joined) {
        std::sort(grid.locations.begin(), grid.locations.end(),
            [](const NetcdfLocation& a, const NetcdfLocation& b) {
                return a.variable < b.variable;
            });
    }
    return joined;
}

std::string unit_text(const Variable& variable)
{
    const std::string units = variable.attributes.text("units");
    return units.empty() ? variable.attributes.text("unit") : units;
}

bool has_unit_of_emission(const Variable& variable)
{
    try {
        Unit::parse(unit_text(variable), variable.name);
        return true;
    } catch (const InputError&) {
        return false;
    }
}

bool is_integer(const Variable& variable)
{
    return variable.type != ElementType::float32 && variable.type != ElementType::float64
        && !variable.attributes.has("scale_factor");
}

/// Returns the numbers of variables by their evidence for emissions, strongest first.
std::array<std::size_t, 3> evidence(const NetcdfHandle& handle, const SharedGrid& grid)
{
    std::array<std::size_t, 3> counts { 0, 0, grid.locations.size() };
    for (const NetcdfLocation& location : grid.locations) {
        const Variable& variable = handle.variables()[location.variable];
        const std::string unit = unit_text(variable);
        if (!unit.empty() && has_unit_of_emission(variable)) {
            ++counts[0];
        } else if (unit.empty() && !is_integer(variable)) {
            ++counts[1];
        }
    }
    return counts;
}

/// Returns a sentence about the variables of a grid that is left out.
std::string note_of_left_out(const NetcdfHandle& handle, const SharedGrid& grid)
{
    std::vector<std::string> names;
    for (const NetcdfLocation& location : grid.locations) {
        names.push_back(handle.variables()[location.variable].name);
    }
    const bool one = names.size() == 1;
    return fmt::format(
        "variable{} '{}' lie{} on another grid and {} left out; to read {}, write {} "
        "to another file first, e.g. with ncks -v {}",
        one ? "" : "s", joined(names, "', '"), one ? "s" : "", one ? "is" : "are",
        one ? "it" : "them", one ? "it" : "them", joined(names, ","));
}

} // namespace

HorizontalCoordinates coordinates_of(const NetcdfHandle& handle, const SharedGrid& grid)
{
    return { *coordinate_of(handle, grid.x_dimension), *coordinate_of(handle, grid.y_dimension) };
}

std::vector<SharedGrid> find_grids(const NetcdfHandle& handle)
{
    const std::vector<AxisRole> roles = roles_of_dimensions(handle);
    std::vector<SharedGrid> grids;
    for (std::size_t v = 0; v < handle.variables().size(); ++v) {
        auto location = locate(handle, v, roles);
        if (!location) {
            continue;
        }
        const Variable& variable = handle.variables()[v];
        SharedGrid grid { variable.dimensions[location->x_position],
            variable.dimensions[location->y_position] };
        grid.mapping = named_mapping(handle, variable, coordinates_of(handle, grid));
        grid.locations.push_back(std::move(*location));
        add(grids, std::move(grid));
    }
    return with_unmapped_added(std::move(grids));
}

SharedGrid choose_grid(const NetcdfHandle& handle, const std::vector<SharedGrid>& grids,
    std::vector<std::string>& notes)
{
    if (grids.size() == 1) {
        return grids.front();
    }
    const auto chosen = std::max_element(
        grids.begin(), grids.end(), [&](const SharedGrid& a, const SharedGrid& b) {
            return evidence(handle, a) < evidence(handle, b);
        });
    for (const SharedGrid& other : grids) {
        if (&other != &*chosen) {
            notes.push_back(note_of_left_out(handle, other));
        }
    }
    return *chosen;
}

} // namespace cityflux
