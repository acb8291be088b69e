#include "pipeline/index/evaluation.h"

#include "grids/storage/text_file.h"
#include "grids/text/number_text.h"
#include "pipeline/index/ranking.h"
#include "tests/expect_values.h"
#include "tests/pipeline/index/three_cities.h"
#include "tests/refusal.h"
#include "tests/shared_data.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Kind = Normalisation::Kind;
using Row = std::vector<double>;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
/// Tolerance against values computed by hand.
constexpr double by_hand = 1e-12;

void expect_row(
    const Row& found, const Row& expected, const std::string& what, double tolerance = by_hand)
{
    expect_values(found, expected, tolerance, what);
}

/// An index of indicators side by side whose values are their points.
struct Flat {
    std::vector<IndexNode> nodes;
    std::vector<IndicatorMethod> methods;

    explicit Flat(const Row& weights, double most_missing = 1.0)
        : nodes(1)
    {
        nodes[0].most_missing = most_missing;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            nodes.push_back({ .parent = 0, .children = {}, .weight = weights[i], .indicator = i });
            nodes[0].children.push_back(i + 1);
            methods.emplace_back();
            methods.back().normalisation.kind = Kind::none;
        }
    }

    Evaluation of(const ScoreMatrix& raw) const { return evaluate(nodes, methods, raw); }
};

// ------------------------------------------------------------------------------------------------
// docs/index.md

TEST(Evaluation, ThreeCities_MatchHandCalculation)
{
    const IndexDefinition index = three_cities_index();
    const Evaluation found = evaluate(index, three_cities_values());
    expect_row(found.treated[2], { 1.0, 3.0, 7.0 }, "P1 treated");
    expect_row(found.points[0], { 75.0, 50.0, 15.0 }, "L1");
    expect_row(found.points[1], { 75.0, missing, 50.0 }, "L2");
    expect_row(found.points[2], { 10.0, 40.0, 100.0 }, "P1");
    expect_row(found.points[3], { 90.0, 40.0, 25.0 }, "P2");
    expect_row(found.scores[index.node_of("L")], { 75.0, 50.0, 32.5 }, "domain L");
    expect_row(found.scores[index.node_of("P")], { 30.0, 40.0, 50.0 }, "domain P");
    expect_row(found.scores[0], { 57.0, 46.0, 39.5 }, "index");
    expect_row(found.present[index.node_of("L")], { 1.0, 0.5, 1.0 }, "present in domain L");
    expect_row(found.present[0], { 1.0, 0.7, 1.0 }, "present");
    EXPECT_EQ(ranks(found.scores[0]), (std::vector<std::size_t> { 1, 2, 3 }));
}

TEST(Evaluation, Docs_ShowTheTestedFile)
{
    const auto text_of = [](const char* path) {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    };
    const std::string file = text_of(CITYFLUX_SOURCE_DIR "/config/index/three-cities.toml");
    ASSERT_FALSE(file.empty());
    EXPECT_NE(text_of(CITYFLUX_SOURCE_DIR "/docs/index.md").find("```toml\n" + file + "```"),
        std::string::npos);
}

// ------------------------------------------------------------------------------------------------
// missing values

const ScoreMatrix one_missing { { 10.0, 50.0, 90.0, 70.0 }, { missing, 20.0, 60.0, 40.0 } };

TEST(Missing, LeftOutTheOthersShareItsWeight)
{
    const Evaluation found = Flat({ 0.25, 0.75 }).of(one_missing);
    expect_row(found.scores[0], { 10.0, 27.5, 67.5, 47.5 }, "index");
    expect_row(found.present[0], { 0.25, 1.0, 1.0, 1.0 }, "present");
    EXPECT_TRUE(std::isnan(found.points[1][0]));
}

TEST(Missing, MedianRule_FillsTheMedianPoints)
{
    Flat index({ 0.25, 0.75 });
    index.methods[1].missing = MissingRule::median;
    const Evaluation found = index.of(one_missing);
    expect_row(found.points[1], { 40.0, 20.0, 60.0, 40.0 }, "points");
    expect_row(found.scores[0], { 32.5, 27.5, 67.5, 47.5 }, "index");
    expect_row(found.present[0], { 0.25, 1.0, 1.0, 1.0 }, "filled is still missing");
}

TEST(Missing, LeastRule_FillsTheLeastPoints)
{
    Flat index({ 0.25, 0.75 });
    index.methods[1].missing = MissingRule::least;
    expect_row(index.of(one_missing).points[1], { 20.0, 20.0, 60.0, 40.0 },
        "where the method has no least, that of the others");
    index.methods[1].normalisation = { .kind = Kind::goalposts, .lower = 0.0, .upper = 100.0 };
    const Evaluation found = index.of(one_missing);
    expect_row(found.points[1], { 0.0, 20.0, 60.0, 40.0 }, "points");
    expect_row(found.scores[0], { 2.5, 27.5, 67.5, 47.5 }, "index");
}

TEST(Missing, ValueThatNobodyHas_StaysMissing)
{
    for (const MissingRule rule :
        { MissingRule::leave_out, MissingRule::median, MissingRule::least }) {
        Flat index({ 0.25, 0.75 });
        index.methods[1].missing = rule;
        const Evaluation found = index.of({ { 10.0, 50.0 }, { missing, missing } });
        expect_row(found.points[1], { missing, missing }, "points");
        expect_row(found.scores[0], { 10.0, 50.0 }, "index");
    }
}

TEST(Missing, TooMuchMissing_GivesNoScore)
{
    const ScoreMatrix raw { { 10.0, missing, 10.0 }, { 20.0, 20.0, missing },
        { 30.0, 30.0, 30.0 } };
    // 0.3 and 0.4 of the weight are missing in the second and the third city.
    expect_row(Flat({ 0.3, 0.4, 0.3 }, 0.4).of(raw).scores[0], { 20.0, 17.0 / 0.7, 20.0 },
        "0.4 may be missing");
    expect_row(Flat({ 0.3, 0.4, 0.3 }, 0.3).of(raw).scores[0], { 20.0, 17.0 / 0.7, missing },
        "0.3 may be missing");
    expect_row(Flat({ 0.3, 0.4, 0.3 }, 0.0).of(raw).scores[0], { 20.0, missing, missing },
        "nothing may be missing");
    Flat filled({ 0.3, 0.4, 0.3 }, 0.3);
    filled.methods[1].missing = MissingRule::median;
    expect_row(
        filled.of(raw).scores[0], { 20.0, 17.0 / 0.7, missing }, "filling makes nothing present");
}

TEST(Missing, UnnormalisedWeights_GiveSameShares)
{
    const Evaluation found = Flat({ 1.0, 3.0 }, 0.25).of(one_missing);
    expect_row(found.present[0], { 0.25, 1.0, 1.0, 1.0 }, "present");
    expect_row(found.scores[0], { missing, 27.5, 67.5, 47.5 }, "index");
}

TEST(Missing, DomainWithoutScore_LeavesItsWeight)
{
    // Root: domain (0.5) of two halves, and an indicator (0.5).
    std::vector<IndexNode> nodes(5);
    nodes[0].children = { 1, 4 };
    nodes[1] = { .parent = 0, .children = { 2, 3 }, .weight = 0.5, .most_missing = 0.4 };
    nodes[2] = { .parent = 1, .children = {}, .weight = 0.5, .indicator = 0 };
    nodes[3] = { .parent = 1, .children = {}, .weight = 0.5, .indicator = 1 };
    nodes[4] = { .parent = 0, .children = {}, .weight = 0.5, .indicator = 2 };
    const Flat flat({ 1.0, 1.0, 1.0 });
    const Evaluation found
        = evaluate(nodes, flat.methods, { { 10.0, 10.0 }, { 20.0, missing }, { 90.0, 90.0 } });
    expect_row(found.scores[1], { 15.0, missing }, "domain");
    expect_row(found.present[1], { 1.0, 0.5 }, "present in the domain");
    expect_row(found.scores[0], { 52.5, 90.0 }, "index");
    expect_row(found.present[0], { 1.0, 0.75 }, "present");
}

// ------------------------------------------------------------------------------------------------
// methods together

/// COINr 1.1.14, a whole index: Normalise() of a data frame with n_minmax onto c(1, 100) and
/// directions 1, -1, 1, -1; Aggregate() with a_gmean, w = c(.3, .7), and a_hmean, w = c(.6, .4);
/// then with a_amean, w = c(.55, .45).
TEST(Evaluation, IsThatOfCoinr)
{
    constexpr double as_coinr = 1e-9;
    std::vector<IndexNode> nodes(3);
    nodes[0].children = { 1, 2 };
    nodes[1] = { .parent = 0,
        .children = { 3, 4 },
        .weight = 0.55,
        .mean = Mean::geometric,
        .most_missing = 1.0 };
    nodes[2] = { .parent = 0,
        .children = { 5, 6 },
        .weight = 0.45,
        .mean = Mean::harmonic,
        .most_missing = 1.0 };
    const Row weights { 0.3, 0.7, 0.6, 0.4 };
    std::vector<IndicatorMethod> methods(4);
    for (std::size_t i = 0; i < 4; ++i) {
        nodes.push_back(
            { .parent = 1 + i / 2, .children = {}, .weight = weights[i], .indicator = i });
        methods[i].direction = i % 2 == 0 ? Direction::more_is_better : Direction::less_is_better;
        methods[i].normalisation
            = { .kind = Kind::min_max, .least_points = 1.0, .most_points = 100.0 };
    }
    const Evaluation found = evaluate(nodes, methods,
        { { 3.1, 12.0, 7.7, missing, 5.2, 20.4 }, { 110.0, 95.0, 230.0, 160.0, 81.0, 120.0 },
            { 0.3, 0.9, missing, 0.55, 0.1, 0.72 }, { 5.0, 5.0, 9.0, 1.0, 3.0, 7.0 } });
    expect_row(found.scores[1],
        { 21.623713545739459, 76.726510023242739, 2.6975024621131856, 47.51006711409395,
            54.244621715446414, 81.062580638647191 },
        "geometric", as_coinr);
    expect_row(found.scores[2],
        { 32.028940886699509, 71.834992887624466, 1.0, 68.566676746295741, 1.6520307354555435,
            43.004270519982811 },
        "harmonic", as_coinr);
    expect_row(found.scores[0],
        { 26.306065849171482, 74.525327312214529, 1.933626354162252, 56.985541448584755,
            30.577955774450526, 63.93634108524823 },
        "index", as_coinr);
}

TEST(Evaluation, GoalpostsFollowALogarithm)
{
    Flat index({ 1.0 });
    index.methods[0].treatment = { .kind = Treatment::Kind::log };
    index.methods[0].normalisation = { .kind = Kind::goalposts, .lower = 1.0, .upper = 10000.0 };
    expect_row(
        index.of({ { 1.0, 10.0, 100.0, 1e6 } }).scores[0], { 0.0, 25.0, 50.0, 100.0 }, "decades");
    index.methods[0].direction = Direction::less_is_better;
    expect_row(index.of({ { 1.0, 10.0, 100.0, 1e6 } }).scores[0], { 100.0, 75.0, 50.0, 0.0 },
        "less is better");
    index.methods[0].direction = Direction::more_is_better;
    index.methods[0].normalisation = { .kind = Kind::distance_to_target, .target = 1000.0 };
    expect_row(
        index.of({ { 10.0, 100.0, 1000.0 } }).scores[0], { 0.0, 50.0, 100.0 }, "to a target");
    index.methods[0].normalisation.target = 0.0;
    EXPECT_THAT(refusal_of([&] {
        index.of({ { 10.0, 100.0 } });
    }),
        HasSubstr("indicator 1: bound out of range: 0 has no logarithm with the offset 0; move the "
                  "bound, or use another "
                  "treatment"));
    index.methods[0].normalisation = { .kind = Kind::benchmark, .target = 10.0 };
    EXPECT_THAT(refusal_of([&] {
        index.of({ { 10.0, 100.0 } });
    }),
        HasSubstr("indicator 1: conflicting benchmark and logarithm: a ratio of logarithms is "
                  "undefined; use goalposts, "
                  "or another treatment"));
}

TEST(Evaluation, PositionsOfCategoriesAreNotTreated)
{
    Flat index({ 1.0 });
    index.methods[0].treatment = { .kind = Treatment::Kind::log };
    index.methods[0].normalisation = { .kind = Kind::categories, .points = { 30.0, 60.0 } };
    expect_row(index.of({ { 0.0, 1.0, missing } }).scores[0], { 30.0, 60.0, missing }, "points");
}

TEST(Evaluation, AddingACityMovesNobodyBetweenGoalposts)
{
    Flat index({ 0.5, 0.5 });
    for (IndicatorMethod& method : index.methods) {
        method.normalisation = { .kind = Kind::goalposts, .lower = 0.0, .upper = 50.0 };
    }
    const Evaluation two = index.of({ { 10.0, 20.0 }, { 30.0, 5.0 } });
    const Evaluation three = index.of({ { 10.0, 20.0, 400.0 }, { 30.0, 5.0, -70.0 } });
    EXPECT_EQ(two.scores[0][0], three.scores[0][0]);
    EXPECT_EQ(two.scores[0][1], three.scores[0][1]);
}

/// The definition of a score, one city and one node at a time.
double score_by_definition(const std::vector<IndexNode>& nodes, std::size_t node,
    const ScoreMatrix& points, std::size_t city)
{
    if (nodes[node].children.empty()) {
        return points[nodes[node].indicator][city];
    }
    Row values;
    Row weights;
    for (const std::size_t child : nodes[node].children) {
        values.push_back(score_by_definition(nodes, child, points, city));
        weights.push_back(nodes[child].weight);
    }
    return mean_of(nodes[node].mean, values, weights);
}

TEST(Evaluation, AnyTree_FollowsItsDefinition)
{
    std::mt19937_64 random(11);
    std::vector<IndexNode> nodes(1);
    std::vector<IndicatorMethod> methods;
    constexpr std::size_t inner = 12;
    for (std::size_t node = 1; node < 50; ++node) {
        const std::size_t parent = node < inner ? node - 1 : random() % inner;
        nodes.push_back({ .parent = parent,
            .children = {},
            .weight = 0.1 + static_cast<double>(random() % 10) / 10.0 });
        nodes[parent].children.push_back(node);
        nodes[node].mean
            = std::vector { Mean::arithmetic, Mean::geometric, Mean::harmonic }[random() % 3];
        nodes[node].most_missing = 1.0;
        if (node >= inner) {
            nodes[node].indicator = methods.size();
            methods.emplace_back();
            methods.back().normalisation.kind = Kind::none;
        }
    }
    nodes[0].most_missing = 1.0;
    if (nodes[inner - 1].children.empty()) {
        nodes[inner - 1].indicator = methods.size();
        methods.emplace_back();
        methods.back().normalisation.kind = Kind::none;
    }
    ScoreMatrix raw(methods.size(), Row(40));
    for (Row& row : raw) {
        for (double& value : row) {
            value = random() % 5 == 0 ? missing : static_cast<double>(1 + random() % 100);
        }
    }
    const Evaluation found = evaluate(nodes, methods, raw);
    Row expected;
    for (std::size_t city = 0; city < 40; ++city) {
        expected.push_back(score_by_definition(nodes, 0, raw, city));
    }
    expect_row(found.scores[0], expected, "index", 1e-10);
}

TEST(Evaluation, MemoryUsedBeforeChangesNothing)
{
    const IndexDefinition index = three_cities_index();
    const ScoreMatrix raw = raw_values(three_cities_values());
    const Evaluation fresh = evaluate(index.nodes, index.methods, raw);
    Evaluation used = Flat({ 0.2, 0.2, 0.2, 0.2, 0.1, 0.1 }).of(ScoreMatrix(6, Row(9, 7.0)));
    evaluate_into(index.nodes, index.methods, raw, used);
    for (const auto part :
        { &Evaluation::treated, &Evaluation::points, &Evaluation::scores, &Evaluation::present }) {
        ASSERT_EQ((used.*part).size(), (fresh.*part).size());
        for (std::size_t row = 0; row < (fresh.*part).size(); ++row) {
            expect_row((used.*part)[row], (fresh.*part)[row], "row " + std::to_string(row), 0.0);
        }
    }
}

TEST(Evaluation, RefusalsNameTheIndicator)
{
    Flat index({ 0.5, 0.5 });
    index.methods[1].normalisation.kind = Kind::min_max;
    EXPECT_THAT(refused([&] {
        index.of({ { 1.0, 2.0 }, { 3.0, 3.0 } });
    }),
        IsProblem(ProblemCode::insufficient, "indicator 2"));
    IndicatorValues values = three_cities_values();
    for (IndicatorValue& value : values.values[2]) {
        value.value = 5.0;
    }
    EXPECT_THAT(refused([&] { evaluate(three_cities_index(), values); }),
        IsProblem(ProblemCode::insufficient, "config/index/three-cities.toml: indicator P1"));
}

TEST(Evaluation, FindsTheReferenceCity)
{
    IndexDefinition index = three_cities_index();
    Normalisation& normalisation = index.methods[0].normalisation;
    normalisation = { .kind = Kind::distance_to_reference };
    std::vector<ScoredCity> cities = three_cities_values().cities;
    cities[1].aliases = { "白桦", "白桦市" };
    for (const char* name : { "Birch", "birch", "b", "白桦市" }) {
        normalisation.reference_city = name;
        EXPECT_EQ(methods_for(index, cities)[0].normalisation.reference, std::size_t { 1 }) << name;
    }
    normalisation.reference_city = "Birch";
    // Less is better: (2.2 - x) / (2.2 - 1.5), cut off at the reference.
    expect_row(evaluate(index, three_cities_values()).points[0], { 100.0, 100.0, 0.0 }, "to Birch");
    normalisation.reference_city = "Brich";
    const std::string message = refusal_of([&] { evaluate(index, three_cities_values()); });
    EXPECT_THAT(message,
        HasSubstr("config/index/three-cities.toml: unknown reference city 'Brich' (did you mean "
                  "'Birch'?), "
                  "not one of the 3 cities with data; name one of them"));
}

// ------------------------------------------------------------------------------------------------
// the white paper

/// Figure 23, and the published first five of domain 2.
TEST(DoubleCarbon, ProgressHasThePublishedFirstFive)
{
    const std::string file = shared_data("whitepaper/figure23_progress_2019_vs_2018.csv");
    SKIP_WITHOUT(file);
    const IndexDefinition index
        = IndexDefinition::load(CITYFLUX_SOURCE_DIR "/config/index/double-carbon-2022.toml");
    IndicatorValues values;
    std::vector<Row> columns(3);
    TextLines lines = open_text(file);
    std::string_view line;
    lines.next(line);
    while (lines.next(line)) {
        const auto fields = fields_of(line);
        ASSERT_EQ(fields.size(), 4u) << line;
        values.cities.push_back({ std::string(fields[0]), std::string(fields[0]) });
        for (std::size_t i = 0; i < 3; ++i) {
            columns[i].push_back(*number_of(fields[i + 1]));
        }
    }
    ASSERT_EQ(values.cities.size(), 35u);
    values.values.assign(20, std::vector<IndicatorValue>(35));
    for (std::size_t i = 0; i < 3; ++i) {
        const std::size_t indicator
            = index.nodes[index.node_of("2." + std::to_string(i + 1))].indicator;
        for (std::size_t city = 0; city < 35; ++city) {
            values.values[indicator][city].value = columns[i][city];
        }
    }
    const Evaluation found = evaluate(index, values);
    const Row& progress = found.scores[index.node_of("2")];
    const auto places = ranks(progress);
    std::vector<std::string> first(5);
    for (std::size_t city = 0; city < 35; ++city) {
        if (places[city] >= 1 && places[city] <= 5) {
            first[places[city] - 1] = values.cities[city].name;
        }
    }
    EXPECT_EQ(first, (std::vector<std::string> { "乌鲁木齐", "贵阳", "兰州", "西宁", "石家庄" }));
    // 70.4484511864 by a separate program in another language.
    EXPECT_NEAR(*std::max_element(progress.begin(), progress.end()), 70.4484511864, 1e-9);
    EXPECT_TRUE(std::all_of(found.scores[0].begin(), found.scores[0].end(), [](double score) {
        return std::isnan(score);
    })) << "one domain of four is too little for an index";
}

} // namespace
} // namespace cityflux
