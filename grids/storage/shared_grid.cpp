#include "grids/storage/shared_grid.h"

#include "grids/quantity/unit.h"
#include "grids/storage/coordinate_unit.h"
#include "grids/storage/model_grid.h"
#include "grids/storage/netcdf_coordinates.h"
#include "grids/storage/netcdf_groups.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
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

/// Evidence in a file for the positions of the cells of its variables.
struct GridEvidence {
    explicit GridEvidence(const NetcdfHandle& handle)
        : roles(roles_of_dimensions(handle))
        , positions(find_positions(handle))
        , model(model_dimensions(handle))
    {
        for (const Variable& variable : handle.variables()) {
            bounds.insert(variable.attributes.text("bounds"));
        }
    }

    std::vector<AxisRole> roles; ///< by dimension
    std::vector<const Variable*> positions;
    std::optional<ModelDimensions> model;
    std::set<std::string> bounds {}; ///< names of variables
};

bool is_coordinate(const Variable& variable, const GridEvidence& evidence)
{
    return evidence.bounds.contains(base_name(variable))
        || std::find(evidence.positions.begin(), evidence.positions.end(), &variable)
        != evidence.positions.end();
}

/// Returns true if the numbers of coordinates have no meaning on the Earth by themselves: no unit,
/// no standard name, and no name of longitudes and latitudes.
bool lack_meaning(const HorizontalCoordinates& coordinates)
{
    const auto lacks = [](const Variable& coordinate) {
        const std::string name = lower_case(base_name(coordinate));
        return unit_of(coordinate).kind == CoordinateUnit::Kind::undeclared
            && coordinate.attributes.text("standard_name").empty() && !name.starts_with("lon")
            && !name.starts_with("lat") && name != "rlon" && name != "rlat";
    };
    return lacks(coordinates.x) && lacks(coordinates.y);
}

/// Returns the grid of a variable by the roles of its dimensions, or std::nullopt.
std::optional<SharedGrid> grid_by_roles(
    const Variable& variable, const std::vector<AxisRole>& roles)
{
    std::optional<std::size_t> x;
    std::optional<std::size_t> y;
    for (const std::size_t dimension : variable.dimensions) {
        x = roles[dimension] == AxisRole::x ? std::optional(dimension) : x;
        y = roles[dimension] == AxisRole::y ? std::optional(dimension) : y;
    }
    return x && y ? std::optional(SharedGrid { *x, *y }) : std::nullopt;
}

std::optional<std::size_t> position_in(const Variable& variable, std::size_t dimension)
{
    const auto found = std::find(variable.dimensions.begin(), variable.dimensions.end(), dimension);
    return found == variable.dimensions.end()
        ? std::nullopt
        : std::optional(static_cast<std::size_t>(found - variable.dimensions.begin()));
}

/// Returns the grid of a numeric variable: by one-dimensional coordinates with a meaning, otherwise
/// by two-dimensional ones, by the attributes of a model, or by any coordinates. Returns
/// std::nullopt if it lies on none.
std::optional<SharedGrid> grid_of(
    const NetcdfHandle& handle, const Variable& variable, const GridEvidence& evidence)
{
    if (!variable.numeric || variable.dimensions.size() < 2) {
        return std::nullopt;
    }
    std::optional<SharedGrid> grid = grid_by_roles(variable, evidence.roles);
    if (grid && !lack_meaning(*coordinates_of(handle, *grid))) {
        return grid;
    }
    if (auto positions = positions_of(handle, variable, evidence.positions)) {
        return SharedGrid { positions->x_dimension, positions->y_dimension, positions };
    }
    if (evidence.model && position_in(variable, evidence.model->x)
        && position_in(variable, evidence.model->y)) {
        return SharedGrid { evidence.model->x, evidence.model->y, {}, true };
    }
    return grid;
}

bool on_same_dimensions(const SharedGrid& a, const SharedGrid& b)
{
    return a.x_dimension == b.x_dimension && a.y_dimension == b.y_dimension
        && a.positions == b.positions;
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

std::optional<HorizontalCoordinates> coordinates_of(
    const NetcdfHandle& handle, const SharedGrid& grid)
{
    const Variable* x = coordinate_of(handle, grid.x_dimension);
    const Variable* y = coordinate_of(handle, grid.y_dimension);
    return x != nullptr && y != nullptr ? std::optional(HorizontalCoordinates { *x, *y })
                                        : std::nullopt;
}

std::vector<SharedGrid> find_grids(const NetcdfHandle& handle)
{
    const GridEvidence evidence(handle);
    std::vector<SharedGrid> grids;
    for (std::size_t v = 0; v < handle.variables().size(); ++v) {
        const Variable& variable = handle.variables()[v];
        auto grid = is_coordinate(variable, evidence) ? std::nullopt
                                                      : grid_of(handle, variable, evidence);
        if (!grid) {
            continue;
        }
        if (grid->positions) {
            grid->mapping = named_mapping(handle, variable,
                { *grid->positions->longitude, *grid->positions->latitude }, NamedFor::others);
        } else if (const auto coordinates = coordinates_of(handle, *grid)) {
            grid->mapping = named_mapping(handle, variable, *coordinates, NamedFor::these);
        }
        grid->locations.push_back({ v, *position_in(variable, grid->x_dimension),
            *position_in(variable, grid->y_dimension) });
        add(grids, std::move(*grid));
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
