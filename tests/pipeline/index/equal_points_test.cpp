#include "pipeline/index/equal_points.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// An index of one indicator, 'A'.
std::vector<std::string> warnings(const Normalisation& normalisation,
    const std::vector<double>& values, Direction direction = Direction::more_is_better)
{
    IndexDefinition definition;
    definition.source = "x.toml";
    definition.nodes.emplace_back();
    definition.labels.push_back({ "x", "", "", "", "" });
    IndexNode node;
    node.parent = 0;
    node.indicator = 0;
    definition.nodes.push_back(node);
    definition.nodes.front().children = { 1 };
    definition.labels.push_back({ "A", "", "", "", "" });
    definition.methods.emplace_back();
    definition.methods.front().direction = direction;
    definition.methods.front().normalisation = normalisation;
    definition.sources.emplace_back();
    const ScoreMatrix raw { values };
    return bounds_with_equal_points(
        definition, raw, evaluate(definition.nodes, definition.methods, raw));
}

Normalisation goalposts(double lower, double upper)
{
    return { .kind = Normalisation::Kind::goalposts, .lower = lower, .upper = upper };
}

Normalisation benchmark(double target)
{
    return { .kind = Normalisation::Kind::benchmark, .target = target };
}

TEST(EqualPoints, ValuesBeyondAGoalpost_AreNamed)
{
    EXPECT_THAT(warnings(goalposts(0, 1), { 83.5, 72.7, missing, 61.7 }),
        ElementsAre(AllOf(HasSubstr("indicator 'A'"), HasSubstr("all 3 values (61.7 to 83.5)"),
            HasSubstr("beyond the upper goalpost 1"), HasSubstr("same points, 100"))));
    EXPECT_THAT(warnings(goalposts(50, 100), { 0.8, 0.6 }),
        ElementsAre(HasSubstr("beyond the lower goalpost 50")));
    EXPECT_THAT(warnings(goalposts(0, 1), { 3.0, 2.0 }, Direction::less_is_better),
        ElementsAre(AllOf(HasSubstr("upper goalpost"), HasSubstr("same points, 0;"))));
    EXPECT_THAT(warnings(goalposts(0, 1), { 3.0 }), ElementsAre(HasSubstr("upper goalpost")));
}

TEST(EqualPoints, ValuesBeyondABenchmark_AreNamed)
{
    EXPECT_THAT(warnings(benchmark(35), { 0.02, 0.03 }, Direction::less_is_better),
        ElementsAre(HasSubstr("benchmark 35")));
    EXPECT_THAT(warnings(benchmark(0.5), { 60.0, 70.0 }), ElementsAre(HasSubstr("benchmark 0.5")));
}

TEST(EqualPoints, ValuesThatDiffer_HaveNoWarning)
{
    EXPECT_THAT(warnings(goalposts(0, 100), { 100.0, 100.0 }), IsEmpty()) << "at the goal";
    EXPECT_THAT(warnings(goalposts(0, 100), { 120.0, 90.0 }), IsEmpty());
    EXPECT_THAT(warnings(goalposts(0, 100), { 50.0, 50.0 }), IsEmpty()) << "within";
    Normalisation open = goalposts(0, 1);
    open.cut = false;
    EXPECT_THAT(warnings(open, { 2.0, 3.0 }), IsEmpty());
}

} // namespace
} // namespace cityflux
