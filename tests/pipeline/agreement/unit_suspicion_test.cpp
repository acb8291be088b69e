#include "pipeline/agreement/unit_suspicion.h"

#include "tests/pipeline/agreement/few_cities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<UnitSuspicion> suspicions(const std::vector<std::vector<double>>& totals)
{
    const EstimateTable table = totals_of(totals);
    return unit_suspicions(table, agreement_of_pairs(table));
}

TEST(UnitSuspicion, PowersOfTen_AreNamed)
{
    EXPECT_EQ(unit_ratio_words(0.00098), "about 1/1000");
    EXPECT_EQ(unit_ratio_words(1.3e4), "about 10000") << "t for 万吨";
    EXPECT_EQ(unit_ratio_words(110.0), "about 100") << "万吨 for Mt";
    EXPECT_EQ(unit_ratio_words(0.9e9), "about 1e+09");
    EXPECT_EQ(unit_ratio_words(10.0), "") << "another scope may be so much";
    EXPECT_EQ(unit_ratio_words(0.5), "");
    EXPECT_EQ(unit_ratio_words(0.0), "");
}

TEST(UnitSuspicion, PairOffByAUnit_IsFound)
{
    const auto found = suspicions({ { 10, 20, 50 }, { 0.012, 0.018, 0.06 } });
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_THAT(found[0].words, HasSubstr("about 1/1000"));
    EXPECT_THAT(suspicions({ { 10, 20, 50 }, { 12, 18, 60 } }), IsEmpty());
}

TEST(UnitSuspicion, OneOfThree_IsInTwoPairs)
{
    EXPECT_THAT(suspicions({ { 10, 20 }, { 12, 18 }, { 1e7, 2e7 } }), SizeIs(2));
}

TEST(UnitSuspicion, CarbonForCo2_IsFound)
{
    const auto found = suspicions({ { 44, 88, 22, 11, 440 }, { 12.1, 24.0, 6.1, 2.95, 121.0 } });
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_THAT(found[0].words, HasSubstr("carbon"));
    EXPECT_THAT(suspicions({ { 44, 88, 22, 11, 440 }, { 2, 90, 6, 5, 50 } }), IsEmpty())
        << "0.27 in the median city and not in all";
}

} // namespace
} // namespace cityflux
