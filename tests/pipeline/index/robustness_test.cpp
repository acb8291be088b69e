#include "pipeline/index/robustness.h"

#include "pipeline/index/evaluation.h"
#include "pipeline/index/ranking.h"
#include "tests/refusal.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include <gtest/gtest.h>
#include <tbb/global_control.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// An index of indicators side by side, whose values (0..100) are points, and of which nothing is
/// in doubt.
IndexDefinition flat_index(const std::vector<double>& weights)
{
    IndexDefinition index;
    index.source = "index.toml";
    index.nodes.resize(1);
    index.labels.resize(1);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        IndexNode node;
        node.parent = 0;
        node.weight = weights[i];
        node.indicator = i;
        index.nodes[0].children.push_back(index.nodes.size());
        index.nodes.push_back(node);
        index.labels.push_back({ "1." + std::to_string(i + 1), "", "", "", "" });
        IndicatorMethod method;
        method.normalisation.kind = Normalisation::Kind::goalposts;
        method.normalisation.upper = 100.0;
        index.methods.push_back(method);
        index.sources.emplace_back();
    }
    index.doubts.weight_spread = 0.0;
    index.doubts.intervals = false;
    return index;
}

/// Values without intervals, by city.
IndicatorValues values_of(const std::vector<std::vector<double>>& by_city)
{
    IndicatorValues values;
    values.values.resize(by_city.front().size());
    for (std::size_t city = 0; city < by_city.size(); ++city) {
        values.cities.push_back({ std::to_string(city), "city " + std::to_string(city) });
        for (std::size_t i = 0; i < by_city[city].size(); ++i) {
            const double value = by_city[city][i];
            values.values[i].push_back({ value, value, value, {}, {} });
        }
    }
    return values;
}

/// Standard error of a share, times four.
double four_errors(double share, std::size_t draws)
{
    return 4.0 * std::sqrt(share * (1.0 - share) / static_cast<double>(draws));
}

/// An index with all doubts at once: 2 domains, 3 indicators each, values with gaps, ties and
/// intervals.
IndexDefinition doubtful_index()
{
    IndexDefinition index = flat_index({});
    for (const double weight : { 0.4, 0.6 }) {
        IndexNode domain;
        domain.parent = 0;
        domain.weight = weight;
        index.nodes[0].children.push_back(index.nodes.size());
        index.nodes.push_back(domain);
        index.labels.emplace_back();
    }
    for (std::size_t i = 0; i < 6; ++i) {
        IndexNode node;
        node.parent = 1 + i / 3;
        node.weight = i % 3 == 0 ? 0.5 : 0.25;
        node.indicator = i;
        index.nodes[node.parent].children.push_back(index.nodes.size());
        index.nodes.push_back(node);
        index.labels.emplace_back();
        IndicatorMethod method;
        method.direction = i % 2 == 0 ? Direction::more_is_better : Direction::less_is_better;
        method.normalisation.kind = Normalisation::Kind::goalposts;
        method.normalisation.upper = 100.0;
        index.methods.push_back(method);
        index.sources.emplace_back();
    }
    index.doubts = { 200, 5, 0.25,
        { Normalisation::Kind::min_max, Normalisation::Kind::percentile_rank,
            Normalisation::Kind::z_score },
        {}, { MissingRule::median, MissingRule::least }, { Mean::geometric }, true };
    Treatment tukey;
    tukey.kind = Treatment::Kind::tukey;
    index.doubts.treatments.push_back(tukey);
    return index;
}

IndicatorValues doubtful_values()
{
    std::vector<std::vector<double>> by_city;
    for (int city = 0; city < 11; ++city) {
        by_city.emplace_back();
        for (int i = 0; i < 6; ++i) {
            by_city.back().push_back((city * 37 + i * 53 + city * city * i * 7) % 90 + 5.0);
        }
    }
    by_city[3][1] = nan;
    by_city[7][4] = nan;
    IndicatorValues values = values_of(by_city);
    for (IndicatorValue& value : values.values[2]) {
        value.lower = value.value - 4.0;
        value.upper = value.value + 9.0;
    }
    return values;
}

TEST(Robustness, NoDoubts_RepeatTheIndex)
{
    const IndexDefinition index = flat_index({ 0.1, 0.2, 0.7 });
    const IndicatorValues values = values_of(
        { { 30, 20, 10 }, { 11, 33, 44 }, { 11, 33, 44 }, { 90, nan, 12 }, { nan, nan, nan } });
    const Robustness found = robustness_of(index, values);
    EXPECT_TRUE(found.choices.empty());
    EXPECT_EQ(found.draws, 1000u);
    EXPECT_EQ(found.runs, 1000u);
    EXPECT_EQ(found.rank_shift, 0.0);
    const std::vector<double> scores = evaluate(index, values).scores[0];
    const std::vector<std::size_t> places = ranks(scores);
    ASSERT_EQ(places, (std::vector<std::size_t> { 4, 1, 1, 3, 0 }));
    for (std::size_t city = 0; city < 5; ++city) {
        const CityTrust& trust = found.cities[city];
        EXPECT_EQ(trust.rank, places[city]);
        EXPECT_EQ(trust.median_rank, places[city]);
        EXPECT_EQ(trust.lower_rank, places[city]);
        EXPECT_EQ(trust.upper_rank, places[city]);
        EXPECT_EQ(trust.no_score, city == 4 ? 1.0 : 0.0);
        if (city < 4) {
            EXPECT_EQ(trust.top_five, 1.0);
            EXPECT_EQ(trust.score, scores[city]);
            EXPECT_NEAR(trust.mean_score, scores[city], 1e-12);
        } else {
            EXPECT_TRUE(std::isnan(trust.score) && std::isnan(trust.mean_score));
        }
    }
}

// Three cities behind four that nobody reaches, so that the share of the top five is that of the
// first of the three. Weights of 1/2 drawn within 1/2 (1 +- 1) are even in (0, 1); the share of the
// first, s = u1 / (u1 + u2), exceeds t where u1 / u2 > r = t / (1 - t): with the chance 1 - r/2 for
// r <= 1 and 1 / (2r) beyond. A (100, 0) has 100 s, B (0, 100) has 100 (1 - s), C always 70. A
// leads where s > 0.7: r = 7/3, 3/14. B too. C leads otherwise: 8/14. A is last of the three where
// s < 1/2: 1/2.
TEST(Robustness, ThreeCities_ShareTheFifthRank)
{
    IndexDefinition index = flat_index({ 0.5, 0.5 });
    index.doubts.weight_spread = 1.0;
    index.doubts.draws = 20'000;
    const std::vector<double> ahead { 100.0, 100.0 };
    const Robustness found = robustness_of(
        index, values_of({ ahead, ahead, ahead, ahead, { 100, 0 }, { 0, 100 }, { 70, 70 } }));
    ASSERT_EQ(found.choices, std::vector<DoubtfulChoice> { DoubtfulChoice::weights });
    EXPECT_EQ(found.runs, 30'000u);
    EXPECT_EQ(found.cities[0].top_five, 1.0);
    EXPECT_NEAR(found.cities[4].top_five, 3.0 / 14.0, four_errors(3.0 / 14.0, 20'000));
    EXPECT_NEAR(found.cities[5].top_five, 3.0 / 14.0, four_errors(3.0 / 14.0, 20'000));
    EXPECT_NEAR(found.cities[6].top_five, 8.0 / 14.0, four_errors(8.0 / 14.0, 20'000));
    EXPECT_EQ(found.cities[4].lower_rank, 5u);
    EXPECT_EQ(found.cities[4].upper_rank, 7u);
    EXPECT_EQ(found.cities[6].median_rank, 5u);
    EXPECT_EQ(found.cities[6].upper_rank, 6u) << "C is never last";
    // A and B have 50 each as defined, and share place 6 behind C. Each draw puts the three on
    // places 5, 6, 7. C leads (8/14): shifts 0, 0, 1; A leads (3/14): A 1, C 1, B 1; B leads
    // likewise.
    EXPECT_EQ(found.cities[4].rank, 6u);
    EXPECT_NEAR(found.rank_shift, (8.0 / 14.0 * 1.0 + 6.0 / 14.0 * 3.0) / 7.0, 0.005);
    EXPECT_NEAR(found.rank_shift_shares[0].first, 1.0, 4.0 * found.rank_shift_shares[0].first_error)
        << "there is nothing else";
    EXPECT_NEAR(
        found.rank_shift_shares[0].total, 1.0, 4.0 * found.rank_shift_shares[0].total_error);
    EXPECT_TRUE(std::isnan(found.cities[6].first[0])) << "its score does not vary";
}

// 50 within 40..70: half of the draws even in 40..50, half in 50..70. Below 45 in a quarter of
// them; 52.5 on average.
TEST(Robustness, ValuesAreTheMediansOfTheirIntervals)
{
    IndexDefinition index = flat_index({ 1.0 });
    index.doubts.intervals = true;
    index.doubts.draws = 20'000;
    IndicatorValues values = values_of({ { 99 }, { 98 }, { 97 }, { 96 }, { 50 }, { 45 } });
    values.values[0][4].lower = 40.0;
    values.values[0][4].upper = 70.0;
    const Robustness found = robustness_of(index, values);
    ASSERT_EQ(found.choices, std::vector<DoubtfulChoice> { DoubtfulChoice::intervals });
    EXPECT_NEAR(found.cities[4].top_five, 0.75, four_errors(0.75, 20'000));
    EXPECT_NEAR(found.cities[5].top_five, 0.25, four_errors(0.25, 20'000));
    // Standard deviation: sqrt(0.5 (E over 40..50 of x^2) + 0.5 (over 50..70) - 52.5^2) = 8.78.
    EXPECT_NEAR(found.cities[4].mean_score, 52.5, 4.0 * 8.78 / std::sqrt(20'000.0));
    EXPECT_EQ(found.cities[4].score, 50.0);
    EXPECT_EQ(found.cities[4].median_rank, 5u);
    EXPECT_NEAR(found.cities[4].first[0], 1.0, 0.1);
}

TEST(Robustness, Sensitivity_NamesChoiceOfEachCity)
{
    IndexDefinition index = flat_index({ 0.5, 0.5 });
    index.doubts.weight_spread = 0.5;
    index.doubts.intervals = true;
    index.doubts.draws = 4000;
    // The second city has the same points on both, so that weights cannot matter to it, but an
    // interval on both.
    IndicatorValues values = values_of({ { 20, 80 }, { 60, 60 } });
    index.doubts.weight_spread = 0.5;
    for (auto& indicator : values.values) {
        indicator[1].lower = 50.0;
        indicator[1].upper = 70.0;
    }
    const Robustness found = robustness_of(index, values);
    ASSERT_EQ(found.choices,
        (std::vector<DoubtfulChoice> { DoubtfulChoice::weights, DoubtfulChoice::intervals }));
    EXPECT_NEAR(found.cities[0].first[0], 1.0, 0.1);
    EXPECT_NEAR(found.cities[0].total[0], 1.0, 0.1);
    EXPECT_EQ(found.cities[0].first[1], 0.0);
    EXPECT_EQ(found.cities[0].total[1], 0.0);
    EXPECT_NEAR(found.cities[1].first[1], 1.0, 0.1)
        << "weights act only on what the two intervals differ by";
    EXPECT_LT(found.cities[1].total[0], 0.1);
    EXPECT_EQ(found.runs, 4u * 2000u);
}

TEST(Robustness, Options_HaveTheSameChance)
{
    // -1 has no geometric mean: every second draw has no score. Points taken as they are keep their
    // normalisation.
    IndexDefinition index = flat_index({ 0.5, 0.5 });
    for (IndicatorMethod& method : index.methods) {
        method.normalisation.kind = Normalisation::Kind::none;
    }
    index.doubts.draws = 20'000;
    index.doubts.means = { Mean::geometric, Mean::geometric, Mean::arithmetic };
    index.doubts.normalisations = { Normalisation::Kind::min_max };
    const Robustness found = robustness_of(index, values_of({ { -1, 8 }, { 2, 8 } }));
    ASSERT_EQ(found.choices, std::vector<DoubtfulChoice> { DoubtfulChoice::mean })
        << "what changes nothing is no choice";
    EXPECT_NEAR(found.cities[0].no_score, 0.5, four_errors(0.5, 20'000));
    EXPECT_NEAR(found.cities[0].mean_score, 3.5, 1e-12) << "where it has a score";
    EXPECT_EQ(found.cities[0].top_five, 1.0) << "of the draws with a score";
    EXPECT_EQ(found.cities[0].median_rank, 2u);
    EXPECT_NEAR(found.cities[1].mean_score, 4.5, 4.0 * 0.5 / std::sqrt(20'000.0))
        << "5 and 4 in turn";
    EXPECT_EQ(found.cities[1].no_score, 0.0);
}

TEST(Robustness, AlternativesTakeTheSpanOfThePoints)
{
    // 0, 50, 100 on goalposts 0..200 is 0, 25, 50; by min-max 0, 50, 100; by z-score 35, 50, 65; by
    // percentile rank 0, 50, 100.
    IndexDefinition index = flat_index({ 1.0 });
    index.methods[0].normalisation.upper = 200.0;
    index.doubts.draws = 30'000;
    index.doubts.normalisations = { Normalisation::Kind::min_max, Normalisation::Kind::z_score,
        Normalisation::Kind::percentile_rank };
    const Robustness found = robustness_of(index, values_of({ { 0 }, { 50 }, { 100 } }));
    EXPECT_NEAR(found.cities[0].mean_score, (0.0 + 0.0 + 35.0 + 0.0) / 4.0, 0.5);
    EXPECT_NEAR(found.cities[1].mean_score, (25.0 + 50.0 + 50.0 + 50.0) / 4.0, 0.5);
    EXPECT_NEAR(found.cities[2].mean_score, (50.0 + 100.0 + 65.0 + 100.0) / 4.0, 0.7);
    EXPECT_EQ(found.rank_shift, 0.0);
    EXPECT_TRUE(std::isnan(found.rank_shift_shares[0].first)) << "no rank ever shifts";
}

TEST(Robustness, MissingRulesTakeTheirTurns)
{
    // Left out: 80. The median of 20 and 60 on the second: (80 + 40) / 2. The least: (80 + 0) / 2.
    IndexDefinition index = flat_index({ 0.5, 0.5 });
    index.doubts.draws = 30'000;
    index.doubts.missing_rules
        = { MissingRule::leave_out, MissingRule::median, MissingRule::least };
    const Robustness found
        = robustness_of(index, values_of({ { 80, nan }, { 10, 20 }, { 30, 60 } }));
    ASSERT_EQ(found.choices, std::vector<DoubtfulChoice> { DoubtfulChoice::missing_rule });
    EXPECT_NEAR(found.cities[0].mean_score, (80.0 + 60.0 + 40.0) / 3.0, 0.4);
    EXPECT_NEAR(found.cities[0].total[0], 1.0, 0.05);
}

/// Exact shares of the variance of an output over all combinations of options, each as likely as
/// the others: by brute force, from V_i = variance over option i of the mean over the others, and
/// VT_i = mean over the others of the variance over option i.
struct ExactShares {
    double mean = 0.0;
    double variance = 0.0;
    std::array<double, 4> first {};
    std::array<double, 4> total {};

    ExactShares(const std::vector<double>& outputs, const std::array<std::size_t, 4>& options)
    {
        const auto count = static_cast<double>(outputs.size());
        for (const double output : outputs) {
            mean += output / count;
        }
        for (const double output : outputs) {
            variance += (output - mean) * (output - mean) / count;
        }
        std::size_t stride = outputs.size();
        for (std::size_t i = 0; i < 4; ++i) {
            stride /= options[i];
            for (std::size_t option = 0; option < options[i]; ++option) {
                double of_option = 0.0;
                for (std::size_t k = 0; k < outputs.size(); ++k) {
                    of_option += k / stride % options[i] == option ? outputs[k] : 0.0;
                }
                of_option *= static_cast<double>(options[i]) / count;
                first[i] += (of_option - mean) * (of_option - mean)
                    / static_cast<double>(options[i]) / variance;
            }
            for (std::size_t k = 0; k < outputs.size(); ++k) {
                double of_others = 0.0;
                for (std::size_t option = 0; option < options[i]; ++option) {
                    of_others += outputs[k - k / stride % options[i] * stride + option * stride]
                        / static_cast<double>(options[i]);
                }
                total[i] += (outputs[k] - of_others) * (outputs[k] - of_others) / count / variance;
            }
        }
    }
};

TEST(Robustness, Draws_AgreeWithAllCombinations)
{
    IndexDefinition index = doubtful_index();
    index.doubts.weight_spread = 0.0;
    index.doubts.intervals = false;
    index.doubts.draws = 40'000;
    const IndicatorValues values = doubtful_values();
    const Robustness found = robustness_of(index, values);
    ASSERT_EQ(found.choices,
        (std::vector<DoubtfulChoice> { DoubtfulChoice::normalisation, DoubtfulChoice::treatment,
            DoubtfulChoice::missing_rule, DoubtfulChoice::mean }));

    const std::array<std::size_t, 4> options { 4, 2, 3, 2 };
    const std::size_t cities = values.cities.size();
    const std::vector<std::size_t> reference = ranks(evaluate(index, values).scores[0]);
    ScoreMatrix scores(cities);
    std::vector<double> shifts;
    for (const int normalisation : { 0, 1, 2, 3 }) {
        for (const bool tukey : { false, true }) {
            for (const MissingRule rule :
                { MissingRule::leave_out, MissingRule::median, MissingRule::least }) {
                for (const Mean mean : { Mean::arithmetic, Mean::geometric }) {
                    IndexDefinition other = index;
                    for (IndicatorMethod& method : other.methods) {
                        if (normalisation > 0) {
                            method.normalisation = {};
                            method.normalisation.kind
                                = index.doubts
                                      .normalisations[static_cast<std::size_t>(normalisation - 1)];
                            method.normalisation.mean = 50.0;
                            method.normalisation.deviation = 15.0;
                        }
                        method.treatment.kind
                            = tukey ? Treatment::Kind::tukey : Treatment::Kind::none;
                        method.missing = rule;
                    }
                    for (IndexNode& node : other.nodes) {
                        node.mean = mean;
                    }
                    const std::vector<double> now = evaluate(other, values).scores[0];
                    const std::vector<std::size_t> places = ranks(now);
                    double shift = 0.0;
                    for (std::size_t city = 0; city < cities; ++city) {
                        scores[city].push_back(now[city]);
                        shift += std::abs(double(places[city]) - double(reference[city]))
                            / double(cities);
                    }
                    shifts.push_back(shift);
                }
            }
        }
    }
    ASSERT_EQ(shifts.size(), 48u);
    const double draws = static_cast<double>(found.draws);
    for (std::size_t city = 0; city < cities; ++city) {
        const ExactShares exact(scores[city], options);
        EXPECT_NEAR(
            found.cities[city].mean_score, exact.mean, 4.5 * std::sqrt(exact.variance / draws))
            << city;
        for (std::size_t i = 0; i < 4; ++i) {
            EXPECT_NEAR(found.cities[city].first[i], exact.first[i], 0.04) << city << " " << i;
            EXPECT_NEAR(found.cities[city].total[i], exact.total[i], 0.04) << city << " " << i;
        }
    }
    const ExactShares exact(shifts, options);
    EXPECT_NEAR(found.rank_shift, exact.mean, 4.0 * std::sqrt(exact.variance / draws));
    for (std::size_t i = 0; i < 4; ++i) {
        const ChoiceShare& share = found.rank_shift_shares[i];
        EXPECT_NEAR(share.first, exact.first[i], 4.0 * share.first_error + 1e-3) << i;
        EXPECT_NEAR(share.total, exact.total[i], 4.0 * share.total_error + 1e-3) << i;
    }
}

TEST(Robustness, AnyThreads_GiveSameResult)
{
    const IndexDefinition index = doubtful_index();
    const IndicatorValues values = doubtful_values();
    const auto numbers = [&](int threads) {
        const tbb::global_control limit(
            tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
        const Robustness found = robustness_of(index, values);
        EXPECT_EQ(found.choices.size(), 6u);
        EXPECT_EQ(found.runs, 800u);
        std::vector<double> all { found.rank_shift };
        for (const ChoiceShare& share : found.rank_shift_shares) {
            all.insert(
                all.end(), { share.first, share.total, share.first_error, share.total_error });
        }
        for (const CityTrust& city : found.cities) {
            all.insert(all.end(), { city.score, city.mean_score, city.top_five, city.no_score });
            all.insert(all.end(),
                { double(city.rank), double(city.median_rank), double(city.lower_rank),
                    double(city.upper_rank) });
            all.insert(all.end(), city.first.begin(), city.first.end());
            all.insert(all.end(), city.total.begin(), city.total.end());
        }
        return all;
    };
    const std::vector<double> one = numbers(1);
    for (const int threads : { 2, 3, 8 }) {
        const std::vector<double> many = numbers(threads);
        ASSERT_EQ(many.size(), one.size());
        EXPECT_EQ(std::memcmp(many.data(), one.data(), one.size() * sizeof(double)), 0) << threads;
    }
    IndexDefinition reseeded = index;
    reseeded.doubts.seed = 6;
    EXPECT_NE(robustness_of(reseeded, values).cities[0].mean_score,
        robustness_of(index, values).cities[0].mean_score);
}

TEST(Robustness, RanksAPartOfTheIndex)
{
    const IndexDefinition index = doubtful_index();
    const IndicatorValues values = doubtful_values();
    const Robustness found = robustness_of(index, values, 2);
    const std::vector<double> scores = evaluate(index, values).scores[2];
    for (std::size_t city = 0; city < scores.size(); ++city) {
        EXPECT_EQ(found.cities[city].score, scores[city]);
    }
}

TEST(Robustness, InvalidDraws_AreRefused)
{
    IndexDefinition index = flat_index({ 0.5, 0.5 });
    IndicatorValues values = values_of({ { 10, 20 }, { -30, 60 } });
    index.doubts.draws = 0;
    EXPECT_THAT(refusal_of([&] { robustness_of(index, values); }),
        HasSubstr("index.toml: draws of robustness out of range: 0 (allowed: 1 to 4294967295); set "
                  "the usual number, draws=1000"));
    index.doubts.draws = 10;
    index.doubts.weight_spread = 1.5;
    EXPECT_THAT(refusal_of([&] { robustness_of(index, values); }),
        HasSubstr("index.toml: spread of weights out of range: 1.5 (allowed: 0 to 1)"));
    index.doubts.weight_spread = 0.5;
    Treatment log;
    log.kind = Treatment::Kind::log;
    index.doubts.treatments = { log };
    EXPECT_THAT(refusal_of([&] { robustness_of(index, values); }),
        HasSubstr(
            "index.toml: alternative in [robustness]: indicator 1: value out of range: -30 has no "
            "logarithm with the offset 0; give log an offset larger than 30, or use another "
            "treatment, or remove this alternative"));
    index.doubts.treatments.clear();
    values.values[1][1].upper = 59.0;
    EXPECT_THAT(refusal_of([&] { robustness_of(index, values); }),
        HasSubstr("index.toml: indicator 1.2 of city 1: value 60 out of range of its interval 60 "
                  "to 59; correct the "
                  "table, or set intervals = false in [robustness]"));
}

} // namespace
} // namespace cityflux
