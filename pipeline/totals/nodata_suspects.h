#pragma once

#include "grids/text/message.h"

#include <array>
#include <cstddef>
#include <string>

namespace cityflux {

/// Numbers that often stand for missing values in files of netCDF, GDAL,
/// ESRI, NCL, GrADS and models.
inline constexpr std::array usual_nodata { -999.0, -999.9, -9999.0, -9999.9, -99999.0, -999999.0,
    -32767.0, -32768.0, -2147483648.0, -1e20, -1e30, -1e31, -1e34, 1e15, 1e20, 1e30, 1e34, 1e35,
    1e36, 9.969209968386869e36, 3.4028234663852886e38, -3.4028234663852886e38,
    1.7976931348623157e308, -1.7976931348623157e308 };

/// Number of cells that count as data and hold exactly one of usual_nodata, by its index there.
struct NodataSuspects {
    std::array<std::size_t, usual_nodata.size()> cells {};

    bool any() const;
    NodataSuspects& operator+=(const NodataSuspects& other);
    /// Returns a note: "of the cells read 12 hold exactly -9999, ..." and the remedy.
    Message warning() const;
};

/// Counts the suspects in a tile: rows of `columns` values, each row `stride` values after the one
/// before. NaN is not counted, because it is no data already.
NodataSuspects nodata_suspects(
    const float* values, std::size_t rows, std::size_t columns, std::size_t stride);
NodataSuspects nodata_suspects(
    const double* values, std::size_t rows, std::size_t columns, std::size_t stride);

} // namespace cityflux
