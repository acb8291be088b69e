#include "pipeline/totals/nodata_suspects.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// What netCDF, GDAL, ESRI, NCL, GrADS and models write where there is nothing.
constexpr std::array stand_ins { -999.0, -999.9, -9999.0, -9999.9, -99999.0, -999999.0, -32767.0, -32768.0, -2147483648.0,
    -1e20, -1e30, -1e31, -1e34, 1e15, 1e20, 1e30, 1e34, 1e35, 1e36, 9.969209968386869e36,
    static_cast<double>(std::numeric_limits<float>::max()), static_cast<double>(std::numeric_limits<float>::lowest()),
    std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest() };
/// All of them are at or beyond one of these.
constexpr double highest_negative = -999.0;
constexpr double least_positive = 1e15;

template <typename T> bool is_stand_in(T value, double number)
{
    return static_cast<double>(value) == number || value == static_cast<T>(static_cast<float>(number));
}

template <typename T> NodataSuspects suspects(const T* values, std::size_t rows, std::size_t columns, std::size_t stride)
{
    // Emissions are between: most tiles are passed over by comparisons that run many at a time.
    const auto low = static_cast<T>(highest_negative);
    const auto high = static_cast<T>(least_positive);
    unsigned beyond = 0;
    for (std::size_t r = 0; r < rows; ++r) {
        const T* row = values + r * stride;
        for (std::size_t c = 0; c < columns; ++c) {
            beyond |= static_cast<unsigned>(row[c] <= low) | static_cast<unsigned>(row[c] >= high);
        }
    }
    NodataSuspects most;
    if (beyond == 0) {
        return most;
    }
    for (const double number : stand_ins) {
        NodataSuspects of_number { number, 0 };
        for (std::size_t r = 0; r < rows; ++r) {
            const T* row = values + r * stride;
            of_number.cells += static_cast<std::size_t>(
                std::count_if(row, row + columns, [&](T value) { return is_stand_in(value, number); }));
        }
        most += of_number;
    }
    return most;
}

} // namespace

NodataSuspects& NodataSuspects::operator+=(const NodataSuspects& other)
{
    if (other.number == number) {
        cells += other.cells;
    } else if (other.cells > cells) {
        *this = other;
    }
    return *this;
}

std::string NodataSuspects::text() const
{
    return fmt::format(
        "{} {} exactly {}, which often stands for no data, and {} as mass here; if so, declare it: nodata = [{}] "
        "under [quantity] of an inventory TOML (--inventory FILE.toml)",
        cells, cells == 1 ? "cell holds" : "cells hold", number, cells == 1 ? "counts" : "count", number);
}

NodataSuspects nodata_suspects(const float* values, std::size_t rows, std::size_t columns, std::size_t stride)
{
    return suspects(values, rows, columns, stride);
}

NodataSuspects nodata_suspects(const double* values, std::size_t rows, std::size_t columns, std::size_t stride)
{
    return suspects(values, rows, columns, stride);
}

} // namespace cityflux
