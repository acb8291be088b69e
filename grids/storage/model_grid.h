#pragma once

#include "grids/geometry/grid.h"
#include "grids/storage/netcdf_handle.h"

#include <cstddef>
#include <optional>

namespace cityflux {

/// Dimensions of a grid of a model, as indices into NetcdfHandle::dimensions().
struct ModelDimensions {
    std::size_t x = 0;
    std::size_t y = 0;
};

/// Returns the dimensions of the cells if the global attributes of a file describe its grid: COL
/// and ROW of Models-3 I/O API (CMAQ, SMOKE, MEIC for CMAQ), west_east and south_north of WRF.
std::optional<ModelDimensions> model_dimensions(const NetcdfHandle& handle);

/// Returns the map projection of WRF (MAP_PROJ, TRUELAT1, TRUELAT2, STAND_LON, MOAD_CEN_LAT) on its
/// sphere of 6370 km, in which its grid is regular. Returns std::nullopt for files of other models
/// and for WRF's longitude/latitude grids.
std::optional<Crs> wrf_projection(const NetcdfHandle& handle);

/// Returns the grid that global attributes describe: I/O API (GDTYP, P_ALP ... YCELL), or WRF by
/// the centre of its domain (CEN_LON, CEN_LAT) and its cell size (DX, DY). Returns std::nullopt if
/// they do not suffice. Throws InputError on a kind of I/O API grid that is not supported, and on
/// numbers of cells other than those of the dimensions.
std::optional<Grid> model_grid(const NetcdfHandle& handle, const ModelDimensions& dimensions);

} // namespace cityflux
