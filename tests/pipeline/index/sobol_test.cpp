#include "pipeline/index/sobol.h"

#include "pipeline/index/counter_random.h"

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Point = std::array<double, 3>;

/// Outputs of a function of three even numbers in [0, 1): f(A), f(B), f(A_B(1)), f(A_B(2)),
/// f(A_B(3)), row after row.
std::vector<double> outputs_of(
    const std::function<double(const Point&)>& function, std::uint32_t rows, std::uint64_t seed)
{
    const CounterRandom random(seed);
    std::vector<double> outputs;
    for (std::uint32_t row = 0; row < rows; ++row) {
        Point a {};
        Point b {};
        for (std::uint32_t i = 0; i < 3; ++i) {
            a[i] = random.uniform({ row, 0, i, 0 });
            b[i] = random.uniform({ row, 1, i, 0 });
        }
        outputs.push_back(function(a));
        outputs.push_back(function(b));
        for (std::size_t i = 0; i < 3; ++i) {
            Point mixed = a;
            mixed[i] = b[i];
            outputs.push_back(function(mixed));
        }
    }
    return outputs;
}

SobolIndices indices_of(const std::vector<double>& outputs, double centre)
{
    SobolSums sums(3, centre);
    for (std::size_t row = 0; row < outputs.size(); row += 5) {
        sums.add(outputs[row], outputs[row + 1], std::span(outputs).subspan(row + 2, 3));
    }
    return sums.indices();
}

/// Ishigami & Homma 1990 with a = 7, b = 0.1, on three even numbers in [-pi, pi).
double ishigami(const Point& share)
{
    constexpr double pi = std::numbers::pi;
    const auto x = [&](std::size_t i) { return -pi + 2.0 * pi * share[i]; };
    return std::sin(x(0)) + 7.0 * std::pow(std::sin(x(1)), 2)
        + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

TEST(Sobol, FindsTheIndicesOfIshigami)
{
    const std::vector<double> outputs = outputs_of(ishigami, 100'000, 1);
    const SobolIndices found = indices_of(outputs, 0.0);
    const SobolErrors errors = bootstrap_errors(outputs, 3, 50, 1);

    // In closed form: V1 = (1 + b pi^4/5)^2 / 2, V2 = a^2/8, V13 = 8 b^2 pi^8 / 225.
    const double pi4 = std::pow(std::numbers::pi, 4);
    const double v1 = 0.5 * std::pow(1.0 + 0.1 * pi4 / 5.0, 2);
    const double v2 = 49.0 / 8.0;
    const double v13 = 8.0 * 0.01 * pi4 * pi4 / 225.0;
    const double v = v1 + v2 + v13;
    const Point first { v1 / v, v2 / v, 0.0 };
    const Point total { (v1 + v13) / v, v2 / v, v13 / v };
    EXPECT_NEAR(first[0], 0.3139, 1e-4);
    EXPECT_NEAR(total[2], 0.2437, 1e-4);
    EXPECT_NEAR(found.mean, 3.5, 0.03);
    EXPECT_NEAR(found.variance, v, 0.02 * v);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(found.first[i], first[i], 4.0 * errors.first[i]) << i;
        EXPECT_NEAR(found.total[i], total[i], 4.0 * errors.total[i]) << i;
        EXPECT_LT(errors.first[i], 0.01) << i;
        EXPECT_LT(errors.total[i], 0.01) << i;
    }
}

TEST(Sobol, FindsTheSharesOfASum)
{
    // f = 1 x1 + 2 x2 + 3 x3: variances go as 1, 4, 9, and nothing acts together. An offset must
    // not matter.
    const SobolIndices found = indices_of(
        outputs_of([](const Point& x) { return 1e6 + x[0] + 2.0 * x[1] + 3.0 * x[2]; }, 100'000, 2),
        1e6);
    const Point shares { 1.0 / 14.0, 4.0 / 14.0, 9.0 / 14.0 };
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(found.first[i], shares[i], 0.01) << i;
        EXPECT_NEAR(found.total[i], shares[i], 0.01) << i;
    }
}

TEST(Sobol, StandardError_MatchesRepeatedScatter)
{
    constexpr int repeats = 60;
    double sum = 0.0;
    double squares = 0.0;
    double claimed = 0.0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const auto outputs = outputs_of(ishigami, 1000, 100 + static_cast<std::uint64_t>(repeat));
        const double estimate = indices_of(outputs, 0.0).total[0];
        sum += estimate;
        squares += estimate * estimate;
        claimed += bootstrap_errors(outputs, 3, 100, 1).total[0] / repeats;
    }
    const double scatter = std::sqrt((squares - sum * sum / repeats) / (repeats - 1));
    EXPECT_NEAR(claimed / scatter, 1.0, 0.3) << "a scatter of 60 is itself uncertain by 9 %";
}

TEST(Sobol, PartialSums_MatchTheWhole)
{
    const auto outputs = outputs_of(ishigami, 1000, 3);
    SobolSums front(3, 1.0);
    SobolSums back(3, 1.0);
    for (std::size_t row = 0; row < outputs.size(); row += 5) {
        (row < 2000 ? front : back)
            .add(outputs[row], outputs[row + 1], std::span(outputs).subspan(row + 2, 3));
    }
    front.add(back);
    EXPECT_EQ(front.indices().rows, 1000u);
    EXPECT_NEAR(front.indices().first[1], indices_of(outputs, 1.0).first[1], 1e-12);
}

TEST(Sobol, HasNothingToShareWhereNothingVaries)
{
    SobolSums constant(1, 0.3);
    for (int row = 0; row < 10; ++row) {
        constant.add(70.1, 70.1, std::vector<double> { 70.1 });
    }
    EXPECT_EQ(constant.indices().variance, 0.0);
    EXPECT_TRUE(std::isnan(constant.indices().first[0]));
    EXPECT_TRUE(std::isnan(constant.indices().total[0]));

    constant.add(std::numeric_limits<double>::quiet_NaN(), 1.0, std::vector<double> { 2.0 });
    EXPECT_EQ(constant.indices().rows, 10u) << "a row without a score takes no part";
    EXPECT_TRUE(std::isnan(SobolSums(1).indices().mean));
}

} // namespace
} // namespace cityflux
