#pragma once

#include "grids/storage/netcdf_handle.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Returns the label of each index along a dimension, such as names of sectors. Sources are, in
/// this order: meanings of the coordinate's flags (CF conventions, section 3.5), a text variable
/// along the dimension (section 6.1), which `coordinates` may name, meanings of the flags of
/// another variable along it, an attribute of the coordinate that lists them ("1: power; 2: road"),
/// and the numbers of the coordinate. Labels from texts are all there and different. `coordinate`
/// is nullptr if there is none; `values` are its unpacked numbers. Returns none if nothing has
/// them.
std::vector<std::string> labels_along(const NetcdfHandle& handle, std::size_t dimension,
    const NetcdfHandle::Variable* coordinate, std::span<const double> values);

/// Returns numbers as labels.
std::vector<std::string> labels_of_numbers(std::span<const double> values);

} // namespace cityflux
