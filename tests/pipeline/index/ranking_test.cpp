#include "pipeline/index/ranking.h"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
using Ranks = std::vector<std::size_t>;

TEST(Ranking, HighestScore_IsFirst)
{
    EXPECT_EQ(ranks(std::vector { 30.0, 90.0, 60.0 }), (Ranks { 3, 1, 2 }));
    EXPECT_EQ(ranks(std::vector { -1.0, -3.0, 0.0 }), (Ranks { 2, 3, 1 }));
}

TEST(Ranking, EqualScores_ShareARank)
{
    EXPECT_EQ(ranks(std::vector { 90.0, 60.0, 60.0, 30.0 }), (Ranks { 1, 2, 2, 4 }));
    EXPECT_EQ(ranks(std::vector { 5.0, 5.0, 5.0 }), (Ranks { 1, 1, 1 }));
    EXPECT_EQ(ranks(std::vector { 0.0, -0.0 }), (Ranks { 1, 1 }));
}

TEST(Ranking, SmallDifference_Counts)
{
    EXPECT_EQ(ranks(std::vector { 60.0, 60.000001 }), (Ranks { 2, 1 }));
    EXPECT_EQ(ranks(std::vector { 1e-5, 2e-5, 100.0 }), (Ranks { 3, 2, 1 }));
}

TEST(Ranking, DifferenceByRounding_IsATie)
{
    EXPECT_EQ(ranks(std::vector { 60.0, std::nextafter(60.0, 61.0), 1.0 }), (Ranks { 1, 1, 3 }));
    EXPECT_EQ(
        ranks(std::vector { 0.7 * 90.0, 0.2 * 70.0 + 0.7 * 70.0, 62.0 }), (Ranks { 1, 1, 3 }));
    EXPECT_EQ(ranks(std::vector { 0.1 + 0.2 - 0.3, 0.0, -1.0, 1.0 }), (Ranks { 2, 2, 4, 1 }));
}

TEST(Ranking, Ties_AreOfTheHighestScore)
{
    // Each differs from the one before by less than the tolerance, the last from the first by more.
    EXPECT_EQ(ranks(std::vector { 1.0, 1.0 - 0.7e-9, 1.0 - 1.4e-9 }), (Ranks { 1, 1, 3 }));
}

TEST(Ranking, MissingScore_HasNoRank)
{
    EXPECT_EQ(ranks(std::vector { missing, 60.0, missing, 90.0 }), (Ranks { 0, 2, 0, 1 }));
    EXPECT_EQ(ranks(std::vector { missing }), (Ranks { 0 }));
    EXPECT_EQ(ranks(std::vector<double> {}), Ranks {});
}

TEST(Ranking, Rank_CountsBetterScores)
{
    std::mt19937_64 random(7);
    std::vector<double> scores(500);
    for (double& score : scores) {
        const auto draw = random() % 120;
        score = draw == 0 ? missing : static_cast<double>(draw);
    }
    const Ranks found = ranks(scores);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        std::size_t better = 0;
        for (const double other : scores) {
            better += other > scores[i] ? 1 : 0;
        }
        EXPECT_EQ(found[i], std::isnan(scores[i]) ? 0 : better + 1);
    }
}

} // namespace
} // namespace cityflux
