#include "pipeline/index/weight_region.h"

#include "pipeline/index/counter_random.h"
#include "pipeline/index/linear_program.h"
#include "pipeline/index/nearest_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

/// w1 >= w2 >= ... >= wn
WeightConstraints falling(std::size_t weights)
{
    WeightConstraints constraints { weights, {}, 0.0 };
    for (std::size_t i = 0; i + 1 < weights; ++i) {
        std::vector<double> row(weights, 0.0);
        row[i] = 100.0;
        row[i + 1] = -100.0;
        constraints.rows.push_back(row);
    }
    return constraints;
}

double factorial(std::size_t n)
{
    return n == 0 ? 1.0 : static_cast<double>(n) * factorial(n - 1);
}

// Each order of n weights is one of n! equal parts of the simplex, with the corners (1, 0, ...),
// (1/2, 1/2, 0, ...), (1/3, 1/3, 1/3, ...).
TEST(WeightRegion, FallingWeights_ShareTheSimplex)
{
    for (std::size_t n = 1; n <= 7; ++n) {
        const WeightRegion region = weight_region(falling(n), 7);
        ASSERT_TRUE(region.feasible) << n;
        ASSERT_TRUE(region.share.has_value()) << n;
        EXPECT_NEAR(*region.share * factorial(n), 1.0, 1e-9) << n;
        ASSERT_EQ(region.vertices.size(), n);
        for (std::size_t corner = 1; corner <= n; ++corner) {
            // Sorted, (1/n, ...) comes first.
            const auto& vertex = region.vertices[n - corner];
            for (std::size_t i = 0; i < n; ++i) {
                EXPECT_NEAR(vertex[i], i < corner ? 1.0 / static_cast<double>(corner) : 0.0, 1e-9)
                    << n << " " << corner;
            }
        }
        for (std::size_t i = 0; i < n; ++i) {
            EXPECT_NEAR(region.upper[i], 1.0 / static_cast<double>(i + 1), 1e-9);
            EXPECT_NEAR(region.lower[i], i == 0 ? 1.0 / static_cast<double>(n) : 0.0, 1e-9);
        }
    }
}

// For three weights the part is a right-angled triangle with legs from (1/3, 1/3, 1/3) to (1/2,
// 1/2, 0), sqrt(1/6), and on to (1, 0, 0), sqrt(1/2); its incircle has the radius (a + b - c) / 2
// with c = sqrt(2/3). The largest least lead is at (2/3, 1/3, 0).
TEST(WeightRegion, SmallRegion_HasCentreAndMargin)
{
    const WeightRegion region = weight_region(falling(3), 7);
    EXPECT_NEAR(
        region.radius, (std::sqrt(1.0 / 6.0) + std::sqrt(0.5) - std::sqrt(2.0 / 3.0)) / 2.0, 1e-9);
    EXPECT_NEAR(region.centre[2], region.radius * std::sqrt(2.0 / 3.0), 1e-9)
        << "as far from the side w3 = 0 as from others";
    EXPECT_NEAR(region.centre[1] - region.centre[2], region.radius * std::sqrt(2.0), 1e-9);
    EXPECT_NEAR(region.margin, 100.0 / 3.0, 1e-9);
    EXPECT_THAT(region.widest, Pointwise(DoubleNear(1e-9), { 2.0 / 3.0, 1.0 / 3.0, 0.0 }));
}

TEST(WeightRegion, KnowsTheWholeSimplexAndNothing)
{
    const WeightRegion all = weight_region({ 3, { { 1.0, 2.0, 0.0 } }, 0.0 }, 7);
    EXPECT_NEAR(*all.share, 1.0, 1e-12);
    EXPECT_NEAR(all.margin, 2.0, 1e-12);
    EXPECT_THAT(all.lower, Pointwise(DoubleNear(1e-9), { 0.0, 0.0, 0.0 }));
    EXPECT_THAT(all.upper, Pointwise(DoubleNear(1e-9), { 1.0, 1.0, 1.0 }));

    const WeightRegion none = weight_region({ 2, { { -1.0, -2.0 } }, 0.0 }, 7);
    EXPECT_FALSE(none.feasible);
    EXPECT_NEAR(none.margin, -1.0, 1e-12);

    // w1 >= w2 and w2 >= w1: a line without area; a tolerance of 1 point of 100 gives it |w1 - w2|
    // <= 0.01.
    WeightConstraints line { 3, { { 100.0, -100.0, 0.0 }, { -100.0, 100.0, 0.0 } }, 0.0 };
    EXPECT_EQ(*weight_region(line, 7).share, 0.0);
    EXPECT_NEAR(weight_region(line, 7).upper[0], 0.5, 1e-9);
    line.tolerance = 1.0;
    // Two triangles of (1 - 0.01) / 2 of the simplex's w1 - w2 extent are cut off: each has
    // (0.99)^2 of half.
    EXPECT_NEAR(*weight_region(line, 7).share, 1.0 - 0.99 * 0.99, 1e-9);
    EXPECT_FALSE(weight_region(line, 2).share.has_value()) << "too many weights";
}

TEST(FewestBroken, FiveConstraints_BreakTwo)
{
    // The first never holds, the second always, the third and fourth exclude each other, the fifth
    // needs w1 > 0.9 against the fourth.
    const WeightConstraints constraints { 2,
        { { -1, -2 }, { 3, 1 }, { 1, -1 }, { -2, 1 }, { 1, -9 } }, 1e-6 };
    const FewestBroken found = fewest_broken(constraints, 5.0);
    EXPECT_THAT(found.broken, ElementsAre(0u, 3u));
    EXPECT_EQ(found.bound, 2u);
    EXPECT_TRUE(found.proven);
    EXPECT_NEAR(found.weights[0], 0.95, 1e-6) << "the middle of 0.9..1";
}

/// All pairs of some cities in their order, with points 0, 20, ... 100: full of ties and of rows
/// that meet in one point.
WeightConstraints tied_cities(std::uint32_t seed)
{
    const CounterRandom random(seed);
    const std::uint32_t cities = 3 + seed % 7;
    std::vector<std::array<double, 3>> points(cities);
    for (std::uint32_t city = 0; city < cities; ++city) {
        for (std::uint32_t i = 0; i < 3; ++i) {
            points[city][i] = 20.0 * std::floor(6.0 * random.uniform({ city, i, 0, 0 }));
        }
    }
    WeightConstraints constraints { 3, {}, 1e-6 };
    for (std::uint32_t a = 0; a < cities; ++a) {
        for (std::uint32_t b = a + 1; b < cities; ++b) {
            constraints.rows.push_back({ points[a][0] - points[b][0], points[a][1] - points[b][1],
                points[a][2] - points[b][2] });
        }
    }
    return constraints;
}

/// Exactly, by the corners of all cells into which the rows, moved by their tolerance, cut the
/// simplex of three weights.
std::size_t fewest_of_corners(const WeightConstraints& constraints)
{
    using Line = std::array<double, 3>;
    std::vector<Line> lines { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    for (const auto& row : constraints.rows) {
        lines.push_back({ row[0] + constraints.tolerance, row[1] + constraints.tolerance,
            row[2] + constraints.tolerance });
    }
    constexpr double rounding = 1e-10;
    std::size_t fewest = constraints.rows.size();
    for (const Line& a : lines) {
        for (const Line& b : lines) {
            const Line corner { a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2],
                a[0] * b[1] - a[1] * b[0] };
            const double sum = corner[0] + corner[1] + corner[2];
            if (std::abs(sum) < 1e-12
                || std::any_of(corner.begin(), corner.end(),
                    [&](double weight) { return weight / sum < -1e-12; })) {
                continue;
            }
            const auto broken = std::count_if(
                constraints.rows.begin(), constraints.rows.end(), [&](const auto& row) {
                    return (row[0] * corner[0] + row[1] * corner[1] + row[2] * corner[2]) / sum
                        < -constraints.tolerance - rounding;
                });
            fewest = std::min(fewest, static_cast<std::size_t>(broken));
        }
    }
    return fewest;
}

TEST(FewestBroken, ManyRows_AgreeWithAllCorners)
{
    for (std::uint32_t seed = 0; seed < 300; ++seed) {
        const WeightConstraints constraints = tied_cities(seed);
        const FewestBroken found = fewest_broken(constraints, 20.0);
        const std::size_t fewest = fewest_of_corners(constraints);
        EXPECT_EQ(found.broken.size(), fewest) << seed;
        EXPECT_TRUE(found.proven) << seed;
        EXPECT_EQ(found.bound, fewest) << seed;
        EXPECT_EQ(weight_region(constraints, 2).feasible, fewest == 0) << seed;
    }
}

TEST(FewestBroken, GivesEqualWeightsWithoutTime)
{
    const FewestBroken found
        = fewest_broken({ 2, { { -1, -2 }, { 3, 1 }, { 1, -3 }, { -1, 3 } }, 1e-6 }, 0.0);
    EXPECT_THAT(found.weights, ElementsAre(0.5, 0.5));
    EXPECT_THAT(found.broken, ElementsAre(0u, 2u));
    EXPECT_EQ(found.bound, 1u) << "the first never holds";
    EXPECT_FALSE(found.proven);
}

TEST(FewestBroken, IsTheSameInThreads)
{
    std::vector<std::vector<double>> alone;
    for (std::uint32_t seed = 0; seed < 20; ++seed) {
        alone.push_back(fewest_broken(tied_cities(seed), 20.0).weights);
    }
    std::array<std::vector<std::vector<double>>, 4> together;
    std::vector<std::thread> threads;
    for (auto& results : together) {
        threads.emplace_back([&results] {
            for (std::uint32_t seed = 0; seed < 20; ++seed) {
                results.push_back(fewest_broken(tied_cities(seed), 60.0).weights);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (const auto& results : together) {
        EXPECT_EQ(results, alone);
    }
}

// 3 a + 2 b under a + b <= 4, 1 <= a + 3 b <= 7, a <= 3 is largest at (3, 1); b's bound by the
// first row is worth 2.
TEST(LinearProgram, HasAnOptimumAndItsPrices)
{
    LinearProgram program;
    program.maximise = true;
    program.columns = { { 0.0, 3.0, 3.0 }, { 0.0, LinearProgram::unbounded, 2.0 } };
    program.rows = { { { { 0, 1.0 }, { 1, 1.0 } }, -LinearProgram::unbounded, 4.0 },
        { { { 0, 1.0 }, { 1, 3.0 } }, 1.0, 7.0 } };
    const auto optimum = solved(program);
    ASSERT_TRUE(optimum.has_value());
    EXPECT_NEAR(optimum->objective, 11.0, 1e-9);
    EXPECT_THAT(optimum->values, Pointwise(DoubleNear(1e-9), { 3.0, 1.0 }));
    EXPECT_THAT(optimum->duals, Pointwise(DoubleNear(1e-9), { 2.0, 0.0 }));

    // Other bounds: a <= 1 leaves b = 2 by the second row, 3 + 4; the row's bound is worth 2/3.
    ChangingProgram changing(program);
    changing.solve(1.0);
    changing.set_bounds(0, 0.0, 1.0);
    const auto narrower = changing.solve(1.0);
    ASSERT_TRUE(narrower.has_value());
    EXPECT_NEAR(narrower->objective, 7.0, 1e-9);
    EXPECT_THAT(narrower->duals, Pointwise(DoubleNear(1e-9), { 0.0, 2.0 / 3.0 }));
    changing.set_bounds(0, 0.0, 3.0);
    EXPECT_NEAR(changing.solve(1.0)->objective, 11.0, 1e-9);

    program.rows.front().upper = LinearProgram::unbounded;
    program.rows.back().upper = LinearProgram::unbounded;
    EXPECT_FALSE(solved(program).has_value()) << "b has no bound";
    program.rows.back().lower = -LinearProgram::unbounded;
    program.rows.front().upper = -1.0;
    EXPECT_FALSE(solved(program).has_value()) << "a + b <= -1 is not to be had";
}

} // namespace
} // namespace cityflux
