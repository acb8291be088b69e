#pragma once

#include "grids/storage/grid_file.h"
#include "grids/storage/netcdf_handle.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Location of a gridded variable in a netCDF file. Positions are indices into the variable's
/// dimensions.
struct NetcdfLocation {
    std::size_t variable = 0; ///< index into NetcdfHandle::variables()
    std::size_t x_position = 0;
    std::size_t y_position = 0;
    std::vector<std::size_t> further {}; ///< positions of GridVariable::dimensions
};

/// Contents of a netCDF file, and where its variables lie in it.
struct NetcdfContents {
    GridContents contents;
    std::vector<NetcdfLocation> locations {}; ///< by variable of `contents`
    /// True if all cells lie along one dimension, from the first row to the last.
    bool flat = false;
};

/// Returns name, attributes, packing and type of a stored variable, without dimensions.
GridVariable describe_variable(const NetcdfHandle::Variable& stored);

/// Reads a dimension (an index into handle.dimensions()) with its labels: from its coordinate, the
/// meanings of its flags, or a text variable along it. Reads the steps of a time axis.
SliceDimension read_dimension(const NetcdfHandle& handle, std::size_t dimension);

} // namespace cityflux
