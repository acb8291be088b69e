#pragma once

#include "grids/storage/grid_file.h"
#include "grids/storage/netcdf_handle.h"
#include "grids/storage/shared_grid.h"

namespace cityflux {

/// Reads the grid of variables with two-dimensional longitudes and latitudes into `contents`: the
/// regular grid that they are in the plane of their grid mapping, of the projection of WRF, of the
/// only mapping of the file, or of longitude and latitude. If it is regular in none of these, the
/// axes count rows and columns, the grid has no CRS, and `contents.positions` holds the positions.
void read_curvilinear_grid(
    const NetcdfHandle& handle, const SharedGrid& shared, GridContents& contents);

} // namespace cityflux
