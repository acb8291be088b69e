#include "pipeline/agreement/gather_estimates.h"

#include "tests/refusal.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

CityNames two_cities()
{
    return CityNames({ { "130100", "Shijiazhuang", { "石家庄市", "石家庄" } },
        { "370200", "Qingdao", { "青岛市", "青岛" } } });
}

Observation total(const std::string& city, const std::string& inventory, int year, double value)
{
    Observation o;
    o.city = city;
    o.source = inventory;
    o.year = year;
    o.value = value;
    o.variable = "CO2";
    o.sector = "total";
    o.unit = "Mt";
    o.place = "totals.csv:" + std::to_string(year);
    return o;
}

std::string refusal(const std::vector<Observation>& observations, const YearMatching& matching = {})
{
    return refusal_of([&] { gather_estimates(observations, two_cities(), matching); });
}

TEST(GatherEstimates, PutsInventoriesSideBySide)
{
    Observation grid = total("青岛市", "EDGAR", 2010, 50);
    grid.lower = 40;
    grid.upper = 60;
    grid.edge_share = 0.25;
    grid.flag = "repaired-geometry";
    Observation book = total("山东青岛", "CEADs", 2010, 7000);
    book.variable = "co2";
    book.unit = "万吨";
    book.sector = "";
    const auto gathered
        = gather_estimates({ grid, book, total("Shijiazhuang", "CEADs", 2010, 9) }, two_cities());
    ASSERT_EQ(gathered.tables.size(), 1u);
    const EstimateTable& table = gathered.tables.front();
    EXPECT_EQ(table.year, 2010);
    EXPECT_THAT(table.inventories, ElementsAre("EDGAR", "CEADs"));
    EXPECT_EQ(table.cities[1].id, "370200");
    EXPECT_FALSE(table.estimates[0][0].present());
    EXPECT_DOUBLE_EQ(table.estimates[0][1].value, 50e6);
    EXPECT_DOUBLE_EQ(table.estimates[0][1].lower, 40e6);
    EXPECT_DOUBLE_EQ(table.estimates[0][1].upper, 60e6);
    EXPECT_EQ(table.estimates[0][1].edge_share, 0.25);
    EXPECT_EQ(table.estimates[0][1].flag, "repaired-geometry");
    EXPECT_DOUBLE_EQ(table.estimates[1][1].value, 70e6);
    EXPECT_DOUBLE_EQ(table.estimates[1][0].value, 9e6);
    EXPECT_THAT(gathered.notes, IsEmpty());
}

TEST(GatherEstimates, FindsACityByItsIdAlone)
{
    Observation grid = total("Tsingtao", "EDGAR", 2010, 50);
    grid.id = "370200";
    const auto gathered = gather_estimates(
        { grid, total("青岛", "CEADs", 2010, 70), total("Atlantis", "CEADs", 2010, 1) },
        two_cities());
    EXPECT_DOUBLE_EQ(gathered.tables[0].estimates[0][1].value, 50e6);
    EXPECT_THAT(gathered.notes,
        ElementsAre(HasSubstr("Tsingtao is matched to Qingdao by its id 370200 alone")));
    ASSERT_EQ(gathered.unmatched.size(), 1u);
    EXPECT_EQ(gathered.unmatched[0].name, "Atlantis");
}

TEST(GatherEstimates, UnsharedValues_AreNoted)
{
    Observation industry = total("青岛", "EDGAR", 2010, 5);
    industry.sector = "industry";
    Observation gdp = total("青岛", "CEADs", 2010, 5);
    gdp.variable = "gdp";
    gdp.unit = "10^8 CNY";
    const auto gathered = gather_estimates(
        { total("青岛", "EDGAR", 2010, 50), industry, gdp, total("青岛", "CEADs", 2010, 60),
            total("青岛", "CEADs", 2011, 61), total("青岛", "CEADs", 2012, 62) },
        two_cities());
    ASSERT_EQ(gathered.tables.size(), 1u);
    EXPECT_THAT(gathered.notes,
        ElementsAre("gdp (10^8 CNY) is not a mass and is left out",
            "CO2: only CEADs has 2011-2012, and they are not compared",
            "CO2, industry: only EDGAR has it, and it is not compared"));
}

TEST(GatherEstimates, MatchesYearsOnlyWhereAsked)
{
    const std::vector<Observation> totals { total("青岛", "EDGAR", 2010, 50),
        total("青岛", "CEADs", 2009, 60), total("青岛", "CEADs", 2012, 62) };
    EXPECT_EQ(refusal(totals),
        "tables of totals: insufficient data: no species, sector and year of two inventories: "
        "EDGAR has CO2 of 2010, CEADs has CO2 of 2009, 2012; match years that are apart, e.g. "
        "nearest_year=1");
    const auto gathered = gather_estimates(totals, two_cities(), { { 2010 }, 2 });
    ASSERT_EQ(gathered.tables.size(), 1u);
    const Estimate& stands_in = gathered.tables[0].estimates[1][1];
    EXPECT_EQ(stands_in.year, 2009) << "one year off, where 2012 is two";
    EXPECT_DOUBLE_EQ(stands_in.value, 60e6);
    EXPECT_THAT(gathered.notes, ElementsAre("CO2: CEADs of 2009 stands for 2010 in 1 city"));
    // Without --period each year of a table has its turn.
    std::vector<int> years;
    for (const EstimateTable& table : gather_estimates(totals, two_cities(), { {}, 1 }).tables) {
        years.push_back(table.year);
    }
    EXPECT_THAT(years, ElementsAre(2009, 2010));
}

// The year 2011 lies as near to 2010 as to 2012: the earlier one stands in. A city takes what
// itself has.
TEST(GatherEstimates, EquallyNearYears_EarlierStandsIn)
{
    const auto gathered
        = gather_estimates({ total("青岛", "EDGAR", 2011, 50), total("石家庄", "EDGAR", 2011, 40),
                               total("青岛", "CEADs", 2010, 60), total("青岛", "CEADs", 2012, 62),
                               total("石家庄", "CEADs", 2012, 42) },
            two_cities(), { { 2011 }, 1 });
    EXPECT_EQ(gathered.tables[0].estimates[1][1].year, 2010);
    EXPECT_EQ(gathered.tables[0].estimates[1][0].year, 2012);
}

TEST(GatherEstimates, KeepsWhyATotalIsMissing)
{
    Observation none = total("青岛", "EDGAR", 2010, std::nan(""));
    none.flag = "outside-grid";
    const auto gathered = gather_estimates(
        { none, total("石家庄", "EDGAR", 2010, 1), total("青岛", "CEADs", 2010, 2) }, two_cities());
    EXPECT_EQ(gathered.tables[0].estimates[0][1].flag, "outside-grid");
}

TEST(GatherEstimates, IncomparableTotals_AreRefused)
{
    EXPECT_EQ(refusal({}),
        "tables of totals: insufficient data: no totals (required: two inventories or more)");
    EXPECT_EQ(refusal({ total("青岛", "EDGAR", 2010, 1) }),
        "tables of totals: insufficient data: totals of one inventory, EDGAR (required: two "
        "inventories or more)");
    const std::string unknown
        = refusal({ total("Atlantis", "EDGAR", 2010, 1), total("Atlantis", "CEADs", 2010, 1) });
    EXPECT_THAT(unknown,
        StartsWith("tables of totals: unknown cities in all rows, first totals.csv:2010 and 1 "
                   "more: unknown city 'Atlantis'"));
    EXPECT_THAT(unknown, EndsWith("; give their outlines, e.g. boundaries=cities.geojson"));
    EXPECT_EQ(refusal({ total("青岛", "EDGAR", 2010, 1), total("青岛市", "EDGAR", 2010, 1),
                  total("青岛", "CEADs", 2010, 1) }),
        "totals.csv:2010: duplicate CO2 of Qingdao in 2010 by EDGAR, first at totals.csv:2010; "
        "remove one of the rows, or give each inventory its own name");
    EXPECT_EQ(refusal({ total("青岛", "", 2010, 1) }),
        "totals.csv:2010: missing inventory of the row; name it in the column 'source', e.g. "
        "EDGAR-v8");
    EXPECT_THAT(refusal({ total("青岛", "EDGAR", 2010, 1), total("青岛", "CEADs", 2010, 1) },
                    { { 2015 }, 0 }),
        HasSubstr("year of two inventories in 2015: "));
}

TEST(GatherEstimates, WritesYearsInShort)
{
    EXPECT_EQ(text_of_years({ 1997, 1998, 1999, 2001, 2003, 2004 }), "1997-1999, 2001, 2003-2004");
}

TEST(GatherEstimates, NegativeTotals_AreNamed)
{
    const auto gathered = gather_estimates(
        { total("Qingdao", "A", 2010, 5), total("Shijiazhuang", "A", 2010, 0),
            total("Qingdao", "B", 2010, -9999), total("Shijiazhuang", "B", 2010, 7) },
        two_cities());
    EXPECT_THAT(gathered.warnings,
        ElementsAre(HasSubstr("1 total of B is negative and takes no part, first -9999 Mt of "
                              "Qingdao in 2010 (totals.csv:2010)")));
    EXPECT_THAT(gathered.notes, ElementsAre(HasSubstr("1 total of A is 0 and takes no part")));
}

TEST(GatherEstimates, ScopesThatDiffer_AreNamed)
{
    Observation whole = total("Qingdao", "A", 2010, 5);
    whole.scope = "total";
    Observation urban = total("Qingdao", "B", 2010, 3);
    urban.scope = "Urban";
    EXPECT_THAT(gather_estimates({ whole, urban }, two_cities()).warnings,
        ElementsAre(StartsWith("CO2: scopes differ: A total, B urban;")));
    urban.scope = "Total";
    EXPECT_THAT(gather_estimates({ whole, urban }, two_cities()).warnings, IsEmpty());
    urban.scope = "";
    EXPECT_THAT(gather_estimates({ whole, urban }, two_cities()).warnings, IsEmpty())
        << "a scope that is not stated may be any";
}

} // namespace
} // namespace cityflux
