#include "grids/storage/deflated_tiff.h"

#include "grids/storage/chunk_coding.h"
#include "grids/text/error.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_priv.h>

namespace cityflux {
namespace {

struct FileCloser {
    void operator()(VSILFILE* file) const { VSIFCloseL(file); }
};
using File = std::unique_ptr<VSILFILE, FileCloser>;

bool says(const char* text, std::string_view wanted)
{
    return text != nullptr && text == wanted;
}

/// Returns the OFFSET of a block of a band in the file, or its SIZE in bytes there. Returns 0 if
/// the block was never written.
std::size_t number_of_block(
    GDALRasterBand& band, const char* what, std::size_t row, std::size_t column)
{
    const char* text
        = band.GetMetadataItem(fmt::format("BLOCK_{}_{}_{}", what, column, row).c_str(), "TIFF");
    return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

bool is_deflated(GDALDataset& dataset)
{
    return says(dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE"), "DEFLATE");
}

bool is_tiff(GDALDataset& dataset)
{
    return std::string_view(dataset.GetDriverName()) == "GTiff";
}

/// Returns true if the first directory of a TIFF has the tag TileWidth (TIFF 6.0, section 15;
/// BigTIFF).
bool in_tiles(VSILFILE* file)
{
    const auto read = [&](std::uint64_t at, std::size_t count, bool big_endian) {
        std::array<unsigned char, 8> bytes {};
        std::uint64_t number = 0;
        if (VSIFSeekL(file, at, SEEK_SET) == 0
            && VSIFReadL(bytes.data(), 1, count, file) == count) {
            for (std::size_t b = 0; b < count; ++b) {
                number = number << 8 | bytes[big_endian ? b : count - 1 - b];
            }
        }
        return number;
    };
    const bool big_endian = read(0, 1, true) == 'M';
    const bool big = read(2, 2, big_endian) == 43;
    const std::uint64_t directory = big ? read(8, 8, big_endian) : read(4, 4, big_endian);
    const std::uint64_t entries = read(directory, big ? 8 : 2, big_endian);
    constexpr std::uint64_t most_entries = 1000;
    constexpr std::uint64_t tile_width = 322;
    for (std::uint64_t e = 0; e < std::min(entries, most_entries); ++e) {
        if (read(directory + (big ? 8 + 20 * e : 2 + 12 * e), 2, big_endian) == tile_width) {
            return true;
        }
    }
    return false;
}

} // namespace

std::unique_ptr<DeflatedTiff> DeflatedTiff::of(GDALDataset& dataset, const std::string& path)
{
    if (!is_deflated(dataset) || !is_tiff(dataset) || path.ends_with(".gz")) {
        return nullptr;
    }
    return std::unique_ptr<DeflatedTiff>(new DeflatedTiff(dataset, path));
}

std::unique_ptr<DeflatedTiff> DeflatedTiff::of_mask(GDALRasterBand& band, const std::string& path)
{
    GDALDataset* mask = band.GetMaskBand()->GetDataset();
    if (mask == nullptr || mask == band.GetDataset() || !is_deflated(*mask)
        || path.ends_with(".gz")) {
        return nullptr;
    }
    // The mask inside a TIFF is a dataset without a driver and a name.
    const bool inside = std::string_view(mask->GetDescription()).empty()
        && mask->GetDriver() == nullptr && is_tiff(*band.GetDataset());
    if (!inside && !is_tiff(*mask)) {
        return nullptr;
    }
    return std::unique_ptr<DeflatedTiff>(
        new DeflatedTiff(*mask, inside ? path : mask->GetDescription()));
}

DeflatedTiff::DeflatedTiff(GDALDataset& dataset, const std::string& path)
    : path_(path)
{
    GDALRasterBand& band = *dataset.GetRasterBand(1);
    int columns = 0;
    int rows = 0;
    band.GetBlockSize(&columns, &rows);
    block_rows_ = static_cast<std::size_t>(rows);
    block_columns_ = static_cast<std::size_t>(columns);
    blocks_across_
        = (static_cast<std::size_t>(band.GetXSize()) + block_columns_ - 1) / block_columns_;
    blocks_of_band_ = blocks_across_
        * ((static_cast<std::size_t>(band.GetYSize()) + block_rows_ - 1) / block_rows_);
    const auto bands = static_cast<std::size_t>(dataset.GetRasterCount());
    bands_together_ = says(dataset.GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE"), "PIXEL");
    rows_ = static_cast<std::size_t>(band.GetYSize());
    const char* bits_said = band.GetMetadataItem("NBITS", "IMAGE_STRUCTURE");
    const std::size_t bits = bits_said != nullptr
        ? std::strtoull(bits_said, nullptr, 10)
        : static_cast<std::size_t>(GDALGetDataTypeSizeBits(band.GetRasterDataType()));
    bytes_of_row_ = (block_columns_ * (bands_together_ ? bands : 1) * bits + 7) / 8;
    const File file(VSIFOpenL(path_.c_str(), "rb"));
    // The first directory may be that of another image (a mask, a page), but strips are as wide as
    // the image.
    in_strips_ = file && !in_tiles(file.get()) && columns == band.GetXSize();
    verified_.resize(blocks_of_band_ * (bands_together_ ? 1 : bands));
}

bool DeflatedTiff::is_verified(std::size_t block)
{
    const std::lock_guard guard(lock_);
    return verified_[block];
}

void DeflatedTiff::set_verified(std::size_t block)
{
    const std::lock_guard guard(lock_);
    verified_[block] = true;
}

void DeflatedTiff::verify(GDALDataset& dataset, int band, const CellWindow& window)
{
    GDALRasterBand& source = *dataset.GetRasterBand(band);
    const std::size_t first_of_band
        = bands_together_ ? 0 : static_cast<std::size_t>(band - 1) * blocks_of_band_;
    File file;
    std::vector<std::byte> packed;
    for (std::size_t row = window.row / block_rows_; row * block_rows_ < window.row + window.rows;
         ++row) {
        for (std::size_t column = window.column / block_columns_;
             column * block_columns_ < window.column + window.columns; ++column) {
            const std::size_t block = first_of_band + row * blocks_across_ + column;
            if (is_verified(block)) {
                continue;
            }
            const std::size_t begin = number_of_block(source, "OFFSET", row, column);
            const std::size_t size = number_of_block(source, "SIZE", row, column);
            if (begin == 0 || size == 0) {
                continue;
            }
            if (!file) {
                file.reset(VSIFOpenL(path_.c_str(), "rb"));
            }
            const bool there = file && VSIFSeekL(file.get(), 0, SEEK_END) == 0
                && begin < VSIFTellL(file.get()) && size <= VSIFTellL(file.get()) - begin;
            packed.resize(there ? size : 0);
            const bool read = there && VSIFSeekL(file.get(), begin, SEEK_SET) == 0
                && VSIFReadL(packed.data(), 1, size, file.get()) == size;
            const auto inflated
                = read ? inflated_size(packed, bytes_of_row_ * block_rows_) : std::nullopt;
            if (!inflated) {
                throw InputError(ProblemCode::damaged,
                    fmt::format("{}: block from row {} and column {}", path_, row * block_rows_ + 1,
                        column * block_columns_ + 1),
                    "damaged or truncated: it does not inflate to the data of its checksum",
                    "get the file again");
            }
            if (in_strips_
                && *inflated > bytes_of_row_ * std::min(block_rows_, rows_ - row * block_rows_)) {
                throw InputError(ProblemCode::unsupported, path_,
                    "unsupported last strip: it has more rows than the image, and the TIFF library "
                    "misreads it",
                    "write the file again with a library that ends the strip with the image");
            }
            set_verified(block);
        }
    }
}

} // namespace cityflux
