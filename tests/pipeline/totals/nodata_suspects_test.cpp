#include "pipeline/totals/nodata_suspects.h"

#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr float no_number = std::numeric_limits<float>::quiet_NaN();

NodataSuspects among(const std::vector<float>& row)
{
    return nodata_suspects(row.data(), 1, row.size(), row.size());
}

std::size_t count_of(const NodataSuspects& suspects)
{
    return std::accumulate(suspects.cells.begin(), suspects.cells.end(), std::size_t { 0 });
}

TEST(NodataSuspects, FillNumbers_AreSuspects)
{
    for (const float number : { -999.0F, -999.9F, -9999.0F, -32768.0F, 1e20F, 9.96921e36F,
             3.4028235e38F, -3.4028235e38F }) {
        EXPECT_EQ(count_of(among({ 1.0F, number, 2.0F, number, no_number })), 2U) << number;
    }
    const std::vector<double> wide { 1e20, static_cast<double>(1e20F),
        std::numeric_limits<double>::max() };
    EXPECT_EQ(count_of(nodata_suspects(wide.data(), 1, 3, 3)), 3U) << "widened from float32 or not";
}

TEST(NodataSuspects, AreNoOtherSinksOrLargeMasses)
{
    EXPECT_FALSE(among({ -1234.5F, -5000.0F, -99.0F, 2e15F, 0.0F, no_number }).any());
}

TEST(NodataSuspects, AreCountedByNumber)
{
    NodataSuspects found = among({ -9999.0F, -9999.0F, -999.0F });
    found += among({ -999.0F, 1.0F });
    found += among({ -9999.0F });
    EXPECT_EQ(found.warning().text(),
        "of the cells read, 2 hold exactly -999, 3 hold exactly -9999, usual for nodata, and are "
        "included in the totals; if they are nodata, declare [quantity] nodata = [-999, -9999] in "
        "an inventory TOML, e.g. inventory=my.toml");
}

TEST(NodataSuspects, LeavesOutWhatLiesBetweenTheRows)
{
    const std::vector<double> rows { 1.0, 2.0, -9999.0, 3.0, 4.0, -9999.0 };
    EXPECT_FALSE(nodata_suspects(rows.data(), 2, 2, 3).any());
}

} // namespace
} // namespace cityflux
