#pragma once

#include "grids/storage/tiling.h"

#include <string>
#include <vector>

class GDALRasterBand;

namespace cityflux {

/// Source of a band of a VRT.
struct VrtSource {
    std::string file; ///< as GDAL opens it
    int band = 1; ///< number of the band in the file, from 1; 0 for a mask
    CellWindow filled {}; ///< cells of the VRT whose centres it covers
};

/// Returns the sources of a band, or none if its dataset is not a VRT or its sources are arguments
/// of a function. `path` is that of the VRT, to which names of files may be relative.
std::vector<VrtSource> vrt_sources(GDALRasterBand& band, const std::string& path);

/// Returns the windows of a band of a VRT that its sources fill, or none if they fill all of it.
/// GDAL makes the other cells 0 unless the VRT declares nodata.
std::vector<CellWindow> filled_windows(GDALRasterBand& band, const std::vector<VrtSource>& sources);

} // namespace cityflux
