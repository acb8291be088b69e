#pragma once

#include "grids/storage/tiling.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

class GDALDataset;

namespace cityflux {

/// Verifies the blocks of a GeoTIFF that zlib packed, by the checksum that follows each. libtiff takes a block that inflates to
/// more bytes than it should for a good one (tif_zip.c takes LIBDEFLATE_INSUFFICIENT_SPACE for success) and never looks at its
/// checksum then: one in four single-bit errors of a packed block gives other numbers without a word.
class DeflatedTiff {
public:
    /// Nothing for a file whose blocks are not packed by deflate, or that is inside a .gz, which guards it itself.
    static std::unique_ptr<DeflatedTiff> of(GDALDataset& dataset, const std::string& path);

    /// Throws InputError where a block that a window of a band needs is damaged, or a last strip has more rows than the image,
    /// of which libtiff makes other numbers too. Each block is verified once. Safe from any
    /// thread, with a dataset of the thread's own.
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
    std::size_t bytes_of_row_; ///< of a block, inflated
    bool bands_together_; ///< in one block
    bool in_strips_; ///< the last of which has only the rows that are left
    std::mutex lock_;
    std::vector<bool> verified_; ///< by band, if each has its own blocks, and block
};

} // namespace cityflux
