#pragma once

#include "grids/storage/grid_file.h"

#include <memory>
#include <string>

namespace cityflux {

/// A raster that GDAL reads: GeoTIFF, ESRI ASCII grid and others, also inside .gz. Each band is a variable.
std::unique_ptr<GridFile> open_gdal(const std::string& path);

/// Version of the GDAL library at run time.
std::string gdal_version();

} // namespace cityflux
