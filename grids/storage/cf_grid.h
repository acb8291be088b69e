#pragma once

#include "grids/storage/netcdf_variable.h"

namespace cityflux {

/// Reads the grid that most variables of a file share, by CF conventions: one-dimensional x and y
/// coordinates in any order and direction, with their grid mapping. Variables on other grids are
/// left out and named in the oddities. Throws InputError if no variable lies on such a grid.
NetcdfContents read_cf_grid(const NetcdfHandle& handle);

} // namespace cityflux
