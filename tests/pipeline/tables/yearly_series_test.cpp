#include "pipeline/tables/yearly_series.h"

#include "tests/refusal.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

TEST(YearlySeries, MissingYears_AreLeftOut)
{
    const YearlySeries series = ordered({ { 2003, 3 }, { 2001, 1 }, { 2002, std::nan("") } });
    ASSERT_EQ(series.size(), 2U);
    EXPECT_EQ(series[0].year, 2001);
    EXPECT_EQ(series[0].value, 1.0);
    EXPECT_EQ(series[1].year, 2003);
}

TEST(YearlySeries, RefusesAYearThatStandsTwice)
{
    EXPECT_EQ(refusal_of([] {
        ordered({ { 2003, 3 }, { 2001, 1 }, { 2003, 4 } });
    }),
        "duplicate year 2003 of a yearly series; keep one of its values");
    EXPECT_EQ(refusal_of([] { ordered({ { 2003, std::nan("") }, { 2003, 4 } }); }), "accepted");
}

} // namespace
} // namespace cityflux
