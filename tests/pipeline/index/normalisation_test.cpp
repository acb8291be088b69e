#include "pipeline/index/normalisation.h"

#include "tests/expect_values.h"
#include "tests/refusal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Kind = Normalisation::Kind;
using Values = std::vector<double>;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr auto more = Direction::more_is_better;
constexpr auto less = Direction::less_is_better;
/// Tolerances against COINr and against values computed by hand.
constexpr double as_coinr = 1e-9;
constexpr double by_hand = 1e-12;

void expect_points(const Values& values, Direction direction, const Normalisation& normalisation,
    const Values& expected, double tolerance)
{
    expect_values(normalised(values, direction, normalisation), expected, tolerance, "points");
}

Normalisation of_kind(Kind kind, double least = 0.0, double most = 100.0)
{
    Normalisation normalisation;
    normalisation.kind = kind;
    normalisation.least_points = least;
    normalisation.most_points = most;
    return normalisation;
}

Normalisation goalposts(double lower, double upper, bool cut = true)
{
    Normalisation normalisation = of_kind(Kind::goalposts);
    normalisation.lower = lower;
    normalisation.upper = upper;
    normalisation.cut = cut;
    return normalisation;
}

Normalisation z_score(double mean, double deviation)
{
    Normalisation normalisation = of_kind(Kind::z_score);
    normalisation.mean = mean;
    normalisation.deviation = deviation;
    return normalisation;
}

Normalisation to_target(Kind kind, double target, bool cut, double most = 1.0)
{
    Normalisation normalisation = of_kind(kind, 0.0, most);
    normalisation.target = target;
    normalisation.cut = cut;
    return normalisation;
}

Normalisation to_reference(std::size_t reference, bool cut)
{
    Normalisation normalisation = of_kind(Kind::distance_to_reference, 0.0, 1.0);
    normalisation.reference = reference;
    normalisation.cut = cut;
    return normalisation;
}

Normalisation categories(Values points)
{
    Normalisation normalisation = of_kind(Kind::categories);
    normalisation.points = std::move(points);
    return normalisation;
}

std::string refusal(const Values& values, Direction direction, const Normalisation& normalisation)
{
    return refusal_of([&] { normalised(values, direction, normalisation); });
}

// By hand: the values 2, 4 and 10, and one missing.

const Values three { 2.0, 4.0, missing, 10.0 };

TEST(Normalisation, GoalpostsOnPaper)
{
    expect_points(three, more, goalposts(0.0, 8.0), { 25.0, 50.0, missing, 100.0 }, by_hand);
    expect_points(three, more, goalposts(0.0, 8.0, false), { 25.0, 50.0, missing, 125.0 }, by_hand);
    expect_points(three, less, goalposts(0.0, 8.0), { 75.0, 50.0, missing, 0.0 }, by_hand);
    expect_points(three, less, goalposts(0.0, 8.0, false), { 75.0, 50.0, missing, -25.0 }, by_hand);
    Normalisation span = goalposts(0.0, 8.0);
    span.least_points = 1.0;
    span.most_points = 9.0;
    expect_points(three, more, span, { 3.0, 5.0, missing, 9.0 }, by_hand);
}

TEST(Normalisation, MinMaxOnPaper)
{
    expect_points(three, more, of_kind(Kind::min_max), { 0.0, 25.0, missing, 100.0 }, by_hand);
    expect_points(three, less, of_kind(Kind::min_max), { 100.0, 75.0, missing, 0.0 }, by_hand);
    expect_points(
        three, more, of_kind(Kind::min_max, 1.0, 5.0), { 1.0, 2.0, missing, 5.0 }, by_hand);
}

// 1, 4, 7: mean 4, deviation root of (9 + 0 + 9) / 2 = 3.
TEST(Normalisation, ZScoreOnPaper)
{
    const Values values { 1.0, 4.0, missing, 7.0 };
    expect_points(values, more, z_score(0.0, 1.0), { -1.0, 0.0, missing, 1.0 }, by_hand);
    expect_points(values, less, z_score(50.0, 10.0), { 60.0, 50.0, missing, 40.0 }, by_hand);
}

TEST(Normalisation, RanksOnPaper)
{
    const Values values { 4.0, 2.0, missing, 4.0, 10.0, 7.0 };
    expect_points(values, more, of_kind(Kind::rank), { 2.0, 1.0, missing, 2.0, 5.0, 4.0 }, 0.0);
    expect_points(values, more, of_kind(Kind::borda), { 1.0, 0.0, missing, 1.0, 4.0, 3.0 }, 0.0);
    expect_points(values, more, of_kind(Kind::percentile_rank),
        { 25.0, 0.0, missing, 25.0, 100.0, 75.0 }, by_hand);
    expect_points(values, less, of_kind(Kind::rank), { 3.0, 5.0, missing, 3.0, 1.0, 2.0 }, 0.0);
    expect_points(values, less, of_kind(Kind::borda), { 2.0, 4.0, missing, 2.0, 0.0, 1.0 }, 0.0);
    expect_points(values, less, of_kind(Kind::percentile_rank),
        { 50.0, 100.0, missing, 50.0, 0.0, 25.0 }, by_hand);
}

TEST(Normalisation, DistancesOnPaper)
{
    // (x - 2) / (6 - 2), and less: (10 - x) / (10 - 5)
    expect_points(three, more, to_target(Kind::distance_to_target, 6.0, false),
        { 0.0, 0.5, missing, 2.0 }, by_hand);
    expect_points(three, more, to_target(Kind::distance_to_target, 6.0, true),
        { 0.0, 0.5, missing, 1.0 }, by_hand);
    expect_points(three, less, to_target(Kind::distance_to_target, 5.0, false),
        { 1.6, 1.2, missing, 0.0 }, by_hand);
    expect_points(three, less, to_target(Kind::distance_to_target, 5.0, true, 100.0),
        { 100.0, 100.0, missing, 0.0 }, by_hand);
    // (x - 2) / (4 - 2), and less: (10 - x) / (10 - 4)
    expect_points(three, more, to_reference(1, false), { 0.0, 1.0, missing, 4.0 }, by_hand);
    expect_points(three, more, to_reference(1, true), { 0.0, 1.0, missing, 1.0 }, by_hand);
    expect_points(three, less, to_reference(1, false), { 4.0 / 3.0, 1.0, missing, 0.0 }, by_hand);
    expect_points(three, more, of_kind(Kind::distance_to_maximum, 0.0, 1.0),
        { 0.0, 0.25, missing, 1.0 }, by_hand);
    expect_points(
        three, less, of_kind(Kind::distance_to_maximum), { 100.0, 75.0, missing, 0.0 }, by_hand);
}

TEST(Normalisation, FractionOfMaximumOnPaper)
{
    expect_points(
        three, more, of_kind(Kind::fraction_of_maximum), { 20.0, 40.0, missing, 100.0 }, by_hand);
}

TEST(Normalisation, BenchmarkOnPaper)
{
    expect_points(three, more, to_target(Kind::benchmark, 5.0, false, 100.0),
        { 40.0, 80.0, missing, 200.0 }, by_hand);
    expect_points(three, more, to_target(Kind::benchmark, 5.0, true, 100.0),
        { 40.0, 80.0, missing, 100.0 }, by_hand);
    expect_points(three, less, to_target(Kind::benchmark, 3.0, false, 100.0),
        { 150.0, 75.0, missing, 30.0 }, by_hand);
    expect_points(three, less, to_target(Kind::benchmark, 3.0, true, 100.0),
        { 100.0, 75.0, missing, 30.0 }, by_hand);
    expect_points(
        { 0.0, 6.0 }, less, to_target(Kind::benchmark, 3.0, true, 100.0), { 100.0, 50.0 }, by_hand);
    expect_points(
        { -5.0, 5.0 }, more, to_target(Kind::benchmark, 5.0, true, 100.0), { 0.0, 100.0 }, by_hand);
}

TEST(Normalisation, Categories_IgnoreTheDirection)
{
    const Normalisation grades = categories({ 100.0, 60.0, 0.0 });
    expect_points({ 2.0, missing, 0.0, 1.0 }, more, grades, { 0.0, missing, 100.0, 60.0 }, 0.0);
    expect_points({ 2.0, missing, 0.0, 1.0 }, less, grades, { 0.0, missing, 100.0, 60.0 }, 0.0);
}

TEST(Normalisation, NoneIsTheValueAfterDirection)
{
    expect_points(three, more, of_kind(Kind::none), three, 0.0);
    expect_points(three, less, of_kind(Kind::none), { -2.0, -4.0, missing, -10.0 }, 0.0);
}

// COINr 1.1.14: Normalise(x, f_n, f_n_para, direction) with
// x <- c(3.2, 17.5, NA, 9.1, 9.1, 42.7, 0.4, 25); where direction is -1, bounds are negated as
// Normalise.coin() does with iMeta.

const Values x { 3.2, 17.5, missing, 9.1, 9.1, 42.7, 0.4, 25.0 };

TEST(Normalisation, GoalpostsAreThoseOfCoinr)
{
    // f_n = "n_goalposts", gposts = c(2, 30, 100), or c(-30, -2, 100)
    expect_points(x, more, goalposts(2.0, 30.0),
        { 4.2857142857142865, 55.357142857142861, missing, 25.357142857142854, 25.357142857142854,
            100.0, 0.0, 82.142857142857139 },
        as_coinr);
    expect_points(x, less, goalposts(2.0, 30.0),
        { 95.714285714285722, 44.642857142857146, missing, 74.642857142857139, 74.642857142857139,
            0.0, 100.0, 17.857142857142858 },
        as_coinr);
    // trunc2posts = FALSE
    expect_points(x, more, goalposts(2.0, 30.0, false),
        { 4.2857142857142865, 55.357142857142861, missing, 25.357142857142854, 25.357142857142854,
            145.35714285714286, -5.7142857142857144, 82.142857142857139 },
        as_coinr);
    expect_points(x, less, goalposts(2.0, 30.0, false),
        { 95.714285714285722, 44.642857142857146, missing, 74.642857142857139, 74.642857142857139,
            -45.357142857142868, 105.71428571428572, 17.857142857142858 },
        as_coinr);
}

TEST(Normalisation, MinMaxIsThatOfCoinr)
{
    // f_n = "n_minmax", l_u = c(0, 100)
    expect_points(x, more, of_kind(Kind::min_max),
        { 6.6193853427895979, 40.425531914893611, missing, 20.567375886524818, 20.567375886524818,
            100.0, 0.0, 58.156028368794324 },
        as_coinr);
    expect_points(x, less, of_kind(Kind::min_max),
        { 93.380614657210387, 59.574468085106382, missing, 79.432624113475171, 79.432624113475171,
            0.0, 100.0, 41.843971631205676 },
        as_coinr);
    // l_u = c(1, 10)
    expect_points(x, more, of_kind(Kind::min_max, 1.0, 10.0),
        { 1.5957446808510638, 4.6382978723404253, missing, 2.8510638297872335, 2.8510638297872335,
            10.0, 1.0, 6.2340425531914887 },
        as_coinr);
    expect_points(x, less, of_kind(Kind::min_max, 1.0, 10.0),
        { 9.4042553191489358, 6.3617021276595747, missing, 8.1489361702127656, 8.1489361702127656,
            1.0, 10.0, 4.7659574468085113 },
        as_coinr);
}

TEST(Normalisation, ZScoreIsThatOfCoinr)
{
    // f_n = "n_zscore", m_sd = c(0, 1)
    expect_points(x, more, z_score(0.0, 1.0),
        { -0.82264976953369917, 0.15072188448903467, missing, -0.42104887731452934,
            -0.42104887731452934, 1.86603416989972692, -1.01324002346822040, 0.66123149324221675 },
        as_coinr);
    // m_sd = c(50, 10)
    expect_points(x, less, z_score(50.0, 10.0),
        { 58.226497695336988, 48.492781155109654, missing, 54.210488773145293, 54.210488773145293,
            31.339658301002732, 60.132400234682208, 43.387685067577834 },
        as_coinr);
}

TEST(Normalisation, RanksAreThoseOfCoinr)
{
    // f_n = "n_prank"
    const Normalisation share = of_kind(Kind::percentile_rank, 0.0, 1.0);
    expect_points(x, more, share,
        { 0.16666666666666666, 0.66666666666666663, missing, 0.33333333333333331,
            0.33333333333333331, 1.0, 0.0, 0.83333333333333337 },
        as_coinr);
    expect_points(x, less, share,
        { 0.83333333333333337, 0.33333333333333331, missing, 0.5, 0.5, 0.0, 1.0,
            0.16666666666666666 },
        as_coinr);
    // f_n = "n_rank", f_n = "n_borda"
    expect_points(
        x, more, of_kind(Kind::rank), { 2.0, 5.0, missing, 3.0, 3.0, 7.0, 1.0, 6.0 }, 0.0);
    expect_points(
        x, less, of_kind(Kind::rank), { 6.0, 3.0, missing, 4.0, 4.0, 1.0, 7.0, 2.0 }, 0.0);
    expect_points(
        x, more, of_kind(Kind::borda), { 1.0, 4.0, missing, 2.0, 2.0, 6.0, 0.0, 5.0 }, 0.0);
    expect_points(
        x, less, of_kind(Kind::borda), { 5.0, 2.0, missing, 3.0, 3.0, 0.0, 6.0, 1.0 }, 0.0);
}

TEST(Normalisation, DistanceToTargetIsThatOfCoinr)
{
    // f_n = "n_dist2targ", targ = 20, or -5 with direction -1
    expect_points(x, more, to_target(Kind::distance_to_target, 20.0, false),
        { 0.14285714285714285, 0.87244897959183676, missing, 0.44387755102040810,
            0.44387755102040810, 2.15816326530612246, 0.0, 1.25510204081632648 },
        as_coinr);
    expect_points(x, less, to_target(Kind::distance_to_target, 5.0, false),
        { 1.04774535809018565, 0.66843501326259946, missing, 0.89124668435013255,
            0.89124668435013255, 0.0, 1.12201591511936338, 0.46949602122015921 },
        as_coinr);
    // cap_max = TRUE
    expect_points(x, more, to_target(Kind::distance_to_target, 20.0, true),
        { 0.14285714285714285, 0.87244897959183676, missing, 0.44387755102040810,
            0.44387755102040810, 1.0, 0.0, 1.0 },
        as_coinr);
    expect_points(x, less, to_target(Kind::distance_to_target, 5.0, true),
        { 1.0, 0.66843501326259946, missing, 0.89124668435013255, 0.89124668435013255, 0.0, 1.0,
            0.46949602122015921 },
        as_coinr);
}

TEST(Normalisation, DistanceToReferenceIsThatOfCoinr)
{
    // f_n = "n_dist2ref", iref = 2
    expect_points(x, more, to_reference(1, false),
        { 0.16374269005847952, 1.0, missing, 0.50877192982456143, 0.50877192982456143,
            2.47368421052631593, 0.0, 1.43859649122807021 },
        as_coinr);
    expect_points(x, less, to_reference(1, false),
        { 1.56746031746031744, 1.0, missing, 1.33333333333333326, 1.33333333333333326, 0.0,
            1.67857142857142860, 0.70238095238095244 },
        as_coinr);
    // cap_max = TRUE
    expect_points(x, more, to_reference(1, true),
        { 0.16374269005847952, 1.0, missing, 0.50877192982456143, 0.50877192982456143, 1.0, 0.0,
            1.0 },
        as_coinr);
    expect_points(x, less, to_reference(1, true),
        { 1.0, 1.0, missing, 1.0, 1.0, 0.0, 1.0, 0.70238095238095244 }, as_coinr);
}

TEST(Normalisation, DistanceAndFraction_MatchCoinr)
{
    // f_n = "n_dist2max"
    const Normalisation distance = of_kind(Kind::distance_to_maximum, 0.0, 1.0);
    expect_points(x, more, distance,
        { 0.066193853427896077, 0.404255319148936199, missing, 0.205673758865248302,
            0.205673758865248302, 1.0, 0.0, 0.581560283687943214 },
        as_coinr);
    expect_points(x, less, distance,
        { 0.93380614657210403, 0.59574468085106380, missing, 0.79432624113475181,
            0.79432624113475181, 0.0, 1.0, 0.41843971631205679 },
        as_coinr);
    // f_n = "n_fracmax"
    const Normalisation fraction = of_kind(Kind::fraction_of_maximum, 0.0, 1.0);
    expect_points(x, more, fraction,
        { 0.0749414519906323184, 0.4098360655737704472, missing, 0.2131147540983606425,
            0.2131147540983606425, 1.0, 0.0093676814988290398, 0.5854800936768149722 },
        as_coinr);
    // Normalise(c(3, -4, NA, -1), f_n = "n_fracmax", direction = -1)
    expect_points(
        { 3.0, -4.0, missing, -1.0 }, less, fraction, { -0.75, 1.0, missing, 0.25 }, as_coinr);
}

TEST(Normalisation, NoValues_GiveNoPoints)
{
    for (const Kind kind : { Kind::goalposts, Kind::min_max, Kind::z_score, Kind::percentile_rank,
             Kind::borda, Kind::rank, Kind::distance_to_target, Kind::distance_to_reference,
             Kind::distance_to_maximum, Kind::fraction_of_maximum, Kind::benchmark,
             Kind::categories, Kind::none }) {
        expect_points({ missing, missing }, more, of_kind(kind), { missing, missing }, 0.0);
        EXPECT_TRUE(normalised(Values {}, less, of_kind(kind)).empty());
    }
}

TEST(Normalisation, UndefinedCase_IsRefused)
{
    const Values same { 5.0, missing, 5.0 };
    EXPECT_THAT(refusal(same, more, of_kind(Kind::min_max)),
        HasSubstr("insufficient range for min-max: the 2 values present do not differ, all are 5; "
                  "give the "
                  "indicator goalposts, or leave it "
                  "out"));
    EXPECT_THAT(
        refusal(same, less, of_kind(Kind::z_score)), HasSubstr("insufficient range for z-score"));
    EXPECT_THAT(refusal(same, more, of_kind(Kind::distance_to_maximum)),
        HasSubstr("insufficient range for distance to maximum"));
    EXPECT_THAT(refusal({ 5.0, missing }, more, of_kind(Kind::percentile_rank)),
        HasSubstr("insufficient values for a percentile rank: 1 (required: 2); give the indicator "
                  "goalposts"));
    EXPECT_THAT(refusal(three, more, goalposts(8.0, 8.0)),
        HasSubstr("inconsistent goalposts: the lower 8 is not below the upper 8"));
    EXPECT_THAT(refusal(three, more, to_target(Kind::distance_to_target, 2.0, true)),
        HasSubstr("target out of range: 2 is not better than the worst value 2; set a better "
                  "target, or use goalposts"));
    EXPECT_THAT(refusal(three, less, to_target(Kind::distance_to_target, 11.0, true)),
        HasSubstr("target out of range: 11 is not better than the worst value 10"));
    EXPECT_THAT(refusal(three, more, to_reference(2, true)),
        HasSubstr("missing value of the reference city; choose a city with a value, or use a "
                  "distance to a target"));
    EXPECT_THAT(refusal(three, more, to_reference(0, true)),
        HasSubstr("value of the reference city out of range: 2 is the worst of all; choose another "
                  "reference city"));
    EXPECT_EQ(refusal(three, more, to_reference(4, true)),
        "missing reference city among the cities, which the distance to a reference requires; name "
        "one of them");
    EXPECT_THAT(refusal(three, more, of_kind(Kind::distance_to_reference)),
        HasSubstr("missing reference city among the cities"));
    EXPECT_THAT(refusal(three, less, of_kind(Kind::fraction_of_maximum)),
        HasSubstr("maximum out of range: -2 after the values are negated because less is better "
                  "(must be positive for a "
                  "fraction of the maximum); use min-max or goalposts"));
    EXPECT_THAT(refusal(three, more, to_target(Kind::benchmark, 0.0, true)),
        HasSubstr(
            "benchmark out of range: 0 (must be positive, because points are a ratio to it)"));
    EXPECT_THAT(refusal({ -2.0 }, less, to_target(Kind::benchmark, 3.0, true)),
        HasSubstr("value out of range: the benchmark 3 cannot be divided by -2; use goalposts"));
    EXPECT_THAT(refusal({ 0.0 }, less, to_target(Kind::benchmark, 3.0, false)),
        HasSubstr("value out of range: the benchmark 3 cannot be divided by 0"));
    for (const double position : { -1.0, 0.5, 2.0 }) {
        EXPECT_THAT(refusal({ position }, more, categories({ 1.0, 2.0 })),
            HasSubstr("is not an index of one of the 2 categories"));
    }
    EXPECT_THAT(
        refusal({ 1.0, std::numeric_limits<double>::infinity() }, more, of_kind(Kind::rank)),
        HasSubstr("infinite"));
    EXPECT_THAT(
        refusal({ 1.0, -std::numeric_limits<double>::infinity() }, more, of_kind(Kind::none)),
        HasSubstr("infinite"));
}

TEST(Normalisation, ManyRanks_CountSmallerValues)
{
    std::mt19937_64 random(5);
    for (const std::size_t count : { 150u, 199u, 200u, 201u, 1000u }) {
        Values values(count);
        for (double& value : values) {
            switch (random() % 4) {
            case 0:
                value = missing;
                break;
            case 1: // ties, both zeros among them
                value = (random() % 2 == 0 ? -1.0 : 1.0) * static_cast<double>(random() % 3);
                break;
            default:
                value = std::ldexp(static_cast<double>(random() % 2001) - 1000.0,
                    static_cast<int>(random() % 80) - 40);
            }
        }
        const Values found = normalised(values, more, of_kind(Kind::borda));
        for (std::size_t i = 0; i < count; ++i) {
            const auto smaller = std::count_if(
                values.begin(), values.end(), [&](double other) { return other < values[i]; });
            if (std::isnan(values[i])) {
                EXPECT_TRUE(std::isnan(found[i]));
            } else {
                EXPECT_EQ(found[i], static_cast<double>(smaller)) << values[i] << " of " << count;
            }
        }
    }
}

TEST(Normalisation, MemoryUsedBeforeChangesNothing)
{
    Values out { 1.0, 2.0, 3.0, 4.0, 5.0, 6.0 };
    RankOrder order;
    order.places.resize(40);
    normalise_into(three, more, of_kind(Kind::rank), out, order);
    ASSERT_EQ(out.size(), 4u);
    EXPECT_EQ(out[0], 1.0);
    EXPECT_EQ(out[1], 2.0);
    EXPECT_TRUE(std::isnan(out[2]));
    EXPECT_EQ(out[3], 3.0);
}

TEST(Normalisation, KnowsItsLeastPoints)
{
    const Values points { 30.0, missing, 70.0 };
    EXPECT_EQ(least_points_of(of_kind(Kind::min_max, 10.0, 90.0), points), 10.0);
    EXPECT_EQ(least_points_of(goalposts(0.0, 1.0), points), 0.0);
    EXPECT_EQ(least_points_of(goalposts(0.0, 1.0, false), Values { -20.0, 3.0 }), -20.0);
    EXPECT_EQ(least_points_of(categories({ 50.0, 20.0, 100.0 }), points), 20.0);
    EXPECT_EQ(least_points_of(z_score(0.0, 1.0), Values { -1.5, missing, 2.0 }), -1.5);
    EXPECT_EQ(least_points_of(of_kind(Kind::rank), Values { 1.0, 2.0 }), 1.0);
    EXPECT_TRUE(std::isnan(least_points_of(of_kind(Kind::min_max), Values { missing })));
}

TEST(Normalisation, HasAlternativesOnTheSameSpan)
{
    Normalisation own;
    own.least_points = 10.0;
    own.most_points = 20.0;
    own.lower = 3.0;
    own.upper = 4.0;
    const Normalisation scores = alternative_normalisation(own, Normalisation::Kind::z_score);
    EXPECT_EQ(scores.mean, 15.0);
    EXPECT_EQ(scores.deviation, 1.5);
    const Normalisation ranks
        = alternative_normalisation(own, Normalisation::Kind::percentile_rank);
    EXPECT_EQ(ranks.most_points, 20.0);
    EXPECT_EQ(ranks.upper, 0.0) << "goalposts have no place there";
    EXPECT_EQ(name_of(ranks.kind), "percentile rank");
    EXPECT_EQ(name_of(scores.kind), "z-score");
}

TEST(Normalisation, DifferenceByRounding_IsNone)
{
    const std::vector<double> equal { 35.0, 34.99999999999999, 35.0 }; // 0.035 mg in ug
    for (const auto kind : { Normalisation::Kind::min_max, Normalisation::Kind::z_score,
             Normalisation::Kind::distance_to_maximum }) {
        EXPECT_THAT(
            refused([&] { normalised(equal, Direction::less_is_better, { .kind = kind }); }),
            IsProblem(ProblemCode::insufficient, ""));
    }
    EXPECT_EQ(normalised(std::vector { 0.1 + 0.2, 0.3, 0.5 }, Direction::more_is_better,
                  { .kind = Normalisation::Kind::percentile_rank }),
        (std::vector { 0.0, 0.0, 100.0 }));
    EXPECT_EQ(normalised(std::vector { 0.1 + 0.2, 0.3, 0.5 }, Direction::less_is_better,
                  { .kind = Normalisation::Kind::borda }),
        (std::vector { 1.0, 1.0, 0.0 }));
}

} // namespace
} // namespace cityflux
