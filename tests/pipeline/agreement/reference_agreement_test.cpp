#include "pipeline/agreement/reference_agreement.h"

#include "tests/pipeline/agreement/few_cities.h"
#include "tests/refusal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Observation reference(
    const std::string& place, double megatonnes, int year = 2010, const std::string& id = "")
{
    Observation o;
    o.city = place;
    o.id = id;
    o.variable = "co2";
    o.year = year;
    o.value = megatonnes;
    o.unit = "Mt";
    o.source = "yearbook";
    o.place = "provinces.csv:2";
    return o;
}

/// Two cities of Hebei and one of Shanxi; the second inventory lacks one of Hebei.
EstimateTable three_cities()
{
    EstimateTable table = totals_of({ { 10e6, 20e6, 40e6 }, { 12e6, no_total, 50e6 } });
    table.cities
        = { { "130100", "Shijiazhuang" }, { "130200", "Tangshan" }, { "140100", "Taiyuan" } };
    return table;
}

TEST(ReferenceRegion, IsNamedInManyWays)
{
    for (const auto& [name, id] : { std::pair { "Hebei", "" }, { "河北", "" }, { "河北省", "" },
             { "", "130000" }, { "13", "" }, { "HEBEI province", "" }, { "who knows", "13" } }) {
        const auto region = find_region(name, id);
        ASSERT_TRUE(region) << name << id;
        EXPECT_EQ(region->code, "13");
    }
    EXPECT_EQ(find_region("内蒙古自治区", "")->name, "Inner Mongolia");
    EXPECT_EQ(find_region("InnerMongolia", "")->code, "15");
    for (const char* nation : { "China", "全国", "100000", "CHN" }) {
        EXPECT_EQ(find_region(nation, "")->code, "") << nation;
    }
    EXPECT_FALSE(find_region("Tangshan", "130200"));
    EXPECT_FALSE(find_region("", ""));
}

TEST(ReferenceRegion, HoldsCitiesByCode)
{
    const ReferenceRegion hebei { "13", "Hebei" };
    EXPECT_TRUE(hebei.contains("130100"));
    EXPECT_FALSE(hebei.contains("140100"));
    EXPECT_FALSE(hebei.contains("13")) << "no code of a city";
    EXPECT_TRUE((ReferenceRegion { "", "China" }.contains("anything")));
}

TEST(ReferenceAgreement, SumsTheCitiesOfARegion)
{
    const std::vector<EstimateTable> tables { three_cities() };
    const auto rows
        = agreement_with_references(tables, { reference("Hebei", 60), reference("China", 140) })
              .rows;
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(rows[0].region.name, "China");
    EXPECT_DOUBLE_EQ(rows[0].share, 70.0 / 140.0);
    EXPECT_EQ(rows[1].inventory, "B");
    EXPECT_DOUBLE_EQ(rows[1].share, 62.0 / 140.0);
    EXPECT_EQ(rows[2].region.name, "Hebei");
    EXPECT_DOUBLE_EQ(rows[2].share, 0.5);
    EXPECT_EQ(rows[2].cities, 2u);
    EXPECT_EQ(rows[3].cities, 1u);
    EXPECT_EQ(rows[3].listed, 2u);
    EXPECT_DOUBLE_EQ(rows[3].share, 0.2);
}

TEST(ReferenceAgreement, MatchesYearsOnlyWhereAsked)
{
    const std::vector<EstimateTable> tables { three_cities() };
    const auto other_year = agreement_with_references(tables, { reference("Hebei", 60, 2012) });
    EXPECT_TRUE(other_year.rows.empty());
    EXPECT_THAT(other_year.notes, ElementsAre(HasSubstr("no reference has the species")));
    const auto rows = agreement_with_references(
        tables, { reference("Hebei", 60, 2012), reference("Hebei", 30, 2009) }, 2)
                          .rows;
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].reference_year, 2009);
    EXPECT_DOUBLE_EQ(rows[0].share, 1.0);
}

TEST(ReferenceAgreement, DuplicateOrNegativeReference_IsRefused)
{
    const std::vector<EstimateTable> tables { three_cities() };
    const auto message = [&](const std::vector<Observation>& references) {
        return refusal_of([&] { agreement_with_references(tables, references); });
    };
    EXPECT_EQ(message({ reference("Hebei", 60), reference("河北", 61) }),
        "provinces.csv:2: duplicate co2 of Hebei in 2010, first at provinces.csv:2; remove one of "
        "the rows");
    EXPECT_EQ(message({ reference("Hebei", -1) }),
        "provinces.csv:2: reference out of range: -1 (allowed: 0 or more)");
    EXPECT_THAT(
        agreement_with_references(tables, { reference("Hebei", 60), reference("China", 0) }).notes,
        ElementsAre(HasSubstr("1 total of the references is 0")));
    EXPECT_EQ(message({ reference("Atlantis", 5) }),
        "references: missing total of a province or the nation (found: Atlantis); name a region "
        "in each row by its code (130000, 100000) or its name (Hebei, 河北, China)");
    EXPECT_THAT(
        agreement_with_references(tables, { reference("Atlantis", 5), reference("Hebei", 60) })
            .notes,
        ElementsAre(HasSubstr("Atlantis")));
}

} // namespace
} // namespace cityflux
