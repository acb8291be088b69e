#include "pipeline/agreement/reference_scaling.h"

#include "tests/pipeline/agreement/estimate_table.h"
#include "tests/refusal.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

const std::vector<ComparedCity> cities { { "130100", "Shijiazhuang" }, { "130200", "Tangshan" },
    { "370100", "Jinan" } };
constexpr double none = std::numeric_limits<double>::quiet_NaN();

ReferenceTotal reference(const std::string& prefix, double value, double share = 1.0)
{
    ReferenceTotal result;
    result.name = "R" + prefix;
    result.prefix = prefix;
    result.value = value;
    result.share = share;
    return result;
}

std::string refusal(
    const std::vector<ReferenceTotal>& references, std::vector<double> values = { 1, 2, 3 })
{
    return refusal_of([&] {
        auto groups = groups_of(cities, references);
        scale_to(groups, values, cities, "EDGAR");
    });
}

TEST(ScaleTo, BringsEachProvinceToItsTotal)
{
    std::vector<double> values { 10, 30, 7 };
    auto groups = groups_of(cities, { reference("13", 100), reference("37", 14) });
    scale_to(groups, values, cities, "EDGAR");
    EXPECT_EQ(values, (std::vector<double> { 25, 75, 14 }));
    ASSERT_EQ(groups.size(), 2u);
    EXPECT_EQ(groups[0].cities, (std::vector<std::size_t> { 0, 1 }));
    EXPECT_EQ(groups[0].before, 40.0);
    EXPECT_EQ(groups[0].factor, 2.5);
    EXPECT_EQ(groups[1].factor, 2.0);
    EXPECT_EQ(groups[0].residual, 0.0);
}

TEST(ScaleTo, CityShare_LowersTheTarget)
{
    std::vector<double> values { 10, 30, 7 };
    ReferenceTotal coast = reference("", 200, 0.25);
    coast.ids = { "370100", "130100" };
    auto groups = groups_of(cities, { coast });
    scale_to(groups, values, cities, "EDGAR");
    EXPECT_NEAR(values[0], 500.0 / 17.0, 1e-13);
    EXPECT_EQ(values[1], 30.0) << "not in the reference";
    EXPECT_EQ(values[0] + values[2], 50.0);
}

TEST(ScaleTo, Sum_IsTheReferenceExactly)
{
    // Values over nine orders of magnitude, from a linear congruential generator.
    std::uint64_t state = 42;
    for (const std::size_t count : { 1u, 2u, 3u, 7u, 35u, 290u, 2900u }) {
        std::vector<ComparedCity> many;
        std::vector<double> values;
        for (std::size_t i = 0; i < count; ++i) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            many.push_back({ std::to_string(100000 + i), "c" });
            values.push_back(std::exp(static_cast<double>(state >> 40) / 16777216.0 * 20.0));
        }
        for (const double total : { 9.8e9, 1.0 / 3.0, 7876208746.31, 123456789.123456789 }) {
            std::vector<double> scaled = values;
            auto groups = groups_of(many, { reference("", total) });
            scale_to(groups, scaled, many, "EDGAR");
            const double sum = std::accumulate(scaled.begin(), scaled.end(), 0.0);
            EXPECT_NEAR(sum / total, 1.0, 1e-15) << count << " cities, " << total;
            EXPECT_NEAR(groups[0].residual, sum / total - 1.0, 2e-16);
            for (std::size_t i = 0; i < count; ++i) {
                EXPECT_NEAR(scaled[i] / values[i] / groups[0].factor, 1.0, 1e-12)
                    << "closing the sum moves no city by more";
            }
        }
    }
}

TEST(ScaleTo, LeavesZerosZero)
{
    std::vector<double> values { 0, 30, 7 };
    auto groups = groups_of(cities, { reference("13", 60), reference("37", 0) });
    scale_to(groups, values, cities, "EDGAR");
    EXPECT_EQ(values, (std::vector<double> { 0, 60, 0 }));
}

TEST(ScaleTo, MissingOrNegativeTotal_IsRefused)
{
    const std::string remedy = "; remove the city from the table, and state the share of the "
                               "others, e.g. reference_shares=R13=0.25";
    EXPECT_EQ(refusal({ reference("13", 60) }, { 1, none, 3 }),
        "reference 'R13': missing value of EDGAR for Tangshan (130200), so the reference cannot "
        "be allocated"
            + remedy);
    EXPECT_EQ(refusal({ reference("13", 60) }, { 1, -2, 3 }),
        "reference 'R13': value of EDGAR out of range: -2 t for Tangshan (130200), so the "
        "reference cannot be allocated"
            + remedy);
    EXPECT_EQ(refusal({ reference("13", 60) }, { 0, 0, 3 }),
        "reference 'R13': insufficient data: EDGAR is 0 in all cities of the reference, so it "
        "cannot be allocated");
    EXPECT_EQ(refusal({ reference("13", 60) }, { 1, 2, none }), "accepted")
        << "no reference asks for that city";
}

TEST(GroupsOf, InvalidReference_IsRefused)
{
    EXPECT_EQ(refusal({}),
        "correct=scale: missing reference totals; give a table of the nation or of each province "
        "with references");
    EXPECT_EQ(refusal({ reference("44", 1) }),
        "reference 'R44': missing cities: the table lacks ids that begin with '44'");
    EXPECT_THAT(refusal({ reference("", 1), reference("13", 1) }),
        MatchesRegex("reference 'R13' \\(.*\\): ambiguous total of Shijiazhuang \\(130100\\), "
                     "which is in reference 'R' \\(.*\\) too; give the nation or its "
                     "provinces, of one source, with references"));
    EXPECT_EQ(refusal({ reference("13", -1) }),
        "reference 'R13': value out of range: -1 t (allowed: 0 or more)");
    EXPECT_THAT(refusal({ reference("13", none) }), HasSubstr("value out of range: nan t"));
    EXPECT_EQ(refusal({ reference("13", 1, 0.0) }),
        "reference 'R13': share of the cities out of range: 0 (allowed: above 0, up to 1)");
    EXPECT_THAT(
        refusal({ reference("13", 1, 1.5) }), HasSubstr("share of the cities out of range: 1.5"));
    ReferenceTotal unknown = reference("", 1);
    unknown.ids = { "130100", "999999" };
    EXPECT_EQ(refusal({ unknown }),
        "reference 'R': unknown id '999999' of a city: the table lacks it; remove the id, and "
        "state the share of the other cities, e.g. reference_shares=R=0.25");
    ReferenceTotal unsure = reference("13", 1);
    unsure.sigma = -0.1;
    EXPECT_EQ(refusal({ unsure }),
        "reference 'R13': uncertainty out of range: -0.1 (allowed: 0 or more)");
}

TEST(ReferencesFrom, CommonCities_GiveTheSums)
{
    const EstimateTable table = estimate_table({ "A", "B" },
        { "130100", "130200", "370100", "440100" }, { { 1, 2, 3, none }, { 10, none, 30, 40 } });
    const auto references = references_from(table, 1, 0, 2);
    ASSERT_EQ(references.size(), 2u);
    EXPECT_EQ(references[0].name, "B 13");
    EXPECT_EQ(references[0].source, "B");
    EXPECT_EQ(references[0].value, 10.0) << "130200 has no value in B";
    EXPECT_EQ(references[0].ids, (std::vector<std::string> { "130100" }));
    EXPECT_EQ(references[1].value, 30.0);
    EXPECT_EQ(references_from(table, 1, 0, 0).front().value, 40.0);
}

} // namespace
} // namespace cityflux
