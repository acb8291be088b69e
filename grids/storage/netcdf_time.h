#pragma once

#include "grids/storage/grid_file.h"
#include "grids/storage/netcdf_handle.h"

#include <optional>
#include <span>

namespace cityflux {

/// Sets what a dimension states of time: the steps of a time axis, also of dates written as
/// numbers or as its labels, or the error if they cannot be read; or the months of a dimension that
/// counts them without a year. A dimension of times without dates, or of seasons, days or hours,
/// has an error. Leaves other dimensions as they are. `coordinate` is nullptr if there is none;
/// `values` are unpacked.
void read_time(SliceDimension& dimension, const NetcdfHandle& handle,
    const NetcdfHandle::Variable* coordinate, std::span<const double> values);

/// Reads the scalar time coordinate of a variable (CF conventions, section 5.7): the one that its
/// attribute "coordinates" names, or the only one in the file. Returns std::nullopt if there is
/// none.
std::optional<SliceDimension> read_scalar_time(
    const NetcdfHandle& handle, const NetcdfHandle::Variable& stored);

} // namespace cityflux
