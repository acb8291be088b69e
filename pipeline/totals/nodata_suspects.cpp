#include "pipeline/totals/nodata_suspects.h"

#include "grids/text/joined.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Limits: each of usual_nodata is <= highest_negative or >= least_positive.
constexpr double highest_negative = -999.0;
constexpr double least_positive = 1e15;

template <typename T> bool is_stand_in(T value, double number)
{
    return static_cast<double>(value) == number
        || (std::abs(number) <= static_cast<double>(std::numeric_limits<float>::max())
            && value == static_cast<T>(static_cast<float>(number)));
}

template <typename T>
NodataSuspects suspects(const T* values, std::size_t rows, std::size_t columns, std::size_t stride)
{
    // Emissions lie between the limits. Most tiles are therefore done with
    // comparisons that can be vectorised.
    const auto low = static_cast<T>(highest_negative);
    const auto high = static_cast<T>(least_positive);
    unsigned beyond = 0;
    for (std::size_t r = 0; r < rows; ++r) {
        const T* row = values + r * stride;
        for (std::size_t c = 0; c < columns; ++c) {
            beyond |= static_cast<unsigned>(row[c] <= low) | static_cast<unsigned>(row[c] >= high);
        }
    }
    NodataSuspects found;
    for (std::size_t r = 0; beyond != 0 && r < rows; ++r) {
        const T* row = values + r * stride;
        for (std::size_t c = 0; c < columns; ++c) {
            for (std::size_t n = 0; (row[c] <= low || row[c] >= high) && n < usual_nodata.size();
                 ++n) {
                found.cells[n] += is_stand_in(row[c], usual_nodata[n]) ? 1 : 0;
            }
        }
    }
    return found;
}

} // namespace

bool NodataSuspects::any() const
{
    return std::any_of(cells.begin(), cells.end(), [](std::size_t count) { return count > 0; });
}

NodataSuspects& NodataSuspects::operator+=(const NodataSuspects& other)
{
    std::transform(cells.begin(), cells.end(), other.cells.begin(), cells.begin(), std::plus<>());
    return *this;
}

Message NodataSuspects::warning() const
{
    std::vector<std::string> counts;
    std::vector<double> numbers;
    for (std::size_t n = 0; n < cells.size(); ++n) {
        if (cells[n] > 0) {
            counts.push_back(fmt::format(
                "{} {} exactly {}", cells[n], cells[n] == 1 ? "holds" : "hold", usual_nodata[n]));
            numbers.push_back(usual_nodata[n]);
        }
    }
    return { .code = ProblemCode::ambiguous,
        .problem = fmt::format("of the cells read, {}, usual for nodata, and are included in the "
                               "totals",
            joined(counts, ", ")),
        .remedy
        = { fmt::format(
                "if they are nodata, declare [quantity] nodata = [{}] in an inventory TOML, ",
                joined(numbers, ", ")),
            "e.g. ", named(Setting::inventory, "my.toml") } };
}

NodataSuspects nodata_suspects(
    const float* values, std::size_t rows, std::size_t columns, std::size_t stride)
{
    return suspects(values, rows, columns, stride);
}

NodataSuspects nodata_suspects(
    const double* values, std::size_t rows, std::size_t columns, std::size_t stride)
{
    return suspects(values, rows, columns, stride);
}

} // namespace cityflux
