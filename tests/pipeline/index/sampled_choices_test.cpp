#include "pipeline/index/sampled_choices.h"

#include "tests/pipeline/index/three_cities.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(ValueAt, Half_IsTheValueItself)
{
    const IndicatorValue skewed { 10.0, 0.0, 12.0, {}, {} };
    EXPECT_EQ(value_at(skewed, 0.0), 0.0);
    EXPECT_EQ(value_at(skewed, 0.25), 5.0);
    EXPECT_EQ(value_at(skewed, 0.5), 10.0);
    EXPECT_EQ(value_at(skewed, 0.75), 11.0);
    EXPECT_EQ(value_at(skewed, 1.0), 12.0);
}

TEST(ValueAt, UnknownInterval_IsTheValueItself)
{
    EXPECT_EQ(value_at({ 10.0, nan, 12.0, {}, {} }, 0.0), 10.0);
    EXPECT_EQ(value_at({ 10.0, 8.0, nan, {}, {} }, 1.0), 10.0);
    EXPECT_TRUE(std::isnan(value_at({ nan, 8.0, 12.0, {}, {} }, 0.5)));
}

TEST(WithChoiceOf, OneChoice_LeavesTheOthers)
{
    const SampledChoices a { { 1.0 }, {}, { 0, 1, 0, 0 } };
    const SampledChoices b { { 2.0 }, {}, { 2, 1, 0, 1 } };
    const auto weights = with_choice_of(a, b, DoubtfulChoice::weights);
    ASSERT_TRUE(weights);
    EXPECT_EQ(weights->weights, &b.weights);
    EXPECT_EQ(weights->values, &a.values);
    EXPECT_EQ(weights->options.normalisation, 0u);
    const auto mean = with_choice_of(a, b, DoubtfulChoice::mean);
    ASSERT_TRUE(mean);
    EXPECT_EQ(mean->weights, &a.weights);
    EXPECT_EQ(mean->options.mean, 1u);
    EXPECT_EQ(mean->options.normalisation, 0u);
}

TEST(WithChoiceOf, EqualOption_IsNoNewRun)
{
    const SampledChoices a { {}, {}, { 0, 1, 0, 0 } };
    const SampledChoices b { {}, {}, { 2, 1, 0, 1 } };
    EXPECT_FALSE(with_choice_of(a, b, DoubtfulChoice::treatment));
    EXPECT_FALSE(with_choice_of(a, b, DoubtfulChoice::missing_rule));
}

TEST(ChoiceSampler, SampledWeights_SumToOneAmongSiblings)
{
    const IndexDefinition index = three_cities_index();
    const IndicatorValues values = three_cities_values();
    const RobustnessDesign design = robustness_design(index, values);
    const ChoiceSampler sampler(design);
    SampledChoices sample;
    for (const BaseMatrix matrix : { BaseMatrix::a, BaseMatrix::b }) {
        sampler.sample(7, matrix, sample);
        for (const IndexNode& parent : index.nodes) {
            double sum = parent.children.empty() ? 1.0 : 0.0;
            for (const std::size_t child : parent.children) {
                sum += sample.weights[child];
            }
            EXPECT_NEAR(sum, 1.0, 1e-15);
        }
    }
}

} // namespace
} // namespace cityflux
