#pragma once

#include "grids/storage/band_mask.h"
#include "grids/storage/grid_file.h"

#include <string>
#include <vector>

class GDALDataset;

namespace cityflux {

/// Returns the name of a dataset's format for users: "GeoTIFF", "ESRI ASCII grid", otherwise GDAL's
/// name of the driver.
std::string format_of(GDALDataset& dataset);

/// Band that a variable is read from.
struct BandSource {
    int band = 1; ///< its number in the dataset, from 1
    ElementType stored = ElementType::float32; ///< type of its numbers before the mask is applied
    BandMask mask {};
};

/// Contents of a dataset, and the bands of its variables.
struct GdalContents {
    GridContents contents;
    std::vector<std::vector<BandSource>> sources; ///< by variable, then slice
};

/// Reads grid, metadata and bands of a dataset. Each band is a variable or, by
/// join_band_series(), a slice of one, except those that are not numbers of their own: alpha bands,
/// which mask the others, the colours of a picture, and classes beside other numbers. Notes name
/// them. Throws InputError on rasters without a geotransform, turned against their axes, with too
/// many cells, without bands or of an unsupported number type. Throws InputError, before memory is
/// allocated, on blocks that unpack to far more than the file can hold. A raster without a
/// geotransform or a CRS has that of `beside`, if it is not null and the sizes are equal.
GdalContents read_contents(
    GDALDataset& dataset, const std::string& path, const Grid* beside = nullptr);

} // namespace cityflux
