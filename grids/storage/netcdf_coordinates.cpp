#include "grids/storage/netcdf_coordinates.h"

#include "grids/quantity/time_unit.h"
#include "grids/storage/netcdf_groups.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

bool one_of(const std::string& text, std::initializer_list<const char*> candidates)
{
    return std::any_of(
        candidates.begin(), candidates.end(), [&](const char* c) { return text == c; });
}

/// Removes jumps by 360 degrees from longitudes, such as 0..180 followed by -180. Values above 540,
/// which are not longitudes, stay unchanged.
std::vector<double> unwound(std::vector<double> longitudes)
{
    if (std::any_of(longitudes.begin(), longitudes.end(),
            [](double longitude) { return std::abs(longitude) > 540.0; })) {
        return longitudes;
    }
    for (std::size_t i = 1; i < longitudes.size(); ++i) {
        const double jump = longitudes[i] - longitudes[i - 1];
        if (std::abs(jump) > 180.0) {
            longitudes[i] -= 360.0 * std::round(jump / 360.0);
        }
    }
    return longitudes;
}

/// Reads the numbers of a coordinate, unpacked and multiplied by `factor`.
std::vector<double> read_centres(
    const NetcdfHandle& handle, const Variable& coordinate, double factor)
{
    std::vector<double> centres = unpacked_numbers(handle, coordinate);
    for (double& centre : centres) {
        centre *= factor;
    }
    return centres;
}

} // namespace

AxisRole role_of(const Variable& coordinate)
{
    const std::string standard_name = lower_case(coordinate.attributes.text("standard_name"));
    const std::string units = lower_case(coordinate.attributes.text("units"));
    const std::string axis = lower_case(coordinate.attributes.text("axis"));
    const std::string name = lower_case(base_name(coordinate));
    if (is_time_unit(units) || axis == "t" || standard_name == "time") {
        return AxisRole::time;
    }
    if (axis == "x"
        || one_of(standard_name, { "longitude", "grid_longitude", "projection_x_coordinate" })
        || one_of(units, { "degrees_east", "degree_east", "degrees_e", "degree_e" })) {
        return AxisRole::x;
    }
    if (axis == "y"
        || one_of(standard_name, { "latitude", "grid_latitude", "projection_y_coordinate" })
        || one_of(units, { "degrees_north", "degree_north", "degrees_n", "degree_n" })) {
        return AxisRole::y;
    }
    if (one_of(name, { "lon", "longitude", "rlon", "x", "easting", "west_east" })) {
        return AxisRole::x;
    }
    if (one_of(name, { "lat", "latitude", "rlat", "y", "northing", "south_north" })) {
        return AxisRole::y;
    }
    return one_of(name, { "time", "year", "years", "yyyymm", "yyyymmdd" }) ? AxisRole::time
                                                                           : AxisRole::none;
}

std::vector<double> unpacked_numbers(const NetcdfHandle& handle, const Variable& variable)
{
    std::vector<double> numbers = handle.numbers(variable);
    const double scale = variable.attributes.number("scale_factor").value_or(1.0);
    const double offset = variable.attributes.number("add_offset").value_or(0.0);
    for (double& number : numbers) {
        number = number * scale + offset;
    }
    return numbers;
}

bool in_degrees(const Variable& coordinate)
{
    return lower_case(coordinate.attributes.text("units")).starts_with("degree");
}

const Variable* coordinate_of(const NetcdfHandle& handle, std::size_t dimension)
{
    const std::string& name = handle.dimensions()[dimension].name;
    const Variable* found = nullptr;
    for (const Variable& variable : handle.variables()) {
        const bool along = variable.dimensions.size() == 1 && variable.dimensions[0] == dimension;
        if (along && variable.numeric && base_name(variable) == name) {
            return &variable;
        }
        if (along && variable.numeric && found == nullptr && role_of(variable) != AxisRole::none) {
            found = &variable;
        }
    }
    return found;
}

std::vector<double> bounds_of(const NetcdfHandle& handle, const Variable& coordinate)
{
    const Variable* bounds = find_near(handle, coordinate.attributes.text("bounds"), coordinate);
    return bounds != nullptr && bounds->numeric ? handle.numbers(*bounds) : std::vector<double>();
}

FoundAxis read_axis(
    const NetcdfHandle& handle, const Variable& coordinate, const CoordinateMeaning& meaning)
{
    AxisCoordinates coordinates { .name = fmt::format("'{}'", coordinate.name),
        .file = handle.path(),
        .centres = read_centres(handle, coordinate, meaning.factor),
        .bounds = bounds_of(handle, coordinate),
        .bounds_name = coordinate.attributes.text("bounds"),
        .longitude = meaning.longitude,
        .limit = meaning.limit };
    if (meaning.longitude) {
        coordinates.centres = unwound(std::move(coordinates.centres));
    }
    for (double& bound : coordinates.bounds) {
        bound *= meaning.factor;
    }
    return find_axis(coordinates);
}

} // namespace cityflux
