#pragma once

#include "grids/storage/grid_file.h"
#include "grids/storage/netcdf_handle.h"

#include <span>

namespace cityflux {

/// Sets the steps of a time axis, also of dates written as numbers, or the error if they cannot be
/// read or if a dimension counts months without a year. Leaves other dimensions as they are.
/// `coordinate` is nullptr if there is none; `values` are unpacked.
void read_time(SliceDimension& dimension, const NetcdfHandle& handle,
    const NetcdfHandle::Variable* coordinate, std::span<const double> values);

} // namespace cityflux
