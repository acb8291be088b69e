#pragma once

#include <cstddef>
#include <string>

namespace cityflux {

/// Cells that count as data and hold exactly a number by which files often say that there is none (-9999, -32768, 1e20, the
/// largest float ...). Of several such numbers the one that more cells hold.
struct NodataSuspects {
    double number = 0.0;
    std::size_t cells = 0;

    NodataSuspects& operator+=(const NodataSuspects& other);
    /// "12 cells hold exactly -9999, ..." and what to do.
    std::string text() const;
};

/// Those among the values of a tile, rows of `columns` numbers, each `stride` after the one before. NaN is no data already.
NodataSuspects nodata_suspects(const float* values, std::size_t rows, std::size_t columns, std::size_t stride);
NodataSuspects nodata_suspects(const double* values, std::size_t rows, std::size_t columns, std::size_t stride);

} // namespace cityflux
