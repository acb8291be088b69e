#include "pipeline/agreement/correlation.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr double rounding = 1e-14;

using Values = std::vector<double>;

/// Figures of R 4: cor(a, b, method = ...). The first pair is IQ and hours of television, no ties;
/// the second has ties in both.
const Values quotient { 106, 86, 100, 101, 99, 103, 97, 113, 112, 110 };
const Values hours { 7, 0, 27, 50, 28, 29, 20, 12, 6, 17 };
const Values a_with_ties { 1, 2, 2, 3, 5, 5, 5, 8 };
const Values b_with_ties { 2, 1, 4, 4, 3, 6, 6, 9 };

TEST(Correlation, GivesTheFiguresOfR)
{
    EXPECT_NEAR(pearson(quotient, hours), -0.037601473846875941, rounding);
    EXPECT_NEAR(spearman(quotient, hours), -0.17575757575757575, rounding);
    EXPECT_NEAR(kendall(quotient, hours), -0.1111111111111111, rounding);
}

TEST(Correlation, SharesRanksOfTies)
{
    EXPECT_NEAR(spearman(a_with_ties, b_with_ties), 0.78895685405930172, rounding);
    EXPECT_NEAR(kendall(a_with_ties, b_with_ties), 0.68054465367162043, rounding);
}

TEST(Correlation, FiveValues_MatchHandCalculation)
{
    // Eight of ten pairs of ranks agree and two do not: tau = 0.6. The squared differences of ranks
    // sum to 4: rho = 1 - 24 / 120.
    const Values up { 1, 2, 3, 4, 5 };
    const Values mixed { 2, 1, 4, 3, 5 };
    EXPECT_NEAR(kendall(up, mixed), 0.6, rounding);
    EXPECT_NEAR(spearman(up, mixed), 0.8, rounding);
    EXPECT_NEAR(pearson(up, Values { -2, -4, -6, -8, -10 }), -1.0, rounding);
}

TEST(Correlation, ConstantSide_HasNoCorrelation)
{
    for (const auto& correlation : { pearson, spearman, kendall }) {
        EXPECT_TRUE(std::isnan(correlation(Values { 1, 2, 3 }, Values { 4, 4, 4 })));
        EXPECT_TRUE(std::isnan(correlation(Values { 1 }, Values { 4 })));
        EXPECT_TRUE(std::isnan(correlation(Values {}, Values {})));
    }
}

} // namespace
} // namespace cityflux
