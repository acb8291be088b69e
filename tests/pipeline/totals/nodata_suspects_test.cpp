#include "pipeline/totals/nodata_suspects.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr float no_number = std::numeric_limits<float>::quiet_NaN();

NodataSuspects among(const std::vector<float>& row)
{
    return nodata_suspects(row.data(), 1, row.size(), row.size());
}

TEST(NodataSuspects, AreTheNumbersThatFilesUseForNothing)
{
    for (const float number : { -999.0F, -999.9F, -9999.0F, -32768.0F, 1e20F, 9.96921e36F, 3.4028235e38F, -3.4028235e38F }) {
        const NodataSuspects found = among({ 1.0F, number, 2.0F, number, no_number });
        EXPECT_EQ(found.cells, 2U) << number;
        EXPECT_EQ(static_cast<float>(found.number), number);
    }
    const std::vector<double> wide { 1e20, static_cast<double>(1e20F), std::numeric_limits<double>::max() };
    EXPECT_EQ(nodata_suspects(wide.data(), 1, 3, 3).cells, 2U) << "widened from float32 or not";
}

TEST(NodataSuspects, AreNoOtherSinksOrLargeMasses)
{
    EXPECT_EQ(among({ -1234.5F, -5000.0F, -99.0F, 2e15F, 0.0F, no_number }).cells, 0U);
}

TEST(NodataSuspects, AreThoseThatMostCellsHold)
{
    NodataSuspects found = among({ -999.0F, -9999.0F, -9999.0F });
    EXPECT_EQ(found.number, -9999.0);
    found += among({ -9999.0F });
    found += among({ 1.0F });
    EXPECT_EQ(found.cells, 3U);
    found += among({ 1e20F, 1e20F, 1e20F, 1e20F });
    EXPECT_EQ(found.text().substr(0, 35), "4 cells hold exactly 1e+20, which o");
}

TEST(NodataSuspects, LeavesOutWhatLiesBetweenTheRows)
{
    const std::vector<double> rows { 1.0, 2.0, -9999.0, 3.0, 4.0, -9999.0 };
    EXPECT_EQ(nodata_suspects(rows.data(), 2, 2, 3).cells, 0U);
}

} // namespace
} // namespace cityflux
