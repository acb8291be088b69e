#include "pipeline/index/peak_test.h"

#include "tests/refusal.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

TEST(PeakTest, FindsThePeakAndWhatCameAfter)
{
    const auto test
        = peak_test({ { 2010, 5 }, { 2011, 8 }, { 2012, 10 }, { 2013, 9 }, { 2014, 7 } });
    ASSERT_TRUE(test.has_value());
    EXPECT_EQ(test->peak_year, 2012);
    EXPECT_EQ(test->peak, 10.0);
    EXPECT_EQ(test->last_year, 2014);
    EXPECT_EQ(test->years_since, 2);
    EXPECT_DOUBLE_EQ(test->below, 0.3);
    EXPECT_EQ(test->years_missing, 0U);
    // Since the peak: 10, 9, 7 with slopes -1, -1.5, -2; before it rises 5-8, 5-10, 8-10, 5-9, 8-9,
    // 5-7 and falls 4 times.
    EXPECT_EQ(test->since_peak.test.s, -3);
    EXPECT_DOUBLE_EQ(test->since_peak.slope, -1.5);
    EXPECT_EQ(test->whole.test.s, 6 - 4);
    EXPECT_EQ(test->whole.test.values, 5U);
}

TEST(PeakTest, AllowsGapsAndAnyOrder)
{
    const auto test = peak_test(
        { { 2019, 6 }, { 2001, 4 }, { 2010, 12 }, { 2011, std::nan("") }, { 2015, 9 } });
    ASSERT_TRUE(test.has_value());
    EXPECT_EQ(test->peak_year, 2010);
    EXPECT_EQ(test->years_since, 9) << "by the calendar, not by the values present";
    EXPECT_EQ(test->values, 4U);
    EXPECT_EQ(test->years_missing, 15U) << "2001..2019 are 19 years";
    // Slopes -3/5, -6/9, -3/4.
    EXPECT_DOUBLE_EQ(test->since_peak.slope, -6.0 / 9.0);
}

TEST(PeakTest, TakesTheLastOfEqualPeaks)
{
    EXPECT_EQ(peak_test({ { 2010, 5 }, { 2011, 3 }, { 2012, 5 }, { 2013, 4 } })->peak_year, 2012);
}

TEST(PeakTest, MeetsItsPeakInTheLastYear)
{
    const auto test = peak_test({ { 2010, 5 }, { 2011, 6 } });
    EXPECT_EQ(test->years_since, 0);
    EXPECT_EQ(test->below, 0.0);
    EXPECT_TRUE(std::isnan(test->since_peak.slope));
    EXPECT_EQ(test->since_peak.test.p, 1.0);
}

TEST(PeakTest, NoValues_GiveNoTest)
{
    EXPECT_FALSE(peak_test({}).has_value());
    EXPECT_FALSE(peak_test({ { 2010, std::nan("") } }).has_value());
    EXPECT_EQ(refusal_of([] {
        peak_test({ { 2010, 0 }, { 2011, -1 } });
    }),
        "highest value out of range: 0 in 2010 (a peak must be positive); check the statistics");
}

} // namespace
} // namespace cityflux
