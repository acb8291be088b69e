#include "pipeline/tables/statistics_table.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"
#include "tests/totals_csv.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* tidy_header = "city,variable,year,value,unit,scope,source\n";

class StatisticsTable : public testing::Test {
protected:
    std::vector<Observation> read(const std::string& text, const std::string& name = "a.csv")
    {
        return read_statistics(folder_.write(name, text));
    }
    std::string refusal(const std::string& text, const std::string& name = "a.csv")
    {
        return folder_.without_path(refusal_of([&] { read(text, name); }));
    }

    TemporaryFolder folder_;
};

TEST_F(StatisticsTable, AnyColumnOrder_IsRead)
{
    const auto observations
        = read("unit,Value,year,source,city,scope,variable\r\n"
               "10^8 CNY,\"35,371.3\",2019,\"Yearbook, 2020\",北京,total,gdp\r\n");
    ASSERT_EQ(observations.size(), 1u);
    const Observation& o = observations.front();
    EXPECT_EQ(o.city, "北京");
    EXPECT_EQ(o.variable, "gdp");
    EXPECT_EQ(o.year, 2019);
    EXPECT_EQ(o.value, 35371.3);
    EXPECT_EQ(o.unit, "10^8 CNY");
    EXPECT_EQ(o.scope, "total");
    EXPECT_EQ(o.source, "Yearbook, 2020");
    EXPECT_TRUE(std::isnan(o.lower));
    EXPECT_EQ(o.place, folder_.file("a.csv") + ":2");
}

TEST_F(StatisticsTable, KeepsIntervals)
{
    const auto observations = read("city,variable,year,value,unit,scope,source,lower,upper\nA,co2,"
                                   "2019,5,t,,S,4,7\nB,co2,2019,5,t,,S,,\n");
    ASSERT_EQ(observations.size(), 2u);
    EXPECT_EQ(observations[0].lower, 4.0);
    EXPECT_EQ(observations[0].upper, 7.0);
    EXPECT_TRUE(std::isnan(observations[1].lower));
}

TEST_F(StatisticsTable, Blank_IsMissing)
{
    const auto observations = read(std::string(tidy_header)
        + "A,gdp,2019,,CNY,,S\nA,gdp,2018,0,CNY,,S\n\nA,gdp,2017,NA,CNY,,S\n");
    ASSERT_EQ(observations.size(), 1u);
    EXPECT_EQ(observations.front().year, 2018);
    EXPECT_EQ(observations.front().value, 0.0);
}

TEST_F(StatisticsTable, ReadsWordsWhereTheUnitSaysSo)
{
    const auto observations = read(std::string(tidy_header) + "A,class,2021,energy base,text,,S\n");
    ASSERT_EQ(observations.size(), 1u);
    EXPECT_EQ(observations.front().text, "energy base");
    EXPECT_TRUE(std::isnan(observations.front().value));
}

TEST_F(StatisticsTable, Utf8MarkAndGb18030_AreRead)
{
    const std::string row = std::string(tidy_header) + "北京,gdp,2019,1,CNY,,S\n";
    EXPECT_EQ(read("\xEF\xBB\xBF" + row).front().city, "北京");
    const std::string gb
        = std::string(tidy_header) + "\xB1\xB1\xBE\xA9,gdp,2019,1,CNY,,S\n"; // 北京 in GB2312
    EXPECT_EQ(read(gb).front().city, "北京");
    EXPECT_EQ(refusal(std::string(tidy_header) + "\xFF\xFE,gdp,2019,1,CNY,,S\n"),
        "a.csv: unsupported encoding: neither UTF-8 nor GB18030; save the file as UTF-8");
}

TEST_F(StatisticsTable, QuotedLineBreaks_CountAsLines)
{
    const auto observations = read(std::string(tidy_header)
        + "\"A \"\"B\"\"\",gdp,2019,1,CNY,,\"two\nlines\"\nC,gdp,2019,2,CNY,,S");
    ASSERT_EQ(observations.size(), 2u);
    EXPECT_EQ(observations[0].city, "A \"B\"");
    EXPECT_EQ(observations[0].source, "two\nlines");
    EXPECT_EQ(observations[1].place, folder_.file("a.csv") + ":4");
    EXPECT_EQ(refusal(std::string(tidy_header) + "\"A,gdp,2019,1,CNY,,S\n"),
        "a.csv:2: missing closing quote of a field; close it with \"");
    EXPECT_EQ(refusal(std::string(tidy_header) + "\"A\"x,gdp,2019,1,CNY,,S\n"),
        "a.csv:2: invalid text after the closing quote of a field; write a quote within a field "
        "twice, e.g. \"A \"\"B\"\"\"");
}

TEST_F(StatisticsTable, UnreadableValue_IsRefused)
{
    const std::string header = tidy_header;
    EXPECT_EQ(refusal(header + "A,gdp,2019,1,CNY,,S\nA,gdp,2018,12..5,CNY,,S\n"),
        "a.csv:3: column 'value': '12..5' is not a number; leave the field empty if the value is "
        "missing");
    EXPECT_THAT(
        refusal(header + "A,gdp,2019,\"1,23\",CNY,,S\n"), HasSubstr("'1,23' is not a number"));
    EXPECT_THAT(refusal(header + "A,gdp,2019,inf,CNY,,S\n"), HasSubstr("'inf' is not a number"));
    EXPECT_EQ(refusal(header + "A,gdp,last,1,CNY,,S\n"),
        "a.csv:2: 'last' is not a year from 1700 to 2200");
    EXPECT_EQ(refusal(header + ",gdp,2019,1,CNY,,S\n"), "a.csv:2: missing value in column 'city'");
    EXPECT_EQ(refusal(header + "A,gdp,2019,1,CNY,S\n"),
        "a.csv:2: inconsistent number of fields: 6 in the row, 7 in the header; quote fields that "
        "contain a separator, e.g. \"1,234\"");
    EXPECT_THAT(refusal(header + "A,gdp,2019,\"1\",CNY,,S,x\n"),
        StartsWith("a.csv:2: inconsistent number of fields: 8 in the row, 7 in the header"));
    EXPECT_EQ(refusal("city,variable,year,value,unit,scope,sorce\nA,gdp,2019,1,CNY,,S\n"),
        "a.csv: unknown column 'sorce' (did you mean 'source'?), allowed: "
        "city,variable,year,value,unit,scope,source, and optionally id,lower,upper; describe its "
        "columns in a TOML file and give both, e.g. my-table.toml=a.csv");
    EXPECT_EQ(refusal("city,variable,year,value,unit,scope\n"),
        "a.csv: missing column 'source' (columns: city, variable, year, value, unit, scope)");
    EXPECT_EQ(refusal("city,variable,city,year\nA,x,A,2019\n"),
        "a.csv: duplicate column 'city'; rename one of them");
    EXPECT_EQ(refusal("city,variable,year,value,unit,scope,source,lower\nA,x,2019,5,t,,S,4\n"),
        "a.csv:2: missing upper end of the interval; give lower and upper, or neither");
    EXPECT_EQ(
        refusal("city,variable,year,value,unit,scope,source,lower,upper\nA,x,2019,5,t,,S,6,7\n"),
        "a.csv:2: value 5 out of range of its interval 6 to 7");
    EXPECT_EQ(refusal("name,area\nA,5\n"),
        "a.csv: unknown kind of table, columns name,area (of statistics: "
        "city,variable,year,value,unit,scope,source; of totals: "
        "city_id,city,inventory,species,sector,period,value,unit,lower,upper,edge_share,valid_"
        "share,flag); describe its columns in a TOML file and give both, e.g. "
        "my-table.toml=a.csv");
    EXPECT_EQ(refusal("", "b.csv"),
        "b.csv: missing header: the table is empty; name the columns in its first row");
    EXPECT_EQ(refusal("PK\x03\x04", "b.xlsx"),
        "b.xlsx: missing description of the columns of this spreadsheet; describe its columns in a "
        "TOML file and give both, e.g. my-table.toml=b.xlsx");
    EXPECT_EQ(refusal("PK\x03\x04", "b.csv"),
        "b.csv: unsupported: a spreadsheet or archive, not a CSV file; save the sheet as CSV, or "
        "give the file the suffix .xlsx or .ods and describe it in a TOML file");
    EXPECT_EQ(refusal(std::string("city\0", 5), "b.csv"),
        "b.csv: invalid text: it contains zero bytes; save it as a CSV file in UTF-8");
    EXPECT_EQ(folder_.without_path(refusal_of([&] { read_statistics(folder_.file("none.csv")); })),
        "none.csv: missing file");
    EXPECT_THAT(refused([&] { read_statistics(folder_.path().string()); }),
        IsProblem(ProblemCode::unreadable, folder_.path().string()));
}

TEST_F(StatisticsTable, RefusesAValueGivenTwice)
{
    const std::string header = tidy_header;
    const std::string row = "A,gdp,2019,1,CNY,total,S\n";
    EXPECT_EQ(refusal(header + row + "A,gdp,2018,1,CNY,total,S\n" + row),
        "a.csv:4: duplicate value of gdp of A in 2019, scope 'total', source 'S' (first at "
        "a.csv:2); keep one, or distinguish them by scope or source");
    EXPECT_EQ(refusal(header + row + "A,gdp,2019,1,CNY,urban,S\n" + "A,gdp,2019,1,CNY,total,T\n"),
        "accepted");
    const std::vector<std::string> files { folder_.write("1.csv", header + row),
        folder_.write("2.csv", header + row) };
    EXPECT_THAT(
        refused([&] { read_statistics(files); }), IsProblem(ProblemCode::duplicate, "2.csv:2"));
}

TEST_F(StatisticsTable, ReadsCityTotals)
{
    const auto observations = read(std::string(totals_csv_header)
        + "110000,北京市,EDGAR-v8,CO2,power,2019,1000,t,900,1200,0.2,0.98,incomplete\n"
          "120000,天津市,EDGAR-v8,CO2,power,2019,,t,,,,,no-geometry\n"
          "310000,上海市,EDGAR-v8,CO2,power,2019,,t,,,,,\n");
    ASSERT_EQ(observations.size(), 2u);
    const Observation& o = observations[0];
    EXPECT_EQ(o.id, "110000");
    EXPECT_EQ(o.city, "北京市");
    EXPECT_EQ(o.variable, "CO2");
    EXPECT_EQ(o.source, "EDGAR-v8");
    EXPECT_EQ(o.sector, "power");
    EXPECT_EQ(o.year, 2019);
    EXPECT_EQ(o.value, 1000.0);
    EXPECT_EQ(o.lower, 900.0);
    EXPECT_EQ(o.upper, 1200.0);
    EXPECT_EQ(o.flag, "incomplete");
    EXPECT_TRUE(std::isnan(observations[1].value));
    EXPECT_EQ(observations[1].flag, "no-geometry");
}

TEST_F(StatisticsTable, MonthlyTotals_AreRefused)
{
    EXPECT_EQ(refusal(std::string(totals_csv_header) + "1,A,E,CO2,total,2019-03,1,t,,,,,\n"),
        "a.csv:2: unsupported period '2019-03', which is not a year; make the totals with by=year");
}

TEST_F(StatisticsTable, InvalidTotals_AreRefused)
{
    EXPECT_EQ(
        refusal(std::string("town,") + totals_csv_header + "B,1,A,E,CO2,total,2019,1,t,,,,,\n"),
        "a.csv: unknown column 'town' of a totals table (allowed: "
        "city_id,city,inventory,species,sector,period,value,unit,lower,upper,edge_share,valid_"
        "share,flag)");
    EXPECT_EQ(refusal(std::string(totals_csv_header) + ",,E,CO2,total,2019,1,t,,,,,\n"),
        "a.csv:2: missing city");
}

TEST_F(StatisticsTable, ReadsTotalsInJson)
{
    const auto observations = read(R"({"unit": "t", "totals": [
        {"city_id": "1", "city": "A", "inventory": "E", "species": "CO2", "sector": "total", "period": "2019", "value": 12345678.9,
         "lower": 1e7, "upper": 2e7, "edge_share": 0.1, "valid_share": 1.0, "flag": ""},
        {"city_id": "2", "city": "B", "inventory": "E", "species": "CO2", "sector": "total", "period": "2019", "value": null,
         "lower": null, "upper": null, "edge_share": null, "valid_share": 0.0, "flag": "outside-grid"}]})",
        "a.json");
    ASSERT_EQ(observations.size(), 2u);
    EXPECT_EQ(observations[0].value, 12345678.9);
    EXPECT_EQ(observations[0].unit, "t");
    EXPECT_EQ(observations[1].flag, "outside-grid");
    EXPECT_THAT(refusal("{}", "b.json"),
        AllOf(StartsWith("b.json: not a totals table in JSON ("),
            EndsWith("); write it with `cityflux totals` and output=totals.json")));
    EXPECT_THAT(refused([&] { read_statistics(folder_.file("none.json")); }),
        IsProblem(ProblemCode::unreadable, "none.json"));
}

} // namespace
} // namespace cityflux
