#pragma once

#include "grids/storage/grid_file.h"

#include <memory>
#include <string>

namespace cityflux {

/// A netCDF file (classic, 64-bit offset, netCDF-4; HDF5 as far as the library opens it). Finds the grid from CF
/// coordinates whatever their order and direction, from a rotated pole or another grid mapping, or from the flat `z(n)`
/// of GMT. Variables on other grids are named among the oddities and left out.
std::unique_ptr<GridFile> open_netcdf(const std::string& path);

} // namespace cityflux
