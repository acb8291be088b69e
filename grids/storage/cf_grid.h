#pragma once

#include "grids/storage/netcdf_variable.h"

namespace cityflux {

/// Reads the grid of the emissions in a file, by CF conventions: one-dimensional x and y
/// coordinates in any order and direction and in any unit of length or angle, with their grid
/// mapping. The axes are in metres or degrees, unless nothing declares a unit. Variables on other
/// grids are left out and named in the notes. Throws InputError if no variable lies on such a grid.
NetcdfContents read_cf_grid(const NetcdfHandle& handle);

} // namespace cityflux
