#include "pipeline/agreement/pair_agreement.h"

#include "tests/pipeline/agreement/few_cities.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr double rounding = 1e-13;

// R 4: d <- log(y) - log(x); exp(mean(d)), exp(mean(d) -+ qnorm(.975) sd(d)); cor(log(x), log(y)),
// cor(x, y, "kendall") ...
TEST(PairAgreement, GivesTheFiguresOfR)
{
    const auto pairs = agreement_of_pairs(
        totals_of({ { 10, 20, 50, 80, 200, 400 }, { 12, 18, 70, 60, 260, 300 } }));
    ASSERT_EQ(pairs.size(), 1u);
    const PairAgreement& pair = pairs.front();
    EXPECT_EQ(pair.n, 6u);
    EXPECT_NEAR(pair.pearson, 0.97963256568473245, rounding);
    EXPECT_NEAR(pair.spearman, 0.94285714285714284, rounding);
    EXPECT_NEAR(pair.kendall, 0.8666666666666667, rounding);
    EXPECT_NEAR(pair.median_ratio, 1.05, rounding);
    EXPECT_NEAR(pair.bias, 1.0168797798956042, rounding);
    EXPECT_NEAR(pair.lower_limit, 0.58812745406488154, rounding);
    EXPECT_NEAR(pair.upper_limit, 1.7581979545652329, rounding);
}

// Twice as much everywhere: correlated wholly, and the limits say what correlation does not.
TEST(PairAgreement, CorrelationIsNoAgreement)
{
    const auto pair = agreement_of_pairs(totals_of({ { 1, 2, 4 }, { 2, 4, 8 } })).front();
    EXPECT_NEAR(pair.pearson, 1.0, rounding);
    EXPECT_NEAR(pair.bias, 2.0, rounding);
    EXPECT_NEAR(pair.lower_limit, 2.0, 1e-7);
    EXPECT_NEAR(pair.upper_limit, 2.0, 1e-7);
}

TEST(PairAgreement, TakesCitiesThatBothHave)
{
    const auto pairs = agreement_of_pairs(
        totals_of({ { 1, 2, no_total }, { 3, no_total, 4 }, { no_total, 0, 5 } }));
    ASSERT_EQ(pairs.size(), 2u) << "A and C have no city in common but one that is 0";
    EXPECT_EQ(pairs[0].second, 1u);
    EXPECT_EQ(pairs[0].n, 1u);
    EXPECT_NEAR(pairs[0].bias, 3.0, rounding);
    EXPECT_TRUE(std::isnan(pairs[0].pearson));
    EXPECT_TRUE(std::isnan(pairs[0].lower_limit));
    EXPECT_EQ(pairs[1].first, 1u);
    EXPECT_NEAR(pairs[1].median_ratio, 1.25, rounding);
}

} // namespace
} // namespace cityflux
