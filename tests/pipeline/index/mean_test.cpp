#include "pipeline/index/mean.h"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
/// Tolerances against COINr and against values computed by hand.
constexpr double as_coinr = 1e-9;
constexpr double by_hand = 1e-12;
using Values = std::vector<double>;

TEST(Mean, OnPaper)
{
    const Values values { 2.0, 8.0 };
    const Values halves { 0.5, 0.5 };
    EXPECT_NEAR(mean_of(Mean::arithmetic, values, halves), 5.0, by_hand) << "(2 + 8) / 2";
    EXPECT_NEAR(mean_of(Mean::geometric, values, halves), 4.0, by_hand) << "root of 2 x 8";
    EXPECT_NEAR(mean_of(Mean::harmonic, values, halves), 3.2, by_hand) << "2 / (1/2 + 1/8)";
    const Values uneven { 0.75, 0.25 };
    EXPECT_NEAR(mean_of(Mean::arithmetic, values, uneven), 3.5, by_hand);
    EXPECT_NEAR(mean_of(Mean::geometric, values, uneven), 2.0 * std::sqrt(2.0), by_hand)
        << "2^(3/4) x 8^(1/4)";
    EXPECT_NEAR(mean_of(Mean::harmonic, values, uneven), 1.0 / (0.375 + 0.03125), by_hand);
}

/// COINr 1.1.14: a_amean(x, w), a_gmean(x, w), a_hmean(x, w).
TEST(Mean, IsThatOfCoinr)
{
    // x <- c(12.5, 80, NA, 33.3, 61.7); w <- c(0.1, 0.25, 0.3, 0.15, 0.2)
    const Values values { 12.5, 80.0, missing, 33.3, 61.7 };
    const Values weights { 0.1, 0.25, 0.3, 0.15, 0.2 };
    EXPECT_NEAR(mean_of(Mean::arithmetic, values, weights), 55.121428571428581, as_coinr);
    EXPECT_NEAR(mean_of(Mean::geometric, values, weights), 47.219841251306185, as_coinr);
    EXPECT_NEAR(mean_of(Mean::harmonic, values, weights), 37.093962353313934, as_coinr);
    // x <- c(12.5, 80, 33.3, 61.7); w <- c(1, 2, 3, 4)
    const Values all { 12.5, 80.0, 33.3, 61.7 };
    const Values whole { 1.0, 2.0, 3.0, 4.0 };
    EXPECT_NEAR(mean_of(Mean::arithmetic, all, whole), 51.920000000000002, as_coinr);
    EXPECT_NEAR(mean_of(Mean::geometric, all, whole), 46.042228342612525, as_coinr);
    EXPECT_NEAR(mean_of(Mean::harmonic, all, whole), 38.473389477693416, as_coinr);
}

TEST(Mean, NoValues_GiveNoMean)
{
    for (const Mean mean : { Mean::arithmetic, Mean::geometric, Mean::harmonic }) {
        EXPECT_TRUE(std::isnan(mean_of(mean, Values { missing, missing }, Values { 0.5, 0.5 })));
        EXPECT_TRUE(std::isnan(mean_of(mean, Values {}, Values {})));
        EXPECT_TRUE(std::isnan(mean_of(mean, Values { 3.0, missing }, Values { 0.0, 1.0 })))
            << "what is present weighs nothing";
    }
}

TEST(Mean, Zero_PullsOtherMeansToZero)
{
    const Values values { 0.0, 100.0, 50.0 };
    const Values weights { 0.01, 0.5, 0.49 };
    EXPECT_NEAR(mean_of(Mean::arithmetic, values, weights), 74.5, by_hand);
    EXPECT_EQ(mean_of(Mean::geometric, values, weights), 0.0);
    EXPECT_EQ(mean_of(Mean::harmonic, values, weights), 0.0);
    EXPECT_EQ(mean_of(Mean::harmonic, Values { 0.0, -0.0 }, Values { 0.5, 0.5 }), 0.0);
    // A child that weighs nothing pulls nowhere.
    EXPECT_NEAR(mean_of(Mean::geometric, Values { 0.0, 9.0 }, Values { 0.0, 1.0 }), 9.0, by_hand);
    EXPECT_NEAR(mean_of(Mean::harmonic, Values { 0.0, 9.0 }, Values { 0.0, 1.0 }), 9.0, by_hand);
}

TEST(Mean, NegativeScoresHaveOnlyAnArithmeticMean)
{
    const Values values { -1.0, 4.0 };
    const Values weights { 0.5, 0.5 };
    EXPECT_NEAR(mean_of(Mean::arithmetic, values, weights), 1.5, by_hand);
    EXPECT_TRUE(std::isnan(mean_of(Mean::geometric, values, weights)));
    EXPECT_TRUE(std::isnan(mean_of(Mean::harmonic, values, weights)));
    EXPECT_TRUE(std::isnan(mean_of(Mean::geometric, Values { -1.0, 0.0 }, weights)));
    EXPECT_TRUE(std::isnan(mean_of(Mean::harmonic, Values { -1.0, 0.0 }, weights)));
}

TEST(Mean, EachValueNeedsAWeight)
{
    EXPECT_THROW(mean_of(Mean::arithmetic, Values { 1.0 }, Values {}), std::logic_error);
}

} // namespace
} // namespace cityflux
