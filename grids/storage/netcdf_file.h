#pragma once

#include "grids/storage/grid_file.h"

#include <memory>
#include <string>

namespace cityflux {

/// Opens a netCDF file: classic, 64-bit offset, netCDF-4, or HDF5 if the library opens it. Finds
/// the grid from CF coordinates in any order and direction, with their grid mapping such as a
/// rotated pole. Reads variables in groups too. Also reads the flat `z(n)` of GMT. Variables on
/// other grids are left out and named in notes().
std::unique_ptr<GridFile> open_netcdf(const std::string& path);

} // namespace cityflux
