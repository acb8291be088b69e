#include "pipeline/index/input_warnings.h"

#include "tests/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Values of one input in the cities A, B, C ...
class InputWarnings : public ::testing::Test {
protected:
    std::vector<std::string> warnings(
        const std::vector<double>& values, const std::string& unit, const std::string& flag = "")
    {
        observations_.clear();
        cities_.clear();
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::string name(1, static_cast<char>('A' + i));
            Observation o;
            o.city = name;
            o.variable = "v";
            o.year = 2019;
            o.value = values[i];
            o.unit = unit;
            o.flag = i == 0 ? flag : "";
            o.place = "d.csv:" + std::to_string(i + 2);
            observations_.push_back(o);
            cities_.push_back({ std::to_string(i), name, {} });
        }
        std::vector<const Observation*> chosen;
        for (const Observation& o : observations_) {
            chosen.push_back(&o);
        }
        return input_warnings("x.toml", chosen, cities_);
    }

    std::vector<Observation> observations_;
    std::vector<NamedCity> cities_;
};

TEST_F(InputWarnings, UsualValues_HaveNone)
{
    EXPECT_THAT(warnings({ 1.0, 0.0, 3.0 }, "Mt"), IsEmpty());
    EXPECT_THAT(warnings({ -3.5, 1.0 }, "%"), IsEmpty()) << "growth may be negative";
}

TEST_F(InputWarnings, NegativeAmounts_AreNamed)
{
    EXPECT_THAT(warnings({ 1.0, -2.0, 3.0 }, "Mt"),
        ElementsAre(AllOf(HasSubstr("negative"), HasSubstr("1 city (B -2 Mt)"))));
    EXPECT_THAT(warnings({ 1.0, -2.0 }, "tce"), ElementsAre(HasSubstr("negative")));
    EXPECT_THAT(warnings({ 1.0, -2.0 }, "GJ"), ElementsAre(HasSubstr("negative")));
}

TEST_F(InputWarnings, IncompleteTotals_AreNamed)
{
    EXPECT_THAT(warnings({ 1.0, 2.0 }, "t", "incomplete"),
        ElementsAre(AllOf(HasSubstr("incomplete"), HasSubstr("1 city (A)"))));
    EXPECT_THAT(
        warnings({ 1.0, 2.0 }, "t", "outside-grid"), ElementsAre(HasSubstr("outside-grid")));
    EXPECT_THAT(warnings({ 1.0, 2.0 }, "t", "repaired-geometry"), IsEmpty());
}

TEST_F(InputWarnings, MarksOfMissingValues_AreRefused)
{
    for (const double mark :
        { -9999.0, -999.0, -99999.0, -999.9, -32768.0, -1e34, 1e20, 9.969209968386869e36 }) {
        EXPECT_THAT(refused([&] {
            warnings({ 1.0, mark, 2.0 }, "%");
        }),
            IsProblem(ProblemCode::out_of_range, "d.csv:3"))
            << mark;
    }
}

TEST_F(InputWarnings, NegativeVariable_MayHaveAnyValue)
{
    EXPECT_THAT(warnings({ -1200.0, -999.0, 300.0 }, "person"), IsEmpty());
}

} // namespace
} // namespace cityflux
