#include "pipeline/table/totals_writer.h"

#include "tests/pipeline/table/totals_writer_fixture.h"
#include "tests/totals_csv.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

TEST(TotalsCsv, HasTheColumnsOfTheContract)
{
    EXPECT_EQ(to_csv(small_table()),
        std::string(totals_csv_header)
            + "110,甲市,edgar_v8,CO2,ENE,2019,1234.5,t,1233.5,1235.5,0.25,1,\n"
              "120,乙市,edgar_v8,CO2,ENE,2019,,t,,,,,no-geometry\n"
              "110,甲市,edgar_v8,CO2,ENE,2019-03,0.1,t,-0.9,1.1,0.25,1,incomplete "
              "repaired-geometry\n"
              "110,甲市,edgar_v8,CO2,TRO,2018,20,t,19,21,0.25,1,\n");
}

TEST(TotalsCsv, QuotesWhereNeeded)
{
    TotalsTable table = table_of({ row_of(0, 0, { 2019, 0 }, 2.0) });
    table.unit = "kt,C";
    table.cities[0].name = "the \"old\" town";
    table.series[0] = { "two\nlines", "CR\r", "a,b" };
    EXPECT_EQ(to_csv(table),
        std::string(totals_csv_header)
            + "110,\"the \"\"old\"\" "
              "town\",\"two\nlines\",\"CR\r\",\"a,b\",2019,2,\"kt,C\",1,3,0.25,1,\n");
}

TEST(TotalsCsv, NumbersReadBackToTheSameDouble)
{
    for (const double value : { 0.1 + 0.2, 1.0 / 3.0, 1e-300, 123456789012345680.0, 5e-324 }) {
        const std::string text = to_csv(table_of({ row_of(0, ene, { 2019, 0 }, value) }));
        const std::string before = "110,甲市,edgar_v8,CO2,ENE,2019,";
        const std::size_t place = text.find(before) + before.size();
        EXPECT_EQ(std::strtod(text.c_str() + place, nullptr), value);
    }
}

TEST(TotalsCsv, WithoutRowsIsTheHeader)
{
    EXPECT_EQ(to_csv({}), totals_csv_header);
}

TEST(TotalsJson, ReadsBack)
{
    const nlohmann::json read = nlohmann::json::parse(to_json(small_table()));
    EXPECT_EQ(read["unit"], "t");
    ASSERT_EQ(read["totals"].size(), 4u);
    EXPECT_EQ(read["totals"][0],
        (nlohmann::json { { "city_id", "110" }, { "city", "甲市" }, { "inventory", "edgar_v8" },
            { "species", "CO2" }, { "sector", "ENE" }, { "period", "2019" }, { "value", 1234.5 },
            { "lower", 1233.5 }, { "upper", 1235.5 }, { "edge_share", 0.25 },
            { "valid_share", 1.0 }, { "flag", "" } }));
    EXPECT_TRUE(read["totals"][1]["value"].is_null());
    EXPECT_TRUE(read["totals"][1]["valid_share"].is_null());
    EXPECT_EQ(read["totals"][2]["period"], "2019-03");
    EXPECT_EQ(read["totals"][2]["flag"], "incomplete repaired-geometry");
}

TEST(TotalsJson, HasOneRowALine)
{
    TotalsTable table = small_table();
    table.rows.resize(2);
    const std::string text = to_json(table);
    EXPECT_TRUE(text.starts_with(
        "{\n  \"unit\": \"t\",\n  \"totals\": [\n    {\"city_id\":\"110\",\"city\":\"甲市\","));
    EXPECT_TRUE(text.ends_with("\"flag\":\"no-geometry\"}\n  ]\n}\n"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 7);
}

TEST(TotalsJson, WithoutRowsIsAnEmptyList)
{
    EXPECT_EQ(nlohmann::json::parse(to_json({})),
        (nlohmann::json { { "unit", "t" }, { "totals", nlohmann::json::array() } }));
}

TEST(TotalsJson, InvalidUtf8_IsReplaced)
{
    TotalsTable table = small_table();
    table.cities[0].name = "\xb1\xb1";
    EXPECT_EQ(nlohmann::json::parse(to_json(table))["totals"][0]["city"], "\uFFFD\uFFFD");
}

} // namespace
} // namespace cityflux
