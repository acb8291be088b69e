#pragma once

#include "grids/storage/grid_file.h"

#include <string>

class GDALDataset;

namespace cityflux {

/// Returns the name of a dataset's format for users: "GeoTIFF", "ESRI ASCII grid", otherwise GDAL's
/// name of the driver.
std::string format_of(GDALDataset& dataset);

/// Reads grid, metadata and bands of a dataset; each band is a variable. Throws InputError on
/// rasters without a geotransform, turned against their axes, with too many cells, without bands or
/// of an unsupported number type. Throws InputError, before memory is allocated, on blocks that
/// unpack to far more than the file can hold.
GridContents read_contents(GDALDataset& dataset, const std::string& path);

} // namespace cityflux
