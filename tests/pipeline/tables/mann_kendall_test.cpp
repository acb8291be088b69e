#include "pipeline/tables/mann_kendall.h"

#include "tests/pipeline/tables/nile.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Values = std::vector<double>;

/// R prints 17 digits; its own normal distribution is good to about 1e-15 of p.
constexpr double like_r = 1e-12;

TEST(MannKendall, Score_IsRisesLessFalls)
{
    EXPECT_EQ(mann_kendall(Values { 1, 2, 3, 4 }).s, 6);
    EXPECT_EQ(mann_kendall(Values { 4, 3, 2, 1 }).s, -6);
    // 1-3 rises, 1-2 rises, 3-2 falls.
    EXPECT_EQ(mann_kendall(Values { 1, 3, 2 }).s, 1);
    // 2-2 counts for nothing.
    EXPECT_EQ(mann_kendall(Values { 2, 2, 3 }).s, 2);
}

TEST(MannKendall, IsWorkedOnPaperWithoutTies)
{
    // n = 4: variance 4 x 3 x 13 / 18 = 26 / 3; z = (6 - 1) / sqrt(26 / 3).
    const MannKendall test = mann_kendall(Values { 1, 2, 3, 4 });
    EXPECT_DOUBLE_EQ(test.variance, 26.0 / 3.0);
    EXPECT_DOUBLE_EQ(test.z, 5.0 / std::sqrt(26.0 / 3.0));
    EXPECT_NEAR(test.p, 0.0894, 5e-5) << "a table of the normal distribution: 2 x (1 - 0.9553)";
    EXPECT_TRUE(test.p_is_rough);
}

TEST(MannKendall, IsWorkedOnPaperWithTies)
{
    // n = 5, a tie of 2 and a tie of 3: (5 x 4 x 15 - 2 x 1 x 9 - 3 x 2 x 11) / 18 = (300 - 18 -
    // 66) / 18 = 12.
    const MannKendall test = mann_kendall(Values { 1, 1, 2, 2, 2 });
    EXPECT_EQ(test.s, 6);
    EXPECT_DOUBLE_EQ(test.variance, 12.0);
    EXPECT_DOUBLE_EQ(test.z, 5.0 / std::sqrt(12.0));
}

TEST(MannKendall, SeesNoTrendWhereThereIsNone)
{
    for (const Values& values :
        { Values {}, Values { 7 }, Values { 7, 7, 7, 7 }, Values { 1, 2, 2, 1 } }) {
        const MannKendall test = mann_kendall(values);
        EXPECT_EQ(test.s, 0);
        EXPECT_EQ(test.z, 0.0);
        EXPECT_EQ(test.p, 1.0);
        EXPECT_EQ(test.values, values.size());
    }
}

TEST(MannKendall, TwoValuesShowNothing)
{
    const MannKendall test = mann_kendall(Values { 1, 2 });
    EXPECT_EQ(test.s, 1);
    EXPECT_EQ(test.z, 0.0) << "the continuity correction leaves nothing";
    EXPECT_EQ(test.p, 1.0);
}

// R 4: cor.test(seq_along(y), y, method = "kendall", exact = FALSE, continuity = TRUE)
TEST(MannKendall, GivesTheFiguresOfR)
{
    const MannKendall river = mann_kendall(nile);
    EXPECT_EQ(river.s, -1387);
    EXPECT_NEAR(river.z, -4.1280665228441, like_r);
    EXPECT_NEAR(river.p, 3.6582629216643412e-05, 1e-15);
    EXPECT_FALSE(river.p_is_rough);

    const MannKendall rising
        = mann_kendall(Values { 10, 11, 11, 13, 12, 14, 15, 15, 15, 17, 16, 18 });
    EXPECT_EQ(rising.s, 58);
    EXPECT_NEAR(rising.z, 3.9522388981047576, like_r);
    EXPECT_NEAR(rising.p, 7.7423387847057741e-05, 1e-15);

    const MannKendall falling = mann_kendall(Values { 9, 8, 8, 7, 6.5, 6, 7, 5 });
    EXPECT_EQ(falling.s, -22);
    EXPECT_NEAR(falling.z, -2.6387796222376823, like_r);
    EXPECT_NEAR(falling.p, 0.0083205050238843881, like_r);
    EXPECT_TRUE(falling.p_is_rough);
}

TEST(MannKendall, TurnsItsSignWithTime)
{
    const Values backwards(nile.rbegin(), nile.rend());
    const MannKendall forward = mann_kendall(nile);
    const MannKendall turned = mann_kendall(backwards);
    EXPECT_EQ(turned.s, -forward.s);
    EXPECT_EQ(turned.z, -forward.z);
    EXPECT_EQ(turned.p, forward.p);
}

} // namespace
} // namespace cityflux
