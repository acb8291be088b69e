#include "pipeline/tables/sen_slope.h"

#include "tests/pipeline/tables/nile.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

TEST(SenSlope, IsTheMedianOfThePairs)
{
    // Slopes 2, 4, 3: the middle one is 3.
    EXPECT_DOUBLE_EQ(sen_slope(YearlySeries { { 2000, 1 }, { 2001, 3 }, { 2002, 7 } }), 3.0);
    // Six slopes 1, 1, 1, 33, 49.5, 97 ... : (1 + 33) / 2.
    EXPECT_DOUBLE_EQ(
        sen_slope(YearlySeries { { 2000, 1 }, { 2001, 2 }, { 2002, 3 }, { 2003, 100 } }), 17.0);
}

TEST(SenSlope, CountsYearsOfAGap)
{
    EXPECT_DOUBLE_EQ(sen_slope(YearlySeries { { 2000, 10 }, { 2004, 2 } }), -2.0);
}

TEST(SenSlope, IsNothingForOneValue)
{
    EXPECT_TRUE(std::isnan(sen_slope(YearlySeries { { 2000, 10 } })));
    EXPECT_TRUE(std::isnan(sen_slope(YearlySeries {})));
}

// R 4: median of outer(y, y, "-") / outer(t, t, "-") below the diagonal.
TEST(SenSlope, GivesTheFiguresOfR)
{
    YearlySeries river;
    for (const double flow : nile) {
        river.push_back({ 1871 + static_cast<int>(river.size()), flow });
    }
    EXPECT_NEAR(sen_slope(river), -2.6, 1e-14);
    const YearlySeries gaps { { 2008, 9 }, { 2009, 8 }, { 2011, 8 }, { 2012, 7 }, { 2014, 6.5 },
        { 2015, 6 }, { 2018, 7 }, { 2019, 5 } };
    EXPECT_NEAR(sen_slope(gaps), -1.0 / 3.0, 1e-15);
}

} // namespace
} // namespace cityflux
