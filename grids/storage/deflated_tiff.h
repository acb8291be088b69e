#pragma once

#include "grids/storage/tiling.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

class GDALDataset;
class GDALRasterBand;

namespace cityflux {

/// Verifier of the zlib blocks of a GeoTIFF by their checksums. A block that inflates to more bytes
/// than expected passes libtiff (tif_zip.c counts LIBDEFLATE_INSUFFICIENT_SPACE as success).
/// libtiff then ignores the checksum. One in four single-bit errors of a compressed block therefore
/// changes numbers without an error.
class DeflatedTiff {
public:
    /// Returns nullptr if the blocks are not compressed by deflate, or the file is inside a .gz,
    /// which has its own checksum.
    static std::unique_ptr<DeflatedTiff> of(GDALDataset& dataset, const std::string& path);
    /// Returns a verifier of the mask band of a band, in the file itself or in a .msk. Its dataset
    /// is that of the mask band. Returns nullptr as of() does.
    static std::unique_ptr<DeflatedTiff> of_mask(GDALRasterBand& band, const std::string& path);

    /// Verifies the blocks that a window of a band needs, each block once. Throws InputError if a
    /// block is damaged, or if a last strip has more rows than the image, which libtiff decodes
    /// wrongly too. Safe from any thread. Requires: each thread passes its own dataset.
    void verify(GDALDataset& dataset, int band, const CellWindow& window);

private:
    DeflatedTiff(GDALDataset& dataset, const std::string& path);

    bool is_verified(std::size_t block);
    void set_verified(std::size_t block);

    std::string path_;
    std::size_t block_rows_;
    std::size_t block_columns_;
    std::size_t blocks_across_;
    std::size_t blocks_of_band_;
    std::size_t rows_;
    std::size_t bytes_of_row_; ///< bytes of a row of a block, inflated
    bool bands_together_; ///< true if bands are interleaved in one block
    bool in_strips_; ///< true if blocks are strips, the last of which has only the remaining rows
    std::mutex lock_;
    std::vector<bool> verified_; ///< indexed by band (if bands have separate blocks) and block
};

} // namespace cityflux
