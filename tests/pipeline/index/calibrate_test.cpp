#include "pipeline/index/calibrate.h"

#include "grids/storage/text_file.h"
#include "grids/text/number_text.h"
#include "pipeline/index/counter_random.h"
#include "tests/refusal.h"
#include "tests/shared_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>
#include <tbb/global_control.h>

namespace cityflux {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pointwise;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The weighted mean of what a city has.
double score(const ScoreMatrix& points, std::size_t city, const std::vector<double>& weights)
{
    double sum = 0.0;
    double weight = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        sum += std::isnan(points[i][city]) ? 0.0 : weights[i] * points[i][city];
        weight += std::isnan(points[i][city]) ? 0.0 : weights[i];
    }
    return sum / weight;
}

std::size_t swaps(const ScoreMatrix& points, const std::vector<CityPair>& pairs,
    const std::vector<double>& weights)
{
    return static_cast<std::size_t>(
        std::count_if(pairs.begin(), pairs.end(), [&](const CityPair& pair) {
            return score(points, pair.above, weights) < score(points, pair.below, weights) - 1e-6;
        }));
}

/// Does something with the middles of steps^2 small triangles of equal size, which fill the simplex
/// of three weights: the brute force that the linear programs are held against.
void for_each_of_grid(int steps, const std::function<void(const std::vector<double>&)>& look)
{
    const auto at = [&](double i, double j) {
        look({ i / steps, j / steps, 1.0 - i / steps - j / steps });
    };
    for (int i = 0; i < steps; ++i) {
        for (int j = 0; i + j < steps; ++j) {
            at(i + 1.0 / 3.0, j + 1.0 / 3.0);
            if (i + j + 1 < steps) {
                at(i + 2.0 / 3.0, j + 2.0 / 3.0);
            }
        }
    }
}

double share_of_grid(const ScoreMatrix& points, const std::vector<CityPair>& pairs, int steps)
{
    double kept = 0.0;
    for_each_of_grid(steps, [&](const std::vector<double>& weights) {
        kept += std::none_of(pairs.begin(), pairs.end(), [&](const CityPair& pair) {
            return score(points, pair.above, weights) < score(points, pair.below, weights) - 1e-6;
        });
    });
    return kept / steps / steps;
}

std::size_t fewest_swaps_of_grid(
    const ScoreMatrix& points, const std::vector<CityPair>& pairs, int steps)
{
    std::size_t fewest = pairs.size();
    for_each_of_grid(steps, [&](const std::vector<double>& weights) {
        fewest = std::min(fewest, swaps(points, pairs, weights));
    });
    return fewest;
}

/// The fewest swaps of three weights, exactly: the lines on which two cities tie divide the simplex
/// into cells; with ties consistent, a corner of a cell swaps no more than its inside, so the
/// corners alone need to be tried.
std::size_t fewest_swaps_of_corners(const ScoreMatrix& points, const std::vector<CityPair>& pairs)
{
    using Line = std::array<double, 3>;
    std::vector<Line> lines { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
    for (const CityPair& pair : pairs) {
        lines.push_back({ points[0][pair.above] - points[0][pair.below],
            points[1][pair.above] - points[1][pair.below],
            points[2][pair.above] - points[2][pair.below] });
    }
    std::size_t fewest = pairs.size();
    for (const Line& a : lines) {
        for (const Line& b : lines) {
            std::vector<double> corner { a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2],
                a[0] * b[1] - a[1] * b[0] };
            const double sum = corner[0] + corner[1] + corner[2];
            for (double& weight : corner) {
                weight /= sum;
            }
            if (std::all_of(
                    corner.begin(), corner.end(), [](double weight) { return weight >= -1e-12; })) {
                fewest = std::min(fewest, swaps(points, pairs, corner));
            }
        }
    }
    return fewest;
}

ScoreMatrix random_points(std::size_t weights, std::size_t cities, std::uint64_t seed)
{
    const CounterRandom random(seed);
    ScoreMatrix points(weights, std::vector<double>(cities));
    for (std::uint32_t i = 0; i < weights; ++i) {
        for (std::uint32_t city = 0; city < cities; ++city) {
            points[i][city] = 100.0 * random.uniform({ i, city, 0, 0 });
        }
    }
    return points;
}

TEST(PublishedRanking, SaysWhoIsAboveWhom)
{
    EXPECT_THAT(pairs_of({ { 2, 0 }, true, true }, 4),
        ElementsAre(CityPair { 2, 0 }, CityPair { 2, 1 }, CityPair { 2, 3 }, CityPair { 0, 1 },
            CityPair { 0, 3 }));
    EXPECT_THAT(pairs_of({ { 2, 0 }, false, true }, 3),
        ElementsAre(CityPair { 0, 2 }, CityPair { 1, 2 }, CityPair { 1, 0 }));
    EXPECT_THAT(pairs_of({ { 2, 0, 1 }, true, false }, 4),
        ElementsAre(CityPair { 2, 0 }, CityPair { 2, 1 }, CityPair { 0, 1 }));
    EXPECT_EQ(refusal_of([] {
        pairs_of({ { 1, 1 }, true, true }, 4);
    }),
        "published ranking: duplicate city 2; keep one of its positions");
    EXPECT_EQ(refusal_of([] {
        pairs_of({ { 4 }, true, true }, 4);
    }),
        "published ranking: city out of range: 5 (allowed: 1 to 4)");
}

// Three cities with 100 points on one indicator each: their scores are the weights, and each order
// one sixth of all weights.
TEST(Calibrate, FindsTheRegionOfAnOrder)
{
    const ScoreMatrix points { { 100, 0, 0 }, { 0, 100, 0 }, { 0, 0, 100 } };
    const Calibration found = calibrated(points, pairs_of({ { 0, 1, 2 }, true, true }, 3));
    EXPECT_EQ(found.consistency, Consistency::consistent);
    EXPECT_TRUE(found.exact);
    EXPECT_EQ(found.pairs, 3u);
    EXPECT_NEAR(*found.certain.share, 1.0 / 6.0, 1e-6);
    EXPECT_NEAR(found.certain.margin, 100.0 / 3.0, 1e-9);
    EXPECT_NEAR(found.certain.lower[0], 1.0 / 3.0, 1e-6);
    EXPECT_NEAR(found.certain.upper[1], 0.5, 1e-6);
    EXPECT_FALSE(found.nearest.has_value());
    EXPECT_FALSE(found.sampled.has_value());
    // The worst first: the same order read from its end.
    EXPECT_NEAR(*calibrated(points, pairs_of({ { 2, 1, 0 }, false, true }, 3)).certain.share,
        1.0 / 6.0, 1e-6);
    // A pair alone leaves half.
    EXPECT_NEAR(
        *calibrated(points, pairs_of({ { 0, 1 }, true, false }, 3)).certain.share, 0.5, 1e-6);
}

TEST(Calibrate, TiesAreConsistent)
{
    const ScoreMatrix points { { 50, 50 }, { 20, 20 } };
    const Calibration found = calibrated(points, pairs_of({ { 0, 1 }, true, true }, 2));
    EXPECT_EQ(found.consistency, Consistency::consistent);
    EXPECT_NEAR(found.certain.margin, 0.0, 1e-12);
    EXPECT_NEAR(*found.certain.share, 1.0, 1e-9);
}

TEST(Calibrate, GivesTheShareOfTheGrid)
{
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const ScoreMatrix points = random_points(3, 12, seed);
        // A ranking that some weights give: the first four of these.
        std::vector<std::size_t> order(12);
        for (std::size_t city = 0; city < 12; ++city) {
            order[city] = city;
        }
        const std::vector<double> made { 0.5, 0.2, 0.3 };
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return score(points, a, made) > score(points, b, made);
        });
        order.resize(4);
        const auto pairs = pairs_of({ order, true, true }, 12);
        const Calibration found = calibrated(points, pairs);
        ASSERT_EQ(found.consistency, Consistency::consistent) << seed;
        EXPECT_EQ(swaps(points, pairs, found.weights), 0u);
        for (std::size_t i = 0; i < 3; ++i) {
            EXPECT_LE(found.certain.lower[i], made[i]);
            EXPECT_GE(found.certain.upper[i], made[i]);
        }
        EXPECT_NEAR(*found.certain.share, share_of_grid(points, pairs, 400), 1e-3) << seed;
    }
}

TEST(Calibrate, SamplesTheShareOfManyWeights)
{
    const ScoreMatrix points = random_points(9, 3, 4);
    CalibrationOptions options;
    const auto pairs = pairs_of({ { 0, 1 }, true, false }, 3);
    options.most_exact = 9;
    const Calibration exact = calibrated(points, pairs, options);
    options.most_exact = 8;
    const Calibration sampled = calibrated(points, pairs, options);
    ASSERT_TRUE(exact.certain.share.has_value());
    ASSERT_TRUE(sampled.sampled.has_value());
    EXPECT_FALSE(sampled.certain.share.has_value());
    EXPECT_NEAR(sampled.sampled->share, *exact.certain.share, 4.0 * sampled.sampled->error);
    EXPECT_LT(sampled.sampled->error, 0.002);
    const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
    EXPECT_EQ(calibrated(points, pairs, options).sampled->share, sampled.sampled->share)
        << "for any number of threads";
}

TEST(Calibrate, HullsAgreeWithSamplesInManyDimensions)
{
    for (std::size_t weights = 4; weights <= 7; ++weights) {
        const ScoreMatrix points = random_points(weights, 35, weights);
        std::vector<std::size_t> order(35);
        std::iota(order.begin(), order.end(), std::size_t { 0 });
        const std::vector<double> equal(weights, 1.0 / static_cast<double>(weights));
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return score(points, a, equal) > score(points, b, equal);
        });
        order.resize(2);
        const auto pairs = pairs_of({ order, true, true }, 35);
        const Calibration exact = calibrated(points, pairs);
        CalibrationOptions options;
        options.most_exact = 1;
        const SampledShare sampled = calibrated(points, pairs, options).sampled.value();
        ASSERT_TRUE(exact.certain.share.has_value()) << weights;
        EXPECT_GT(sampled.share, 0.0) << weights;
        EXPECT_NEAR(sampled.share, *exact.certain.share, 4.0 * sampled.error) << weights;
        for (const auto& vertex : exact.certain.vertices) {
            EXPECT_NEAR(std::accumulate(vertex.begin(), vertex.end(), 0.0), 1.0, 1e-9);
            for (const CityPair& pair : pairs) {
                EXPECT_GE(
                    score(points, pair.above, vertex) - score(points, pair.below, vertex), -1e-5)
                    << weights;
            }
        }

        // All 35 in their order leave almost nothing, but that can be measured too.
        order.resize(35);
        std::iota(order.begin(), order.end(), std::size_t { 0 });
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return score(points, a, equal) > score(points, b, equal);
        });
        const Calibration tight = calibrated(points, pairs_of({ order, true, true }, 35));
        EXPECT_EQ(tight.consistency, Consistency::consistent);
        EXPECT_GT(tight.certain.share.value_or(0.0), 0.0) << weights;
        EXPECT_LT(tight.certain.share.value_or(1.0), 1e-4) << weights;
    }
}

TEST(Calibrate, FindsTheFewestSwaps)
{
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const ScoreMatrix points = random_points(3, 8, 10 + seed);
        const auto pairs = pairs_of({ { 0, 1, 2, 3 }, true, true }, 8);
        const Calibration found = calibrated(points, pairs);
        ASSERT_EQ(found.consistency, Consistency::inconsistent) << seed;
        ASSERT_TRUE(found.nearest.has_value());
        EXPECT_TRUE(found.nearest->proven);
        EXPECT_EQ(found.nearest->swapped.size(), swaps(points, pairs, found.nearest->weights));
        EXPECT_EQ(found.nearest->swapped.size(), fewest_swaps_of_corners(points, pairs)) << seed;
        EXPECT_LT(found.certain.margin, 0.0);
    }
}

TEST(Calibrate, StatesABoundWhereTimeIsShort)
{
    const ScoreMatrix points = random_points(6, 40, 3);
    std::vector<std::size_t> order;
    for (std::size_t city = 0; city < 40; ++city) {
        order.push_back(city);
    }
    const auto pairs = pairs_of({ order, true, true }, 40);
    CalibrationOptions options;
    options.seconds = 0.5;
    const Calibration found = calibrated(points, pairs, options);
    ASSERT_TRUE(found.nearest.has_value());
    EXPECT_LE(found.nearest->bound, found.nearest->swapped.size());
    EXPECT_EQ(found.nearest->proven, found.nearest->bound == found.nearest->swapped.size());
    EXPECT_LE(
        found.nearest->swapped.size(), swaps(points, pairs, std::vector<double>(6, 1.0 / 6.0)))
        << "no worse than equal weights";
}

// Leave-out makes the constraint of a city with a gap quadratic; the certain and the possible
// region hold it between them.
TEST(Calibrate, MissingPoints_BoundTheRegion)
{
    const ScoreMatrix points { { 60, 90, 20 }, { 50, nan, 40 }, { 70, 10, 30 } };
    const auto pairs = pairs_of({ { 0, 1 }, true, false }, 3);
    const Calibration found = calibrated(points, pairs);
    EXPECT_EQ(found.consistency, Consistency::consistent);
    EXPECT_FALSE(found.exact);
    ASSERT_TRUE(found.sampled.has_value());
    const double share = share_of_grid(points, pairs, 600);
    EXPECT_LT(*found.certain.share, share);
    EXPECT_GT(*found.possible.share, share);
    EXPECT_NEAR(found.sampled->share, share, 4.0 * found.sampled->error + 1e-3);
    EXPECT_EQ(swaps(points, pairs, found.weights), 0u);
}

TEST(Calibrate, SameGaps_AreComparedExactly)
{
    const ScoreMatrix points { { 60, 90 }, { nan, nan }, { 70, 10 } };
    const Calibration found = calibrated(points, pairs_of({ { 0, 1 }, true, false }, 2));
    EXPECT_TRUE(found.exact);
    // 60 w1 + 70 w3 >= 90 w1 + 10 w3, so w3 >= w1 / 2: from the corner of w2 the side w1..w3 is cut
    // at w1 = 2/3.
    EXPECT_NEAR(*found.certain.share, 2.0 / 3.0, 1e-6);
}

TEST(Calibrate, LeavesOutCitiesWithoutPoints)
{
    const ScoreMatrix points { { 60, nan, 10 }, { 50, nan, 20 } };
    const Calibration found = calibrated(points, pairs_of({ { 0, 1, 2 }, true, true }, 3));
    EXPECT_THAT(found.left_out, ElementsAre(1u));
    EXPECT_EQ(found.pairs, 1u);
    EXPECT_EQ(found.consistency, Consistency::consistent);
    EXPECT_EQ(refusal_of([&] {
        calibrated(points, pairs_of({ { 0, 1 }, true, false }, 3));
    }),
        "published ranking: insufficient data: it compares no two cities with points");
}

/// Domain 2 of the white paper: three rates of figure 23, and the first five as printed.
struct Domain2 {
    std::vector<std::string> cities;
    ScoreMatrix raw;
    std::vector<CityPair> pairs;

    Domain2(const std::string& figure, const std::string& rankings)
        : raw(3)
    {
        TextLines lines = open_text(figure);
        std::string_view line;
        lines.next(line);
        while (lines.next(line)) {
            const auto fields = fields_of(line);
            cities.emplace_back(fields[0]);
            for (std::size_t i = 0; i < 3; ++i) {
                raw[i].push_back(number_of(fields[i + 1]).value());
            }
        }
        PublishedRanking ranking;
        TextLines published = open_text(rankings);
        while (published.next(line)) {
            const auto fields = fields_of(line);
            if (fields[0] == "domain2") {
                const auto city = std::find(cities.begin(), cities.end(), fields[3]);
                ranking.named.push_back(static_cast<std::size_t>(city - cities.begin()));
            }
        }
        pairs = pairs_of(ranking, cities.size());
    }
};

Treatment treatment(Treatment::Kind kind, double fences = 1.5)
{
    Treatment made;
    made.kind = kind;
    made.lower = 0.05;
    made.upper = 0.95;
    made.fences = fences;
    return made;
}

TEST(Calibrate, WhitePaperDomain2_HasItsWeights)
{
    const std::string figure = shared_data("whitepaper/figure23_progress_2019_vs_2018.csv");
    const std::string rankings = shared_data("whitepaper/published_rankings.csv");
    SKIP_WITHOUT(figure);
    SKIP_WITHOUT(rankings);
    const Domain2 domain(figure, rankings);
    ASSERT_EQ(domain.cities.size(), 35u);
    ASSERT_EQ(domain.pairs.size(), 10u + 5u * 30u);

    const std::vector<std::pair<const char*, Treatment>> treatments {
        { "none", treatment(Treatment::Kind::none) },
        { "winsorised at 5/95 %", treatment(Treatment::Kind::winsorise) },
        { "Tukey 1.5", treatment(Treatment::Kind::tukey, 1.5) },
        { "Tukey 3", treatment(Treatment::Kind::tukey, 3.0) }
    };
    std::vector<CalibrationCandidate> candidates;
    for (const auto kind : { Normalisation::Kind::min_max, Normalisation::Kind::percentile_rank,
             Normalisation::Kind::z_score }) {
        for (const auto& [name, each] : treatments) {
            Normalisation normalisation;
            normalisation.kind = kind;
            normalisation.mean = 50.0;
            normalisation.deviation = 15.0;
            candidates.push_back({ each, normalisation });
        }
    }
    const std::vector<Direction> directions(3, Direction::more_is_better);
    const auto found = calibrated(domain.raw, directions, candidates, domain.pairs);

    for (std::size_t i = 0; i < candidates.size(); ++i) {
        ScoreMatrix points;
        for (const auto& row : domain.raw) {
            points.push_back(normalised(treated(row, candidates[i].treatment),
                Direction::more_is_better, candidates[i].normalisation));
        }
        const Calibration& each = found[i];
        const std::string name = std::string(i < 4 ? "min-max, "
                                         : i < 8   ? "percentile rank, "
                                                   : "z-score, ")
            + treatments[i % 4].first;
        // Only Tukey's fences at 1.5 bring the five into their order, whichever linear scale
        // follows.
        if (i == 2 || i == 10) {
            ASSERT_EQ(each.consistency, Consistency::consistent) << name;
            EXPECT_EQ(swaps(points, domain.pairs, each.weights), 0u) << name;
            EXPECT_GT(each.certain.margin, 0.0) << name;
            // 济南 and 大连 miss the second indicator, and are far enough below for it not to
            // matter.
            EXPECT_FALSE(each.exact) << name;
            EXPECT_EQ(*each.certain.share, *each.possible.share) << name;
            EXPECT_NEAR(share_of_grid(points, domain.pairs, 1000) / *each.certain.share, 1.0, 0.01)
                << name;
            EXPECT_GT(*each.certain.share, 0.001) << name;
        } else {
            ASSERT_EQ(each.consistency, Consistency::inconsistent) << name;
            EXPECT_TRUE(each.nearest->proven) << name;
            EXPECT_EQ(
                each.nearest->swapped.size(), swaps(points, domain.pairs, each.nearest->weights))
                << name;
            EXPECT_EQ(each.nearest->swapped.size(), fewest_swaps_of_grid(points, domain.pairs, 200))
                << name;
        }
        if (i == 2) {
            EXPECT_EQ(swaps(points, domain.pairs, { 0.20, 0.44, 0.36 }), 0u)
                << "weights that a search by hand had found";
            EXPECT_THAT(each.weights, Pointwise(DoubleNear(0.05), { 0.20, 0.44, 0.36 }));
        }
    }
}

TEST(Calibrate, TellsThePairsThatSomeWeightsSwap)
{
    const ScoreMatrix points { { 80.0, 40.0, nan, nan }, { 20.0, 60.0, 50.0, nan } };
    const auto pairs = pairs_of({ { 0, 1, 2, 3 }, true, true }, 4);
    // 50 against 50 is a tie; 50 against 50; nothing against the city without points.
    EXPECT_TRUE(swapped_pairs(points, pairs, std::vector { 0.5, 0.5 }).empty());
    // 44 against 52 against 50.
    EXPECT_THAT(swapped_pairs(points, pairs, std::vector { 0.4, 0.6 }),
        ElementsAre(CityPair { 0, 1 }, CityPair { 0, 2 }));
}

} // namespace
} // namespace cityflux
