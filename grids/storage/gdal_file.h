#pragma once

#include "grids/storage/grid_file.h"

#include <memory>
#include <string>

namespace cityflux {

/// Opens a raster by GDAL: GeoTIFF, ESRI ASCII grid and others, also inside .gz. Each band is a
/// variable.
std::unique_ptr<GridFile> open_gdal(const std::string& path);

/// Returns the version of the GDAL library at run time.
std::string gdal_version();

} // namespace cityflux
