#pragma once

#include "grids/catalogue/catalogue.h"
#include "grids/storage/grid_file.h"

#include <memory>
#include <string>

namespace cityflux {

/// Opens a file of gridded numbers by looking at its first bytes, whatever its name: netCDF/HDF5, a text table, or a raster
/// of GDAL. Text needs to be told how to be read: by `inventory` if it is given, otherwise by the inventories of the
/// catalogue whose names fit, otherwise by its header line. Throws InputError.
std::unique_ptr<GridFile> open_grid_file(const std::string& path, const Catalogue& catalogue, const Inventory* inventory);

/// The grid of a file of which nothing is declared: it has to say itself where it is. `role` names the file in the InputError
/// where it does not, or where its columns overlap: "the proxy".
Grid grid_in_place(const GridFile& file, const std::string& role);

} // namespace cityflux
