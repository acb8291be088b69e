#include "tests/geojson.h"
#include "tests/run_program.h"
#include "tests/totals_csv.h"

#include "tests/folder_content.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using Json = nlohmann::json;

constexpr int done = 0;
constexpr int usage = 2;
constexpr int refused = 3;
constexpr int incomplete = 4;

class TableTotals : public ::testing::Test {
protected:
    ProgramRun totals(const Words& more) const
    {
        return run_program(folder_.path(), appended({ "totals", "--cache", "off" }, more));
    }

    TemporaryFolder folder_;
};

/// The row of a city, or an empty one.
std::map<std::string, std::string> row_of(const std::string& csv, const std::string& id,
    const std::string& period, const std::string& sector = "total")
{
    for (const auto& row : read_csv(csv)) {
        if (row.at("city_id") == id && row.at("period") == period && row.at("sector") == sector) {
            return row;
        }
    }
    return {};
}

constexpr const char* description
    = "file = \"t.csv\"\nlayout = \"wide-years\"\ncity = \"城市\"\ninventory = \"Book\"\n"
      "[[variables]]\nvariable = \"CO2\"\nunit = \"万吨\"\nbasis = \"C\"\n";

TEST_F(TableTotals, EachCityAndYear_HasRow)
{
    folder_.write("t.csv",
        "\xEF\xBB\xBF城市,2018,2019\n北京市,3,\"1,200\"\nZhongqing,6,\n"
        "Atlantis,1,1\n河北唐山,5,5\n");
    folder_.write("d.toml", description);
    const ProgramRun run = totals({ "--table", "t.csv", "--inventory", "d.toml", "--only",
        "北京,上海,重庆", "-o", "out.csv" });
    EXPECT_EQ(run.code, incomplete) << run.err;
    const std::string csv = content_of(folder_.path() / "out.csv");
    EXPECT_THAT(csv, testing::StartsWith(totals_csv_header));
    EXPECT_THAT(read_csv(csv), SizeIs(6)); // three cities, two years
    // 万吨 of carbon: 3e4 x 44/12
    EXPECT_THAT(csv, HasSubstr("110000,Beijing,Book,CO2,total,2018,110000,t,,,,,\n"));
    EXPECT_NEAR(number(row_of(csv, "110000", "2019"), "value"), 1200e4 * 44 / 12, 1e-6);
    EXPECT_NEAR(number(row_of(csv, "500000", "2018"), "value"), 220000.0, 1e-9);
    EXPECT_EQ(row_of(csv, "500000", "2019").at("flag"), "no-value");
    EXPECT_EQ(row_of(csv, "310000", "2018").at("value"), "");
    EXPECT_THAT(run.err, HasSubstr("t.csv:4, column '2018' and 1 more: unknown city 'Atlantis'"));
    EXPECT_THAT(run.err, HasSubstr("1 names are of cities outside the list, e.g. 河北唐山"));
    EXPECT_THAT(run.err, HasSubstr("Book CO2 'total': missing value for 2018-2019"));
    const Json manifest = Json::parse(content_of(folder_.path() / "out.csv.manifest.json"));
    EXPECT_THAT(manifest.at("inputs"), SizeIs(3)); // table, description, names of cities
    EXPECT_EQ(manifest.at("unmatched_names").at(0).at("name"), "Atlantis");
    EXPECT_EQ(manifest.at("names_of_other_cities"), Json({ "河北唐山" }));
    EXPECT_THAT(manifest.at("shortcomings"), SizeIs(2));
}

TEST_F(TableTotals, ReadsWhatItWrites)
{
    folder_.write("t.csv", "城市,2018\n北京,3\n");
    folder_.write("d.toml", description);
    const Words chosen { "--only", "北京", "-o" };
    Words first { "--table", "t.csv", "--inventory", "d.toml" };
    first.insert(first.end(), chosen.begin(), chosen.end());
    first.push_back("a.csv");
    EXPECT_EQ(totals(first).code, done);
    EXPECT_EQ(totals({ "--table", "a.csv", "--only", "北京", "-o", "b.csv" }).code, done);
    EXPECT_EQ(content_of(folder_.path() / "a.csv"), content_of(folder_.path() / "b.csv"));
}

TEST_F(TableTotals, Gb18030Table_IsRead)
{
    // 城市,部门,年,值,低,高,国 in GB18030
    folder_.write("t.csv",
        "\xB3\xC7\xCA\xD0,sector,year,value,low,high,country\n"
        "\xB1\xB1\xBE\xA9,all,2010,10,9,12,CN\n"
        "\xB1\xB1\xBE\xA9,power,2010,4,3,5,CN\n"
        "Bergen,all,2010,1,1,1,NO\n");
    folder_.write("d.toml",
        "file = \"t.csv\"\nlayout = \"long\"\ncity = \"#1\"\nyear_column = \"year\"\nsector_column "
        "= \"sector\"\nsource = "
        "\"Book\"\n"
        "[sectors]\nall = \"total\"\n[where]\ncountry = [\"C*\", \"DE\"]\n"
        "[[variables]]\nvariable = \"CO2\"\ncolumn = \"value\"\nlower = \"low\"\nupper = "
        "\"high\"\nunit = \"kt\"\n");
    const ProgramRun run
        = totals({ "--table", "t.csv", "--inventory", "d.toml", "--only", "北京" });
    EXPECT_EQ(run.code, done) << run.err;
    EXPECT_THAT(run.out,
        HasSubstr("110000,Beijing,Book,CO2,total,2010,10000,t,9000,12000,,,\n"
                  "110000,Beijing,Book,CO2,power,2010,4000,t,3000,5000,,,\n"));
    EXPECT_THAT(run.err, Not(HasSubstr("Bergen")));
    const ProgramRun power = totals({ "--table", "t.csv", "--inventory", "d.toml", "--only", "北京",
        "--sector", "power", "--unit", "Mt" });
    EXPECT_THAT(read_csv(power.out), SizeIs(1));
    EXPECT_THAT(power.out, HasSubstr("power,2010,0.004"));
}

TEST_F(TableTotals, AmbiguousName_NamesOtherCity)
{
    folder_.write("t.csv", "城市,2018\nFuzhou,3\nSuzhou,3\n");
    folder_.write("d.toml", description);
    const ProgramRun run
        = totals({ "--table", "t.csv", "--inventory", "d.toml", "--only", "福州" });
    EXPECT_EQ(run.code, done);
    EXPECT_THAT(run.err, AllOf(HasSubstr("Fuzhou (t.csv:2"), HasSubstr("may also be 抚州市")));
}

TEST_F(TableTotals, ConflictingInputs_AreRefused)
{
    folder_.write("t.csv", "城市,2018\n北京,3\nPeking,4\n");
    folder_.write("d.toml", description);
    const auto refusal = [&](const Words& words, int code) {
        const ProgramRun run = totals(words);
        EXPECT_EQ(run.code, code) << run.err;
        return run.err;
    };
    EXPECT_THAT(refusal({ "--table", "t.csv", "--inventory", "d.toml" }, refused),
        HasSubstr("as 'Peking' and, at t.csv"));
    EXPECT_THAT(refusal({ "sample", "--table", "t.csv" }, usage),
        HasSubstr("cityflux totals: conflicting sources: rasters and --table; give one at a time, "
                  "and combine the output tables\n"));
    EXPECT_THAT(refusal({}, usage),
        HasSubstr("cityflux totals: missing source; give RASTER..., --table FILE or --energy "
                  "FILE\n"));
    EXPECT_THAT(refusal({ "--table", "t.csv", "--assume-unit", "t" }, usage),
        HasSubstr("--assume-unit: conflicting with --table: it applies to rasters only; leave it "
                  "out; the description of a table declares its contents\n"));
    EXPECT_THAT(refusal({ "--table", "t.csv", "--inventory", "ceads_citis" }, usage),
        testing::ContainsRegex(
            "--inventory ceads_citis: unknown file or name \\(did you mean "
            "'ceads_cities'\\?\\) \\(known: .*ceads_cities.*\\); use a known name"));
    EXPECT_THAT(refusal({ "--table", "t.csv", "--year", "2019" }, usage),
        HasSubstr("--year: missing --energy, which it requires; leave it out, or give an energy "
                  "balance, e.g. --energy balance.csv\n"));
    folder_.write("t.csv", "城市,2018\n北京,3\n");
    const Words table { "--table", "t.csv", "--inventory", "d.toml" };
    const auto with = [&](Words more) {
        more.insert(more.begin(), table.begin(), table.end());
        return more;
    };
    EXPECT_THAT(refusal(with({ "--period", "2018-03" }), refused), HasSubstr("is a month"));
    EXPECT_THAT(refusal(with({ "--period", "2017" }), refused),
        HasSubstr("--period 2017: not in the table (it contains 2018)"));
    EXPECT_THAT(refusal(with({ "--species", "CH4" }), refused),
        HasSubstr("--species CH4: not in the table (it contains CO2)"));
    folder_.write("d.toml",
        "file = \"t.csv\"\nlayout = \"wide-years\"\ncity = \"城市\"\n[[variables]]\nvariable = "
        "\"gdp\"\nunit = \"亿元\"\n");
    EXPECT_THAT(refusal(table, refused),
        HasSubstr("missing masses of emissions (the table contains gdp (亿元))"));
}

TEST_F(TableTotals, TakesProvincesForProvinces)
{
    folder_.write("t.csv", "p,2018\nBeijing,3\nJilin,7\n");
    folder_.write("d.toml",
        "file = \"t.csv\"\nlayout = \"wide-years\"\ncity = \"p\"\nplaces = \"provinces\"\nsource = "
        "\"P\"\n"
        "[[variables]]\nvariable = \"CO2\"\nunit = \"t\"\n");
    folder_.write("b.geojson",
        geojson::collection({ geojson::feature(R"({"adcode":"220200","name":"吉林市"})",
                                  { { 126, 43 }, { 127, 43 }, { 127, 44 } }),
            geojson::feature(R"({"adcode":"220000","name":"吉林省"})",
                { { 128, 43 }, { 129, 43 }, { 129, 44 } }) }));
    const ProgramRun run
        = totals({ "--table", "t.csv", "--inventory", "d.toml", "--boundaries", "b.geojson" });
    EXPECT_EQ(run.code, done) << run.err;
    EXPECT_THAT(read_csv(run.out), SizeIs(1));
    EXPECT_THAT(run.out, HasSubstr("220000,吉林省,P,CO2,total,2018,7,"));
}

TEST_F(TableTotals, CeadsCities_HaveTheirTotals)
{
    const std::string file = shared_data("statistics/ceads_290_cities_1997_2019.xlsx");
    SKIP_WITHOUT(file);
    const ProgramRun run
        = totals({ "--table", file, "--inventory", "ceads_cities", "--period", "2010" });
    EXPECT_EQ(run.code, done) << run.err;
    EXPECT_THAT(read_csv(run.out), SizeIs(35));
    EXPECT_THAT(run.err, HasSubstr("220 names are of cities outside the list"));
    const ProgramRun all
        = totals({ "--table", file, "--inventory", "ceads_cities", "--only", "贵阳" });
    EXPECT_NEAR(number(row_of(all.out, "520100", "1995"), "value"), 7237990.9,
        0.1); // 7.2379909 Mt in the sheet
}

TEST_F(TableTotals, CountySums_MatchTheFile)
{
    const std::string file = shared_data("county/county_co2_2010_city_totals.csv");
    const std::string cities = shared_data("boundaries/china_prefectures_tianditu.geojson");
    SKIP_WITHOUT(file);
    SKIP_WITHOUT(cities);
    const ProgramRun run = totals({ "--table", file, "--inventory", "county_co2_2010",
        "--boundaries", cities, "--id", "city_adcode", "--name", "city_name" });
    ASSERT_THAT(read_csv(run.out), SizeIs(375));
    double sum = 0.0;
    for (const auto& row : read_csv(run.out)) {
        sum += row.at("value").empty() ? 0.0 : number(row, "value");
    }
    double expected = 0.0;
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        const std::string number = line.substr(line.rfind(',') + 1);
        expected += number.empty() ? 0.0 : std::stod(number);
    }
    EXPECT_NEAR(sum, expected, 1e-9 * expected);
}

TEST_F(TableTotals, Nangini_FindsAllCities)
{
    const std::string file = shared_data("statistics/nangini2019_343_cities.csv");
    SKIP_WITHOUT(file);
    const ProgramRun run = totals({ "--table", file, "--inventory", "nangini2019" });
    EXPECT_EQ(run.code, done) << run.err;
    EXPECT_THAT(read_csv(run.out), SizeIs(35));
    EXPECT_THAT(run.out, HasSubstr(",Nangini 2019,CO2,total,2010,75104879.0068,t,"));
    EXPECT_THAT(run.err, Not(HasSubstr("unknown city")));
}

TEST_F(TableTotals, CarbonMonitorCities_HaveThreeYears)
{
    const std::string file = shared_data("statistics/carbon_monitor_cities_annual.csv");
    SKIP_WITHOUT(file);
    const ProgramRun run = totals(
        { "--table", file, "--inventory", "carbon_monitor_cities", "--only", "北京,上海,石家庄" });
    EXPECT_EQ(run.code, done) << run.err;
    EXPECT_THAT(read_csv(run.out), SizeIs(9)); // 2019 to 2021
    EXPECT_NEAR(number(row_of(run.out, "110000", "2019"), "value"), 83472425.0, 0.5);
}

TEST_F(TableTotals, ChinaBySector_MatchesItsSheet)
{
    const std::string file = shared_data("statistics/ceads_provinces_1997_2019_ipcc_sectoral.xlsx");
    SKIP_WITHOUT(file);
    folder_.write("b.geojson",
        geojson::collection({ geojson::feature(
            geojson::properties("CN", "China"), { { 100, 30 }, { 110, 30 }, { 110, 40 } }) }));
    const ProgramRun run = totals({ "--table", file, "--inventory", "ceads_china", "--boundaries",
        "b.geojson", "--period", "2010", "--unit", "Mt" });
    EXPECT_EQ(run.code, done) << run.err;
    EXPECT_NEAR(number(row_of(run.out, "CN", "2010"), "value"), 7904.5474641881, 1e-9);
    EXPECT_NEAR(
        number(row_of(run.out, "CN", "2010", "Food Processing"), "value"), 52.3879171471009, 1e-9);
}

TEST_F(TableTotals, EnergyOfQingdao_GivesScopeTotals)
{
    const std::string file = shared_data("whitepaper/figure11_qingdao_energy_2019.csv");
    SKIP_WITHOUT(file);
    const Words city { "--energy", file, "--city", "青岛", "--year", "2019" };
    const auto run = [&](Words more) {
        more.insert(more.begin(), city.begin(), city.end());
        return totals(more);
    };
    const auto value = [](const ProgramRun& r, const std::string& sector) {
        return number(row_of(r.out, "370200", "2019", sector), "value");
    };
    const ProgramRun both = run({ "--factors", "whitepaper,guideline", "--grid", "north:2012" });
    EXPECT_EQ(both.code, done) << both.err;
    EXPECT_THAT(read_csv(both.out), SizeIs(16)); // 13 fuels and three sums, of one city
    EXPECT_NEAR(value(both, "raw coal"), 10965708 * 2.492, 1.0);
    EXPECT_NEAR(value(both, "crude oil"), 12201490 * 2.104, 1.0);
    EXPECT_NEAR(value(both, "heat"), 25212810 * 0.11, 1.0);
    EXPECT_NEAR(value(both, "electricity"), 18468830 * 0.8843, 1.0);
    EXPECT_NEAR(value(both, "scope 2"), 25212810 * 0.11 + 18468830 * 0.8843, 1.0);
    EXPECT_NEAR(value(both, "scope 1+2"), value(both, "total") + value(both, "scope 2"), 1.0);

    const ProgramRun guideline
        = run({ "--grid", "north:2012", "-o", "q.csv", "--inventory", "figure 11" });
    EXPECT_EQ(guideline.code, done) << guideline.err;
    const std::string csv = content_of(folder_.path() / "q.csv");
    EXPECT_NEAR(number(row_of(csv, "370200", "2019", "crude oil"), "value"), 12201490 * 3.0202,
        12201490 * 0.00005);
    EXPECT_EQ(row_of(csv, "370200", "2019").at("inventory"), "figure 11");
    const Json manifest = Json::parse(content_of(folder_.path() / "q.csv.manifest.json"));
    EXPECT_THAT(manifest.at("trace"), SizeIs(13));

    const ProgramRun alone = run({ "--factors", "whitepaper" });
    EXPECT_EQ(alone.code, incomplete);
    EXPECT_NEAR(value(alone, "total"), 10965708 * 2.492 + 12201490 * 2.104, 1.0);
    EXPECT_EQ(row_of(alone.out, "370200", "2019").at("flag"), "incomplete");
    EXPECT_EQ(row_of(alone.out, "370200", "2019", "焦炭").at("flag"), "no-factor");

    const ProgramRun no_grid = run({});
    EXPECT_EQ(no_grid.code, incomplete);
    EXPECT_EQ(row_of(no_grid.out, "370200", "2019").at("flag"), "");
    EXPECT_EQ(row_of(no_grid.out, "370200", "2019", "scope 2").at("flag"), "incomplete");
    EXPECT_EQ(row_of(no_grid.out, "370200", "2019", "electricity").at("flag"), "no-factor");
    EXPECT_THAT(no_grid.err, HasSubstr("choose one, e.g. --grid "));
}

} // namespace
} // namespace cityflux
