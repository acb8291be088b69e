#pragma once

#include "grids/geometry/axis_coordinates.h"
#include "grids/storage/netcdf_handle.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

enum class AxisRole { none, x, y, time };

/// Returns the role of a one-dimensional coordinate variable, by CF attributes first and usual
/// names last.
AxisRole role_of(const NetcdfHandle::Variable& coordinate);

/// Reads a whole numeric variable with its scale and offset.
std::vector<double> unpacked_numbers(
    const NetcdfHandle& handle, const NetcdfHandle::Variable& variable);

/// Returns true if the unit of a coordinate is a degree, of any direction.
bool in_degrees(const NetcdfHandle::Variable& coordinate);

/// Returns the one-dimensional coordinate of a dimension (an index into handle.dimensions()), or
/// nullptr if it has none. The result is one of handle.variables().
const NetcdfHandle::Variable* coordinate_of(const NetcdfHandle& handle, std::size_t dimension);

/// Returns the bounds of a coordinate by CF conventions, section 7.1: two numbers for each index.
/// Empty if it has no numeric bounds.
std::vector<double> bounds_of(const NetcdfHandle& handle, const NetcdfHandle::Variable& coordinate);

/// Meaning of a coordinate's numbers that is not in the coordinate itself.
struct CoordinateMeaning {
    double factor = 1.0; ///< degrees or metres in one unit of the numbers
    bool longitude = false; ///< degrees that may jump by 360
    double limit = std::numeric_limits<double>::infinity(); ///< 90 for latitudes
};

/// Reads a coordinate with its scale, offset and bounds, and finds its axis by find_axis().
FoundAxis read_axis(const NetcdfHandle& handle, const NetcdfHandle::Variable& coordinate,
    const CoordinateMeaning& meaning);

} // namespace cityflux
