#include "pipeline/agreement/blend.h"

#include "pipeline/agreement/student.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Logs = std::vector<std::vector<double>>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double z = 1.9599639845400536; // R: qnorm(0.975)

/// Sigmas as stated, levels as they are.
ErrorOptions stated(const std::vector<double>& sigmas)
{
    ErrorOptions options;
    options.level = BlendLevel::as_they_are;
    for (std::size_t i = 0; i < sigmas.size(); ++i) {
        options.stated[std::string(1, static_cast<char>('A' + i))] = sigmas[i];
    }
    return options;
}

TEST(Blend, WeighsByPrecision)
{
    // Weights 1/0.04 : 1/0.16 = 4 : 1; the difference of ln 1.1 is less than the sigmas say.
    const Blend two = blend({ "A", "B" }, 0, { { std::log(100) }, { std::log(110) } },
        stated({ 0.2, 0.4 }), BlendInterval::truth);
    const CityBlend& city = two.cities.front();
    EXPECT_NEAR(city.weights[0], 0.8, 1e-15);
    EXPECT_NEAR(city.weights[1], 0.2, 1e-15);
    EXPECT_NEAR(std::exp(city.log_value), 100.0 * std::pow(1.1, 0.2), 1e-12);
    EXPECT_NEAR(city.variance, 0.032, 1e-16);
    EXPECT_EQ(city.tau2, 0.0);
    EXPECT_EQ(two.birge, 1.0);
    EXPECT_NEAR(city.half_width, z * std::sqrt(0.032), 1e-14);
}

TEST(Blend, AnotherInventory_AddsItsOwnVariance)
{
    const Blend two = blend({ "A", "B" }, 0, { { std::log(100) }, { std::log(110) } },
        stated({ 0.2, 0.4 }), BlendInterval::another_inventory);
    EXPECT_NEAR(two.other_variance, 0.1, 1e-16);
    EXPECT_NEAR(two.cities.front().half_width, z * std::sqrt(0.032 + 0.1), 1e-14);
}

TEST(Blend, ExcessSpread_WidensByBirgeRatio)
{
    // One city: Q = (ln 2)^2 / (0.04 + 0.16) = 2.4 with one degree of freedom.
    const Blend two = blend({ "A", "B" }, 0, { { std::log(100) }, { std::log(200) } },
        stated({ 0.2, 0.4 }), BlendInterval::truth);
    const double birge = std::log(2) * std::log(2) / 0.2;
    EXPECT_NEAR(two.birge, birge, 1e-13);
    EXPECT_NEAR(two.cities.front().tau2, 0.0, 1e-13) << "the ratio took all of it";
    EXPECT_NEAR(two.cities.front().variance, 0.032 * birge, 1e-13);
    EXPECT_NEAR(std::exp(two.cities.front().log_value), 100.0 * std::pow(2.0, 0.2), 1e-11);
}

// R 4, by the formulas of DerSimonian & Laird written out: Q, the ratio sum(Q) / 8, tau2 = (Q - 2)
// / C of each city.
TEST(Blend, DisputedCity_IsWidenedAlone)
{
    const std::vector<std::vector<double>> tonnes { { 100, 50, 200, 30 }, { 110, 55, 190, 90 },
        { 90, 52, 230, 35 } };
    Logs logs = tonnes;
    for (auto& row : logs) {
        for (double& value : row) {
            value = std::log(value);
        }
    }
    const Blend all = blend(
        { "A", "B", "C" }, 0, logs, stated({ 0.2, 0.3, 0.4 }), BlendInterval::another_inventory);
    EXPECT_NEAR(all.birge, 1.2313053871022148, 1e-12);
    EXPECT_EQ(all.cities[0].tau2, 0.0);
    EXPECT_NEAR(all.cities[3].tau2, 0.2945569981906957, 1e-12);
    EXPECT_NEAR(std::exp(all.cities[0].log_value), 100.94992313063017, 1e-10);
    EXPECT_NEAR(all.cities[0].variance, 0.029066881269298191, 1e-14);
    EXPECT_NEAR(all.cities[0].weights[2], 0.14754098360655735, 1e-14);
    EXPECT_NEAR(std::exp(all.cities[3].log_value), 45.117417518335849, 1e-10);
    EXPECT_NEAR(all.cities[3].variance, 0.1349571356260566, 1e-12);
    EXPECT_NEAR(all.cities[3].weights[1], 0.33291966138900742, 1e-12);
    EXPECT_NEAR(
        std::exp(all.cities[3].log_value - all.cities[3].half_width), 10.566094979453315, 1e-9);
    EXPECT_NEAR(
        std::exp(all.cities[3].log_value + all.cities[3].half_width), 192.6521924592011, 1e-8);
}

TEST(Blend, SharedErrors_LowerTheWeights)
{
    // C stands alone, A and B share: of three with the same sigma, 1/(1+r) each for A and B against
    // 1 for C.
    ErrorOptions options = stated({ 0.3, 0.3, 0.3 });
    options.shared = { { { "A", "B" }, 0.5 } };
    const Blend all
        = blend({ "A", "B", "C" }, 0, { { 1.0 }, { 1.0 }, { 1.2 } }, options, BlendInterval::truth);
    EXPECT_NEAR(all.cities.front().weights[0], 2.0 / 7.0, 1e-14);
    EXPECT_NEAR(all.cities.front().weights[1], 2.0 / 7.0, 1e-14);
    EXPECT_NEAR(all.cities.front().weights[2], 3.0 / 7.0, 1e-14);
    EXPECT_NEAR(all.cities.front().variance, 0.09 * 3.0 / 7.0, 1e-14) << "and not 0.09 / 3";
}

TEST(Blend, GivesNoNegativeWeights)
{
    // With r = 0.75 > 0.2 / 0.4 the best linear mean would subtract some of B.
    ErrorOptions options = stated({ 0.2, 0.4 });
    options.shared = { { { "A", "B" }, 0.75 } };
    const Blend two = blend({ "A", "B" }, 0, { { 1.0 }, { 1.1 } }, options, BlendInterval::truth);
    EXPECT_EQ(two.cities.front().weights[0], 1.0);
    EXPECT_EQ(two.cities.front().weights[1], 0.0);
    EXPECT_NEAR(two.cities.front().variance, 0.04, 1e-15);
}

TEST(Blend, MissingInventory_LeavesTheOthers)
{
    const Blend all = blend({ "A", "B" }, 0, { { 1.0, none, none }, { 1.1, 2.0, none } },
        stated({ 0.2, 0.4 }), BlendInterval::truth);
    EXPECT_TRUE(all.cities[1].present);
    EXPECT_EQ(all.cities[1].log_value, 2.0);
    EXPECT_NEAR(all.cities[1].variance, 0.16, 1e-15);
    EXPECT_FALSE(all.cities[2].present);
}

TEST(Blend, WidensByTheDoubtAboutTheLevel)
{
    // A and B with biases that are 1 apart over four cities, errors (+ + - -) and (+ - + -) of 0.1.
    const Logs logs { { 1.1, 2.1, 2.9, 3.9 }, { 2.1, 2.9, 4.1, 4.9 } };
    ErrorOptions options;
    options.level = BlendLevel::mean;
    options.stated = { { "A", 0.1 }, { "B", 0.1 } };
    const Blend two = blend({ "A", "B" }, 0, logs, options, BlendInterval::truth);
    EXPECT_NEAR(two.errors.inventories[0].bias, -0.5, 1e-14);
    EXPECT_NEAR(two.errors.level_variance, 0.25, 1e-14) << "levels at -0.5 and 0.5: 0.5 / 2";
    // Each city: variance about 0.005 with no limit of degrees, level 0.25 with 1: t is that of
    // nearly 1 degree.
    const CityBlend& city = two.cities.front();
    const double total = city.variance + 0.25;
    EXPECT_NEAR(city.degrees, total * total / (0.25 * 0.25), 1e-10);
    EXPECT_GT(city.half_width, 11.0 * std::sqrt(total));
    // Another inventory has its own error, 0.01, and its own level, 0.5, besides.
    const CityBlend other
        = blend({ "A", "B" }, 0, logs, options, BlendInterval::another_inventory).cities.front();
    const double more = total + two.birge * 0.01 + city.tau2 + 0.5;
    EXPECT_NEAR(other.degrees, more * more / (0.75 * 0.75), 1e-10);
    EXPECT_NEAR(other.half_width, student_quantile(0.95, other.degrees) * std::sqrt(more), 1e-10);
}

} // namespace
} // namespace cityflux
