#include "pipeline/index/profile.h"

#include "tests/pipeline/index/three_cities.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr double by_hand = 1e-12;
constexpr std::size_t alder = 0;
constexpr std::size_t birch = 1;
constexpr std::size_t cedar = 2;

class ThreeCities : public testing::Test {
protected:
    Standing of(const char* code, std::size_t city) const
    {
        return standings_[index_.node_of(code)][city];
    }

    IndexDefinition index_ = three_cities_index();
    Evaluation evaluation_ = evaluate(index_, three_cities_values());
    std::vector<std::vector<Standing>> standings_ = profiles(index_.nodes, evaluation_);
};

// docs/index.md: scores of L 75, 50, 32.5; of P 30, 40, 50; index 57, 46, 39.5. Alder leads.
TEST_F(ThreeCities, StandBesideTheMedianAndTheLeader)
{
    EXPECT_NEAR(of("L1", birch).score, 50.0, by_hand);
    EXPECT_NEAR(of("L1", birch).median, 50.0, by_hand);
    EXPECT_NEAR(of("L1", birch).best, 75.0, by_hand);
    EXPECT_NEAR(of("P1", cedar).best, 10.0, by_hand) << "the leader's, not the highest";
    EXPECT_NEAR(of("L2", alder).median, 62.5, by_hand) << "of the two that have it";
    EXPECT_NEAR(of("three-cities", cedar).against_best, 39.5 - 57.0, by_hand);
    EXPECT_NEAR(of("three-cities", cedar).against_median, 39.5 - 46.0, by_hand);
}

TEST_F(ThreeCities, ArithmeticMean_GainsWeightedDifference)
{
    EXPECT_NEAR(of("L1", cedar).against_best, (15.0 - 75.0) * 0.5 * 0.6, by_hand);
    EXPECT_NEAR(of("L2", cedar).against_best, (50.0 - 75.0) * 0.5 * 0.6, by_hand);
    EXPECT_NEAR(of("L1", birch).against_best, (50.0 - 75.0) * 1.0 * 0.6, by_hand)
        << "L2 is missing, L1 has its weight";
    EXPECT_NEAR(of("P", birch).against_best, (40.0 - 30.0) * 0.4, by_hand);
    EXPECT_NEAR(of("L1", birch).against_median, 0.0, by_hand);
}

// Birch with Alder's 10 points for P1: root of 10 x 40 is 20, index 38; with its 90 for P2: root of
// 40 x 90 is 60, index 54.
TEST_F(ThreeCities, OtherMeans_GainByReplacedScore)
{
    EXPECT_NEAR(of("P1", birch).against_best, 46.0 - 38.0, by_hand);
    EXPECT_NEAR(of("P2", birch).against_best, 46.0 - 54.0, by_hand);
    // Cedar with the median 40 for P1: root of 40 x 25.
    EXPECT_NEAR(of("P1", cedar).against_median, 0.4 * (50.0 - std::sqrt(1000.0)), by_hand);
}

TEST_F(ThreeCities, Gains_AddUpByDomain)
{
    for (const std::size_t city : { alder, birch, cedar }) {
        EXPECT_NEAR(of("L", city).against_best + of("P", city).against_best,
            of("three-cities", city).against_best, by_hand);
    }
    EXPECT_NEAR(of("L1", cedar).against_best + of("L2", cedar).against_best,
        of("L", cedar).against_best, by_hand);
}

TEST_F(ThreeCities, Leader_GainsNothingAgainstItself)
{
    for (const auto& node : standings_) {
        EXPECT_EQ(node[alder].against_best, 0.0);
    }
}

TEST_F(ThreeCities, MissingScore_HasNoGain)
{
    const Standing missing = of("L2", birch);
    EXPECT_TRUE(std::isnan(missing.score));
    EXPECT_TRUE(std::isnan(missing.against_median));
    EXPECT_TRUE(std::isnan(missing.against_best));
    EXPECT_NEAR(missing.median, 62.5, by_hand);
}

TEST(Profile, WithoutAnyScoreNothingIsSaid)
{
    const IndexDefinition index = three_cities_index();
    IndicatorValues values = three_cities_values();
    for (auto& row : values.values) {
        for (IndicatorValue& value : row) {
            value.value = std::numeric_limits<double>::quiet_NaN();
        }
    }
    for (const auto& node : profiles(index.nodes, evaluate(index, values))) {
        for (const Standing& standing : node) {
            EXPECT_TRUE(std::isnan(standing.against_best));
            EXPECT_TRUE(std::isnan(standing.against_median));
        }
    }
    EXPECT_TRUE(profiles({}, {}).empty());
}

TEST(Profile, TiedLeaders_FirstIsTheBest)
{
    std::vector<IndexNode> nodes(3);
    nodes[0].children = { 1, 2 };
    nodes[1] = { .parent = 0, .children = {}, .weight = 0.5, .indicator = 0 };
    nodes[2] = { .parent = 0, .children = {}, .weight = 0.5, .indicator = 1 };
    std::vector<IndicatorMethod> methods(2);
    methods[0].normalisation.kind = methods[1].normalisation.kind = Normalisation::Kind::none;
    const auto standings
        = profiles(nodes, evaluate(nodes, methods, { { 20.0, 60.0, 0.0 }, { 60.0, 20.0, 0.0 } }));
    EXPECT_EQ(standings[1][1].best, 20.0);
    EXPECT_EQ(standings[1][1].against_best, 20.0);
    EXPECT_EQ(standings[2][1].against_best, -20.0);
}

} // namespace
} // namespace cityflux
