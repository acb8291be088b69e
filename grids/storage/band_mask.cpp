#include "grids/storage/band_mask.h"

#include "grids/storage/vrt_sources.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>

#include <gdal_priv.h>

namespace cityflux {
namespace {

bool may_describe_alpha(const std::string& description)
{
    const std::string words = lower_case(description);
    const auto has = [&](const char* word) { return words.find(word) != std::string::npos; };
    return words.empty() || has("alpha") || has("mask") || has("opacity") || has("transparen")
        || has("valid") || words.starts_with("band");
}

/// Marks as invalid (0) the cells of a window where a band is 0. Returns false if GDAL cannot read
/// the band.
bool exclude_zeros(GDALRasterBand& band, const CellWindow& window, std::vector<std::uint8_t>& valid)
{
    // Alpha bands may be of any type, and rounding to bytes would make 0.5 a 0 or 1.
    std::vector<double> opacity(window.cells());
    const int columns = static_cast<int>(window.columns);
    const int rows = static_cast<int>(window.rows);
    if (band.RasterIO(GF_Read, static_cast<int>(window.column), static_cast<int>(window.row),
            columns, rows, opacity.data(), columns, rows, GDT_Float64, 0, 0, nullptr)
        != CE_None) {
        return false;
    }
    for (std::size_t i = 0; i < opacity.size(); ++i) {
        if (!(opacity[i] > 0.0)) {
            valid[i] = 0;
        }
    }
    return true;
}

/// Marks as invalid (0) the cells of a window that are in none of the `filled` windows.
void exclude_outside(const std::vector<CellWindow>& filled, const CellWindow& window,
    std::vector<std::uint8_t>& valid)
{
    std::vector<std::uint8_t> inside(valid.size(), 0);
    for (const CellWindow& part : filled) {
        const std::size_t first = std::max(part.column, window.column);
        const std::size_t end
            = std::min(part.column + part.columns, window.column + window.columns);
        const std::size_t end_row = std::min(part.row + part.rows, window.row + window.rows);
        for (std::size_t r = std::max(part.row, window.row); r < end_row && first < end; ++r) {
            const std::size_t row = (r - window.row) * window.columns;
            std::fill_n(inside.begin() + static_cast<std::ptrdiff_t>(row + first - window.column),
                end - first, std::uint8_t { 1 });
        }
    }
    for (std::size_t i = 0; i < valid.size(); ++i) {
        valid[i] = inside[i] == 0 ? std::uint8_t { 0 } : valid[i];
    }
}

/// Returns true if a band holds 0 or one opaque value (1, 255 or 65535) in each cell. Reads it up
/// to the first other number.
bool is_opacity(GDALRasterBand& band)
{
    std::vector<double> row(static_cast<std::size_t>(band.GetXSize()));
    double opaque = 0.0;
    for (int r = 0; r < band.GetYSize(); ++r) {
        if (band.RasterIO(GF_Read, 0, r, band.GetXSize(), 1, row.data(), band.GetXSize(), 1,
                GDT_Float64, 0, 0, nullptr)
            != CE_None) {
            return false;
        }
        for (const double value : row) {
            if (opaque == 0.0 && (value == 1.0 || value == 255.0 || value == 65535.0)) {
                opaque = value;
            }
            if (value != 0.0 && value != opaque) {
                return false;
            }
        }
    }
    return opaque != 0.0;
}

template <typename T> void set_missing(RawBlock& block, std::span<const std::uint8_t> valid)
{
    constexpr T missing = std::numeric_limits<T>::quiet_NaN();
    for (std::size_t i = 0; i < valid.size(); ++i) {
        if (valid[i] == 0) {
            std::memcpy(block.bytes.data() + i * sizeof(T), &missing, sizeof(T));
        }
    }
}

/// Converts the numbers of a block to float64.
void widen(RawBlock& block)
{
    std::vector<double> values(block.count());
    decode(block, {}, values);
    block.resize(ElementType::float64, values.size());
    std::memcpy(block.bytes.data(), values.data(), block.bytes.size());
}

} // namespace

std::vector<int> alpha_bands(GDALDataset& dataset)
{
    std::vector<int> alpha;
    for (int b = 1; b <= dataset.GetRasterCount(); ++b) {
        GDALRasterBand* band = dataset.GetRasterBand(b);
        if (band->GetColorInterpretation() == GCI_AlphaBand
            && may_describe_alpha(band->GetDescription())) {
            alpha.push_back(b);
        }
    }
    const int last = dataset.GetRasterCount();
    if (alpha.size() == 1 && alpha.front() != last
        && !is_opacity(*dataset.GetRasterBand(alpha.front()))
        && is_opacity(*dataset.GetRasterBand(last))) {
        alpha.front() = last;
    }
    return alpha;
}

BandMask mask_of(GDALRasterBand& band, const std::vector<int>& alpha, const std::string& path)
{
    const int flags = band.GetMaskFlags();
    int has_nodata = 0;
    band.GetNoDataValue(&has_nodata);
    return { .own = flags != GMF_NODATA && (flags & (GMF_ALL_VALID | GMF_ALPHA)) == 0,
        .alpha = alpha,
        .filled = has_nodata != 0 ? std::vector<CellWindow> {}
                                  : filled_windows(band, vrt_sources(band, path)) };
}

ElementType masked_type(ElementType stored)
{
    return stored == ElementType::float32 ? stored : ElementType::float64;
}

bool apply_mask(
    GDALRasterBand& band, const BandMask& mask, const CellWindow& window, RawBlock& block)
{
    std::vector<std::uint8_t> valid(window.cells(), 1);
    bool read = !mask.own || exclude_zeros(*band.GetMaskBand(), window, valid);
    for (const int number : mask.alpha) {
        read = read && exclude_zeros(*band.GetDataset()->GetRasterBand(number), window, valid);
    }
    if (!read) {
        return false;
    }
    if (!mask.filled.empty()) {
        exclude_outside(mask.filled, window, valid);
    }
    if (block.type == ElementType::float32) {
        set_missing<float>(block, valid);
    } else {
        widen(block);
        set_missing<double>(block, valid);
    }
    return true;
}

} // namespace cityflux
