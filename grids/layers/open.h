#pragma once

#include "grids/catalogue/catalogue.h"
#include "grids/storage/grid_file.h"

#include <memory>
#include <string>

namespace cityflux {

/// Opens a file of gridded numbers by its first bytes: netCDF/HDF5, a text table, or a raster of
/// GDAL. The form of a text comes from `inventory`, otherwise from inventories of the catalogue
/// whose names match, otherwise from its header line; a text that is not a table may be the header
/// of a raster. Throws InputError if the file cannot be opened; the message names the raster if the
/// file is a part of one, and the conversion of a Zarr store.
std::unique_ptr<GridFile> open_grid_file(
    const std::string& path, const Catalogue& catalogue, const Inventory* inventory);

/// Returns the grid of a file for which the user declares nothing. Throws InputError if the file
/// has no CRS or its columns overlap; `role` names the file in the message ("the proxy").
Grid grid_in_place(const GridFile& file, const Text& role);

} // namespace cityflux
