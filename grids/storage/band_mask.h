#pragma once

#include "grids/storage/raw_block.h"
#include "grids/storage/tiling.h"

#include <string>
#include <vector>

class GDALDataset;
class GDALRasterBand;

namespace cityflux {

/// Bands of a dataset that decide which cells of one of its bands are data. Nodata values are no
/// part of it; see Packing.
struct BandMask {
    /// True if GDAL's mask band of the band applies: a mask in the file, a .msk beside it, the mask
    /// of a VRT or of any other driver. Cells where it is 0 are no data.
    bool own = false;
    /// Numbers, from 1, of the alpha bands. Cells where one of them is 0 are no data.
    std::vector<int> alpha {};
    /// Windows that the sources of a VRT fill. Cells outside all of them are no data. Empty if they
    /// fill all of it, or the VRT declares nodata for the others.
    std::vector<CellWindow> filled {};

    bool empty() const { return !own && alpha.empty() && filled.empty(); }
};

/// Returns the numbers, from 1, of the bands that are alpha by their colour interpretation. A band
/// whose description is another word ("shipping") is not alpha: GDAL's GeoTIFF driver makes the
/// fourth of four bands of bytes alpha unasked. The last band is alpha instead of a declared one if
/// it alone holds nothing but 0 and one opaque value: with ALPHA=YES, that driver declares the
/// second of any number of bands alpha.
std::vector<int> alpha_bands(GDALDataset& dataset);

/// Returns the mask of a band of the file `path`. `alpha` is the result of alpha_bands().
BandMask mask_of(GDALRasterBand& band, const std::vector<int>& alpha, const std::string& path);

/// Returns the type of a band's numbers once its mask is applied: numbers without a NaN become
/// float64.
ElementType masked_type(ElementType stored);

/// Makes the cells of a window that the mask of a band excludes NaN; the block then has
/// masked_type(). Requires: the block holds the numbers of the band in the window. Returns false if
/// GDAL cannot read the mask.
bool apply_mask(
    GDALRasterBand& band, const BandMask& mask, const CellWindow& window, RawBlock& block);

} // namespace cityflux
