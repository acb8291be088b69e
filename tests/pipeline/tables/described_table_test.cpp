#include "pipeline/tables/described_table.h"

#include "pipeline/tables/city_names.h"
#include "pipeline/tables/statistics_table.h"
#include "tests/pipeline/tables/china35_names.h"
#include "tests/refusal.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* variable = "[[variables]]\nvariable = \"gdp\"\nunit = \"亿元\"\n";

class DescribedTableTest : public testing::Test {
protected:
    /// Reads a table through a description that lies beside it.
    std::vector<Observation> read(const std::string& description, const std::string& table)
    {
        folder_.write("t.csv", table);
        return read_statistics(folder_.write("t.toml", "file = \"t.csv\"\n" + description));
    }
    std::string refusal(
        const std::string& description, const std::string& table = "city,2019\nA,1\n")
    {
        return folder_.without_path(refusal_of([&] { read(description, table); }));
    }

    TemporaryFolder folder_;
};

TEST_F(DescribedTableTest, MayHaveYearsAsColumns)
{
    const auto observations
        = read(std::string("layout = \"wide-years\"\ncity = \"Name\"\nscope = \"total\"\nsource = "
                           "\"S\"\nskip_lines = 2\nmissing = [\"-\"]\n")
                + variable,
            "Table 3, \"GDP\nall cities\nName,Note,2018,2019年\nA,x,\"1,000.5\",-\nB,,,7\n");
    ASSERT_EQ(observations.size(), 2u);
    EXPECT_EQ(observations[0].city, "A");
    EXPECT_EQ(observations[0].year, 2018);
    EXPECT_EQ(observations[0].value, 1000.5);
    EXPECT_EQ(observations[0].unit, "亿元");
    EXPECT_EQ(observations[0].scope, "total");
    EXPECT_EQ(observations[0].source, "S");
    EXPECT_EQ(observations[0].place, folder_.file("t.csv") + ":4, column '2018'");
    EXPECT_EQ(observations[1].city, "B");
    EXPECT_EQ(observations[1].year, 2019);
}

TEST_F(DescribedTableTest, MayHaveAColumnOfYears)
{
    const auto observations = read(
        "layout = \"long\"\ncity = \"c\"\nyear_column = \"y\"\nseparator = \";\"\nleave_out = "
        "[\"X\"]\n"
        "[[variables]]\nvariable = \"gdp\"\nunit = \"CNY\"\ncolumn = \"G\"\nscope = \"urban\"\n"
        "[[variables]]\nvariable = \"class\"\nunit = \"text\"\ncolumn = \"K\"\n[names]\nZhongqing "
        "= \"重庆\"\n",
        "c;y;G;K\nZhongqing;2019;5;high\nX;none;5;low\n");
    ASSERT_EQ(observations.size(), 2u);
    EXPECT_EQ(observations[0].city, "重庆");
    EXPECT_EQ(observations[0].scope, "urban");
    EXPECT_EQ(observations[1].variable, "class");
    EXPECT_EQ(observations[1].text, "high");
}

TEST_F(DescribedTableTest, Argument_NamesAnotherFile)
{
    folder_.write("t.toml",
        std::string("file = \"nowhere.csv\"\nlayout = \"wide-years\"\ncity = \"city\"\n")
            + variable);
    const std::string other = folder_.write("a=b.csv", "city,2019\nA,1\n");
    EXPECT_EQ(read_statistics(folder_.file("t.toml") + "=" + other).size(), 1u);
    EXPECT_THAT(refused([&] { read_statistics(folder_.file("t.toml")); }),
        IsProblem(ProblemCode::missing, "nowhere.csv"));
}

TEST_F(DescribedTableTest, RefusesKeysThatItDoesNotKnow)
{
    EXPECT_THAT(refusal("layuot = \"wide\"\n"),
        HasSubstr("t.toml:2: unknown key 'layuot' (did you mean 'layout'?)"));
    EXPECT_THAT(refusal(std::string("layout = \"wide-years\"\ncity = \"city\"\n") + variable
                    + "scpe = \"x\"\n"),
        HasSubstr("t.toml:7: unknown key 'variables.scpe' (did you mean 'scope'?)"));
    EXPECT_THAT(refusal("layout = \"tall\"\ncity = \"city\"\n"),
        HasSubstr("t.toml:2: 'layout': unknown value \"tall\" (allowed: \"wide-years\", \"long\", "
                  "\"wide\")"));
    EXPECT_THAT(refusal("layout = 3\ncity = \"city\"\n"),
        HasSubstr("t.toml:2: 'layout': invalid type: a number; write a text"));
    EXPECT_THAT(refusal("layout = \"wide-years\"\n"), HasSubstr("missing key 'city'"));
    EXPECT_THAT(refusal("layout = \"wide-years\"\ncity = \"city\"\n"),
        HasSubstr("missing key 'variables'; give it a table [[variables]]"));
    EXPECT_THAT(
        refusal(std::string("layout = \"wide-years\"\ncity = \"city\"\nyear = 2019\n") + variable),
        HasSubstr("t.toml:4: 'year': unused key: the file declares the years"));
    EXPECT_THAT(
        refusal(std::string("layout = \"wide-years\"\ncity = \"city\"\n") + variable + variable),
        HasSubstr(
            "t.toml:4: 'variables': unsupported number of variables: 2 (columns of years hold "
            "only one)"));
    EXPECT_THAT(refusal(std::string("layout = \"wide\"\ncity = \"city\"\n") + variable
                    + "column = \"2019\"\n"),
        HasSubstr("missing key 'variables.year'; give it the year of 'gdp'"));
    EXPECT_THAT(
        refusal("layout = \"long\"\ncity = \"city\"\n"), HasSubstr("missing key 'year_column'"));
    EXPECT_THAT(refusal("layout = [\n"), HasSubstr("t.toml:"));
}

TEST_F(DescribedTableTest, TableAgainstDescription_IsRefused)
{
    const std::string years = std::string("layout = \"wide-years\"\ncity = \"city\"\n") + variable;
    EXPECT_EQ(refusal(years, "ctiy,2019\nA,1\n"), "t.csv: missing column 'city' (nearest: ctiy)");
    EXPECT_EQ(refusal(years, "city,gdp\nA,1\n"),
        "t.csv: missing columns named by years, which layout = \"wide-years\" requires (columns: "
        "city, gdp)");
    EXPECT_THAT(refusal(years, "city,2019\nA,1\nB,about 3\n"),
        StartsWith("t.csv:3, column '2019': 'about 3' is not a number"));
    EXPECT_EQ(refusal(years, "city,2019\n,1\n"), "t.csv:2: missing city in column 'city'");
    EXPECT_THAT(refusal(years, "city,2019\nA,1\nA,1\n"),
        StartsWith("t.csv:3, column '2019': duplicate value of gdp of A in 2019 (first at t.csv:2, "
                   "column '2019')"));
    EXPECT_THAT(refusal(years + "[names]\na = \"A\"\n", "city,2019\nA,1\na,1\n"),
        StartsWith("t.csv:3, column '2019': duplicate value of gdp of A"));
}

TEST_F(DescribedTableTest, CountsCarbonAsItsCo2)
{
    const auto observations
        = read("layout = \"long\"\none_city = \"China\"\nyear_column = \"#2\"\nsector_column = "
               "\"#1\"\nbasis = \"C\"\n"
               "[[variables]]\nvariable = \"CO2\"\ncolumn = \"v\"\nlower = \"l\"\nupper = "
               "\"u\"\nunit = \"Mt\"\n"
               "[sectors]\nall = \"total\"\n[where]\n\"#1\" = [\"a*\", \"power\"]\n",
            ",year,v,l,u\nall,2010,3,1.5,6\npower,2010,0.3,,\nheat,2010,1,,\n");
    ASSERT_EQ(observations.size(), 2u);
    EXPECT_EQ(observations[0].city, "China");
    EXPECT_EQ(observations[0].sector, "total");
    EXPECT_NEAR(observations[0].value, 11.0, 1e-12);
    EXPECT_NEAR(observations[0].lower, 5.5, 1e-12);
    EXPECT_NEAR(observations[0].upper, 22.0, 1e-12);
    EXPECT_EQ(observations[1].sector, "power");
    EXPECT_NEAR(observations[1].value, 1.1, 1e-12);
    EXPECT_TRUE(std::isnan(observations[1].lower));
}

TEST_F(DescribedTableTest, WrongConditionOrInterval_IsRefused)
{
    const std::string layout = "layout = \"wide\"\ncity = \"city\"\nyear = 2010\n";
    const std::string co2 = "[[variables]]\nvariable = \"CO2\"\nunit = \"t\"\ncolumn = \"v\"\n";
    const std::string table = "city,v,l\nA,2,3\n";
    EXPECT_EQ(refusal(layout + co2 + "[where]\ncity = \"B\"\n", table),
        "t.csv: missing rows that match [where] of t.toml");
    EXPECT_THAT(refusal(layout + co2 + "[where]\nctiy = \"A\"\n", table),
        StartsWith("t.csv: missing column 'ctiy'"));
    EXPECT_THAT(refusal(layout + co2 + "lower = \"l\"\n", table),
        EndsWith(": [variables]: missing key 'upper' of the interval; give lower and upper, or "
                 "neither"));
    EXPECT_THAT(refusal(layout + co2 + "lower = \"l\"\nupper = \"l\"\n", table),
        HasSubstr("value 2 out of range of its interval 3 to 3"));
    EXPECT_THAT(refusal("basis = \"C\"\n" + layout
                        + "[[variables]]\nvariable = \"gdp\"\nunit = \"t\"\ncolumn = \"v\"\n",
                    table),
        HasSubstr(
            "'basis': unknown carbon content of 'gdp', which values in mass of carbon require"));
    EXPECT_THAT(refusal("layout = \"wide\"\ncity = \"#4\"\nyear = 2010\n" + co2, table),
        HasSubstr("t.csv: missing column #4 (the table has 3)"));
    EXPECT_THAT(refusal("one_city = \"A\"\n" + layout + co2, table),
        HasSubstr("'city': unused key: 'one_city' is the city of all rows; leave it out"));
    EXPECT_EQ(refusal("separator = \";;\"\n" + layout + co2, table),
        "t.toml:2: 'separator': ';;' is not a separator; use one character, e.g. separator = "
        "\";\"");
}

/// Positions of the 35 cities that the observations of a variable name.
std::set<std::string> cities_of(
    const std::vector<Observation>& observations, const std::string& wanted)
{
    const CityNames names(china35_cities());
    std::set<std::string> found;
    for (const Observation& o : observations) {
        const CityMatch match = names.find(o.city);
        if (o.variable == wanted && match.clear()) {
            found.insert(names.cities()[match.cities.front()].aliases.front());
        }
    }
    return found;
}

TEST_F(DescribedTableTest, DecimalCommas_AreDeclared)
{
    const std::string form = "separator = \";\"\nlayout = \"wide-years\"\n"
                             "city = \"city\"\nsource = \"S\"\n";
    const std::string rest = variable;
    const auto value = [&](const std::string& keys, const std::string& number) {
        return read(form + keys + rest, "city;2019\nA;" + number + "\n").at(0).value;
    };
    const auto refusal_of_number = [&](const std::string& keys, const std::string& number) {
        return refused([&] { value(keys, number); });
    };
    EXPECT_THAT(refusal_of_number("", "75,105"), IsProblem(ProblemCode::ambiguous, "t.csv:2"));
    EXPECT_THAT(refusal_of_number("", "75,1"), IsProblem(ProblemCode::invalid, "t.csv:2"));
    EXPECT_THAT(refusal_of_number("", "0,105"), IsProblem(ProblemCode::invalid, "t.csv:2"));
    EXPECT_EQ(value("", "35,371.3"), 35371.3);
    EXPECT_EQ(value("", "1,234,567"), 1234567.0);
    EXPECT_EQ(value("decimal = \",\"\n", "75,105"), 75.105);
    EXPECT_EQ(value("decimal = \",\"\n", "1.234.567,5"), 1234567.5);
    EXPECT_EQ(value("decimal = \",\"\n", "1.234"), 1234.0);
    EXPECT_EQ(value("decimal = \",\"\n", "-0,105"), -0.105);
    EXPECT_EQ(value("decimal = \",\"\n", "12"), 12.0);
    EXPECT_EQ(value("decimal = \".\"\n", "75,105"), 75105.0);
}

TEST_F(DescribedTableTest, FillValue_RefusedUnlessDeclared)
{
    const std::string form = "layout = \"wide-years\"\ncity = \"city\"\n"
                             "source = \"S\"\n";
    for (const char* fill : { "-9999", "-9999.0", "-9.999e3", "-999", "1e20", "9.96921e+36" }) {
        const std::string table = std::string("city,2018,2019\nA,1,") + fill + "\n";
        EXPECT_THAT(refused([&] { read(form + variable, table); }),
            IsProblem(ProblemCode::out_of_range, "t.csv:2"))
            << fill;
        EXPECT_EQ(read(form + "missing = [\"" + fill + "\"]\n" + variable, table).size(), 1u);
    }
    EXPECT_EQ(
        read(form + "missing = [\"-9999\"]\n" + variable, "city,2018,2019\nA,1,-9999.0\n").size(),
        1u);
}

TEST_F(DescribedTableTest, YearColumnAgainstYear_Refused)
{
    const std::string form = "layout = \"wide\"\ncity = \"city\"\n"
                             "source = \"S\"\nyear = 2019\n";
    const std::string rest = std::string(variable) + "column = \"v\"\n";
    for (const char* header : { "year", "Year", "年份", "年度" }) {
        EXPECT_THAT(
            refused([&] { read(form + rest, std::string("city,") + header + ",v\nA,2018,1\n"); }),
            IsProblem(ProblemCode::inconsistent, "t.csv:2"))
            << header;
    }
    EXPECT_EQ(read(form + rest, "city,年份,v\nA,2019年,1\n").size(), 1u);
}

TEST_F(DescribedTableTest, MarkedYears_AreColumnsOfYears)
{
    const std::string form = "layout = \"wide-years\"\ncity = \"city\"\n"
                             "source = \"S\"\n";
    EXPECT_EQ(read(form + variable, "city,2018年,2019年①,2019年增长(%)\nA,1,2,3\n").size(), 2u);
    EXPECT_THAT(refused([&] { read(form + variable, "city,2019,2019(修订)\nA,1,2\n"); }),
        IsProblem(ProblemCode::duplicate, "t.csv"));
    EXPECT_THAT(refused([&] { read(form + variable, "city,2019(万元)\nA,1\n"); }),
        IsProblem(ProblemCode::inconsistent, "t.csv"));
}

TEST(ShippedDescription, ReadsTheCitiesOfCeads)
{
    const std::string file = shared_data("statistics/ceads_290_cities_1997_2019.xlsx");
    SKIP_WITHOUT(file);
    const auto observations = read_statistics(shipped_description("ceads_cities") + "=" + file);
    EXPECT_EQ(cities_of(observations, "CO2").size(), 35u);
    const auto anqing = std::find_if(observations.begin(), observations.end(),
        [](const Observation& o) { return o.city == "安徽安庆" && o.year == 2019; });
    ASSERT_NE(anqing, observations.end());
    EXPECT_NEAR(anqing->value, 30.427221393981,
        1e-12); // as the sheet "emission vector" of the file has it too
    EXPECT_EQ(anqing->unit, "Mt");
    EXPECT_EQ(anqing->place, file + " (emission matrix):2, column '2019'");
}

TEST(ShippedDescription, AgreesWithTheOtherSheetOfCeads)
{
    const std::string file = shared_data("statistics/ceads_290_cities_1997_2019.xlsx");
    SKIP_WITHOUT(file);
    // The sheet "emission vector" lists what it has: the same numbers by another way through the
    // reader.
    const TemporaryFolder folder;
    const std::string vector = folder.write("vector.toml",
        "file = \"x\"\nsheet = \"emission vector\"\nlayout = \"long\"\ncity = "
        "\"city\"\nyear_column = \"year\"\n"
        "[[variables]]\nvariable = \"CO2\"\ncolumn = \"emission\"\nunit = \"Mt\"\n");
    std::map<std::pair<std::string, int>, double> listed;
    for (const Observation& o : read_statistics(vector + "=" + file)) {
        listed[{ o.city, o.year }] = o.value;
    }
    std::size_t equal = 0;
    const auto matrix = read_statistics(shipped_description("ceads_cities") + "=" + file);
    for (const Observation& o : matrix) {
        const auto found = listed.find({ o.city, o.year });
        equal += found != listed.end() && found->second == o.value ? 1 : 0;
    }
    RecordProperty("listed", static_cast<int>(listed.size()));
    EXPECT_EQ(matrix.size(), listed.size());
    EXPECT_EQ(equal, matrix.size());
}

TEST(Spreadsheet, UnknownSheet_IsRefusedWithChoices)
{
    const std::string file = shared_data("statistics/ceads_290_cities_1997_2019.xlsx");
    SKIP_WITHOUT(file);
    const TemporaryFolder folder;
    const std::string rest = std::string("layout = \"wide-years\"\ncity = \"city\"\n") + variable;
    const std::string unknown
        = folder.write("unknown.toml", "file = \"x\"\nsheet = \"matrix\"\n" + rest);
    EXPECT_EQ(refusal_of([&] { read_statistics(unknown + "=" + file); }),
        file + ": unknown sheet 'matrix' (sheets: NOTE, emission vector, emission matrix)");
    const std::string silent = folder.write("silent.toml", "file = \"x\"\n" + rest);
    EXPECT_EQ(refusal_of([&] { read_statistics(silent + "=" + file); }),
        file
            + ": ambiguous sheet, the file has several: NOTE, emission vector, emission matrix; "
              "choose one by the key 'sheet', e.g. sheet = \"NOTE\"");
    const std::string cut = folder.file("cut.xlsx");
    std::filesystem::copy_file(file, cut);
    cut_file_in_half(cut);
    EXPECT_THAT(refusal_of([&] { read_statistics(unknown + "=" + cut); }),
        HasSubstr("cut.xlsx: unreadable spreadsheet"));
    EXPECT_THAT(refused([&] { read_statistics(unknown + "=" + folder.file("none.xlsx")); }),
        IsProblem(ProblemCode::missing, "none.xlsx"));
}

TEST(ShippedDescription, ReadsGdpAndPopulation)
{
    const std::string file = shared_data("statistics/city_statistics_2019_envcausal.csv");
    SKIP_WITHOUT(file);
    const auto observations
        = read_statistics(shipped_description("city_statistics_2019") + "=" + file);
    const std::set<std::string> with_gdp = cities_of(observations, "gdp");
    EXPECT_EQ(with_gdp.size(), 34u);
    EXPECT_FALSE(with_gdp.contains("武汉")) << "the file does not have it";
    EXPECT_EQ(cities_of(observations, "population"), with_gdp);
    const auto chongqing = std::find_if(observations.begin(), observations.end(),
        [](const Observation& o) { return o.city == "重庆"; });
    ASSERT_NE(chongqing, observations.end());
    EXPECT_EQ(chongqing->value, 23605.77);
    EXPECT_EQ(chongqing->unit, "10^8 CNY");
}

TEST(ShippedDescription, ReadsTheFiguresOfTheWhitePaper)
{
    SKIP_WITHOUT(shared_data("whitepaper/figure21_pm25_2019.csv"));
    const auto pm25 = read_statistics(shipped_description("whitepaper_figure21_pm25") + "="
        + shared_data("whitepaper/figure21_pm25_2019.csv"));
    EXPECT_EQ(cities_of(pm25, "pm25").size(), 35u);
    const auto progress = read_statistics(shipped_description("whitepaper_figure23_progress") + "="
        + shared_data("whitepaper/figure23_progress_2019_vs_2018.csv"));
    EXPECT_EQ(cities_of(progress, "service_share_growth").size(), 35u);
    EXPECT_EQ(cities_of(progress, "energy_intensity_reduction").size(), 33u)
        << "济南 and 大连 are blank";
    EXPECT_EQ(cities_of(progress, "good_air_days_growth").size(), 35u);
    const auto peak = read_statistics(shipped_description("whitepaper_figure25_peak_year") + "="
        + shared_data("whitepaper/figure25_peak_target_year.csv"));
    EXPECT_EQ(peak.size(), 24u);
    EXPECT_EQ(cities_of(peak, "peak_target_year").size(), 24u);
}

} // namespace
} // namespace cityflux
