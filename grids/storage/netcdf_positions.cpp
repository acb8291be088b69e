#include "grids/storage/netcdf_positions.h"

#include "grids/storage/coordinate_unit.h"
#include "grids/storage/netcdf_coordinates.h"
#include "grids/storage/netcdf_groups.h"
#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

enum class Direction { none, longitude, latitude };

/// Returns the direction that a variable measures, by its attributes first and usual names last.
Direction direction_of(const Variable& variable)
{
    const std::string standard_name = lower_case(variable.attributes.text("standard_name"));
    const std::string units = lower_case(variable.attributes.text("units"));
    const std::string name = lower_case(base_name(variable));
    if (standard_name == "longitude" || units == "degrees_east" || units == "degree_east") {
        return Direction::longitude;
    }
    if (standard_name == "latitude" || units == "degrees_north" || units == "degree_north") {
        return Direction::latitude;
    }
    if (!standard_name.empty()) {
        return Direction::none;
    }
    constexpr std::array longitudes { "lon", "longitude", "longitudes", "xlong", "xlon", "xlong_m",
        "nav_lon", "clon", "glon" };
    constexpr std::array latitudes { "lat", "latitude", "latitudes", "xlat", "xlat_m", "nav_lat",
        "clat", "glat" };
    if (std::find(longitudes.begin(), longitudes.end(), name) != longitudes.end()) {
        return Direction::longitude;
    }
    return std::find(latitudes.begin(), latitudes.end(), name) != latitudes.end()
        ? Direction::latitude
        : Direction::none;
}

/// Returns true if the last two dimensions of `position` are dimensions of `variable`.
bool lies_on(const Variable& position, const Variable& variable)
{
    const auto has = [&](std::size_t dimension) {
        return std::find(variable.dimensions.begin(), variable.dimensions.end(), dimension)
            != variable.dimensions.end();
    };
    const std::size_t n = position.dimensions.size();
    return has(position.dimensions[n - 1]) && has(position.dimensions[n - 2]);
}

/// Returns the first pair of longitude and latitude on the same two dimensions of a variable.
std::optional<PositionVariables> first_pair(
    const std::vector<const Variable*>& candidates, const Variable& variable)
{
    for (const Variable* longitude : candidates) {
        for (const Variable* latitude : candidates) {
            if (direction_of(*longitude) != Direction::longitude
                || direction_of(*latitude) != Direction::latitude
                || longitude->dimensions != latitude->dimensions
                || !lies_on(*longitude, variable)) {
                continue;
            }
            const std::size_t n = longitude->dimensions.size();
            return PositionVariables { longitude, latitude, longitude->dimensions[n - 2],
                longitude->dimensions[n - 1] };
        }
    }
    return std::nullopt;
}

/// Reads the numbers of a position variable, in degrees, for the first index of further dimensions.
std::vector<double> read_angles(
    const NetcdfHandle& handle, const Variable& variable, std::size_t cells)
{
    std::vector<double> numbers = unpacked_numbers(handle, variable);
    const CoordinateUnit unit = unit_of(variable);
    for (std::size_t i = cells; i < numbers.size(); ++i) {
        if (numbers[i] != numbers[i % cells]) {
            throw InputError(ProblemCode::unsupported, handle.path(),
                fmt::format("unsupported grid: '{}' changes along the dimension '{}'",
                    variable.name, handle.dimensions()[variable.dimensions.front()].name),
                fmt::format("take one step of it first, e.g. with ncks -d {},0",
                    handle.dimensions()[variable.dimensions.front()].name));
        }
    }
    numbers.resize(std::min(numbers.size(), cells));
    for (double& number : numbers) {
        number *= unit.factor;
    }
    return numbers;
}

} // namespace

std::vector<const Variable*> find_positions(const NetcdfHandle& handle)
{
    std::vector<const Variable*> positions;
    for (const Variable& variable : handle.variables()) {
        if (variable.numeric && variable.dimensions.size() >= 2
            && direction_of(variable) != Direction::none) {
            positions.push_back(&variable);
        }
    }
    return positions;
}

std::optional<PositionVariables> positions_of(const NetcdfHandle& handle, const Variable& variable,
    const std::vector<const Variable*>& candidates)
{
    std::vector<const Variable*> named;
    std::istringstream names(variable.attributes.text("coordinates"));
    for (std::string name; names >> name;) {
        const Variable* found = find_near(handle, name, variable);
        if (std::find(candidates.begin(), candidates.end(), found) != candidates.end()) {
            named.push_back(found);
        }
    }
    const auto pair = first_pair(named, variable);
    return pair ? pair : first_pair(candidates, variable);
}

CellPositions read_positions(const NetcdfHandle& handle, const PositionVariables& variables)
{
    CellPositions positions { handle.dimensions()[variables.y_dimension].size,
        handle.dimensions()[variables.x_dimension].size };
    const std::size_t cells = positions.rows * positions.columns;
    positions.longitudes = read_angles(handle, *variables.longitude, cells);
    positions.latitudes = read_angles(handle, *variables.latitude, cells);
    positions.names
        = fmt::format("'{}' and '{}'", variables.longitude->name, variables.latitude->name);
    if (positions.longitudes.size() != cells || positions.latitudes.size() != cells || cells == 0) {
        throw InputError(ProblemCode::missing, handle.path(),
            fmt::format("missing coordinates: {} are empty", positions.names));
    }
    return positions;
}

} // namespace cityflux
