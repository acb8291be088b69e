#include "pipeline/agreement/robust_scale.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

TEST(RobustScale, TakesTheMiddle)
{
    EXPECT_EQ(median_of({ 3, 1, 2 }), 2.0);
    EXPECT_EQ(median_of({ 4, 1, 3, 2 }), 2.5);
    EXPECT_TRUE(std::isnan(median_of({})));
}

// R 4: 1.206 * mad(c(2.1, 2.5, 1.9, 3.3, 2.2), constant = 1 / qnorm(.75)); 1.206 is the factor of
// Croux and Rousseeuw for five.
TEST(RobustScale, GivesTheDeviationOfR)
{
    EXPECT_NEAR(mad_deviation({ 2.1, 2.5, 1.9, 3.3, 2.2 }), 0.53640548265532672, 1e-14);
    // Two values: each is half of their difference from the median.
    EXPECT_NEAR(mad_deviation({ 1.0, 3.0 }), 1.196 * 1.482602218505602, 1e-14);
    EXPECT_TRUE(std::isnan(mad_deviation({ 1.0 })));
}

// R 4: median over the samples of sd(q) / sqrt(qchisq(.5, n - 1) / (n - 1)).
TEST(RobustScale, PoolsSmallSamples)
{
    const std::vector<std::vector<double>> places { { 1, 1.3 }, { 2, 2.1, 2.9 },
        { 0.5, 0.9, 1.4, 1.5 } };
    std::vector<SampleDeviation> samples;
    for (const auto& place : places) {
        samples.push_back(sample_deviation(place));
    }
    EXPECT_NEAR(pooled_deviation(samples), 0.52313636827146903, 1e-6);
    EXPECT_TRUE(std::isnan(pooled_deviation({})));
}

TEST(RobustScale, Outlier_DoesNotMoveThePool)
{
    std::vector<SampleDeviation> samples { { 3, 0.1 }, { 3, 0.2 }, { 3, 0.3 }, { 3, 0.4 },
        { 3, 0.5 } };
    const double before = pooled_deviation(samples);
    samples.back().deviation = 1000.0;
    EXPECT_EQ(pooled_deviation(samples), before);
}

} // namespace
} // namespace cityflux
