#include "tests/run_program.h"

#include "grids/geometry/earth.h"
#include "tests/netcdf_writer.h"
#include "tests/pipeline/clip/cf_rules.h"
#include "tests/pipeline/clip/cog_rules.h"
#include "tests/pipeline/clip/map_file.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

/// What float32 and double leave of a sum.
constexpr double rounding_of_float32 = 1e-6;
constexpr double rounding_of_double = 1e-12;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A made-up field of tonnes on cells of a tenth of a degree; months and sectors differ.
struct Field {
    double west = 100.0;
    double south = 20.0;
    std::size_t columns = 60;
    std::size_t rows = 50;
    bool to_north = true;
    int months = 1;
    std::vector<std::string> sectors { "power" };
    /// Cells from this column on have no data.
    std::size_t no_data_from = std::numeric_limits<std::size_t>::max();
    double per_degree = 10.0;

    double value(std::size_t slice, std::size_t row, std::size_t column) const
    {
        const std::uint64_t mixed = (slice * 7919 + row * 104729 + column * 1299709 + 17) * 6364136223846793005ULL;
        return column >= no_data_from ? missing : static_cast<double>(mixed >> 44) / 16.0;
    }
};

/// Writes it as one variable for each sector, with months of 2019 as time.
std::string write_field(const TemporaryFolder& folder, const std::string& name, const Field& field)
{
    const std::string path = folder.file(name);
    std::vector<double> lat;
    std::vector<double> lon;
    for (std::size_t r = 0; r < field.rows; ++r) {
        const std::size_t row = field.to_north ? r : field.rows - 1 - r;
        lat.push_back(field.south + (static_cast<double>(row) + 0.5) / field.per_degree);
    }
    for (std::size_t c = 0; c < field.columns; ++c) {
        lon.push_back(field.west + (static_cast<double>(c) + 0.5) / field.per_degree);
    }
    ::NetcdfWriter file(path);
    std::vector<double> days;
    for (int month = 0; month < field.months; ++month) {
        days.push_back(15.0 + 30.4 * month);
    }
    file.axis("time", "days since 2019-01-01", days).axis("lat", "degrees_north", lat).axis("lon", "degrees_east", lon);
    for (std::size_t s = 0; s < field.sectors.size(); ++s) {
        std::vector<double> values;
        for (int month = 0; month < field.months; ++month) {
            for (std::size_t r = 0; r < field.rows; ++r) {
                const std::size_t row = field.to_north ? r : field.rows - 1 - r;
                for (std::size_t c = 0; c < field.columns; ++c) {
                    values.push_back(field.value(s * 100 + static_cast<std::size_t>(month), row, c));
                }
            }
        }
        const std::string variable = field.sectors[s];
        file.field(variable, { "time", "lat", "lon" }, values, NC_DOUBLE).attribute(variable, "units", "t");
    }
    file.close();
    return path;
}

constexpr const char* field_inventory = R"(
name = "field"
title = "A field"
family = "made up"
citation = "none"
licence = "none"
url = "https://example.org"
[layers]
variables = ["{sector:power|industry}"]
[species]
value = "CO2"
[sector]
from = ["variable"]
[year]
from = ["time"]
[month]
from = ["time"]
)";

std::string feature(const std::string& id, const std::string& name, const Json& rings)
{
    return Json {
        { "type", "Feature" }, { "properties", { { "id", id }, { "name", name } } },
        { "geometry", { { "type", "Polygon" }, { "coordinates", rings } } }
    }.dump();
}

std::string write_cities(const TemporaryFolder& folder, const std::vector<std::string>& features)
{
    std::string text = R"({"type":"FeatureCollection","features":[)";
    for (std::size_t f = 0; f < features.size(); ++f) {
        text += (f == 0 ? "" : ",") + features[f];
    }
    return folder.write("cities.geojson", text + "]}");
}

/// Three slanted cities, of which the third is smaller than a cell.
std::vector<std::string> three_cities()
{
    return {
        feature("1", "甲 市",
            Json::array({ { { 101.03, 21.04 }, { 103.27, 20.71 }, { 102.81, 23.18 }, { 101.44, 22.9 }, { 101.03, 21.04 } } })),
        feature("2", "Second",
            Json::array({ { { 103.27, 20.71 }, { 105.4, 21.2 }, { 104.4, 23.3 }, { 102.81, 23.18 }, { 103.27, 20.71 } } })),
        feature("3", "Third", Json::array({ { { 104.41, 24.01 }, { 104.44, 24.01 }, { 104.44, 24.04 }, { 104.41, 24.01 } } }))
    };
}

class Clip : public ::testing::Test {
protected:
    void SetUp() override
    {
        folder.write("field.toml", field_inventory);
        write_cities(folder, three_cities());
    }

    ProgramRun run(Words words) const
    {
        words.insert(words.begin() + 1, { "--inventory", "field.toml", "--boundaries", "cities.geojson" });
        return run_program(folder.path(), words);
    }

    /// The totals of a file, by city, sector and period.
    std::map<std::string, std::map<std::string, std::string>> totals(const Words& files, const Words& further = {}) const
    {
        Words words { "totals" };
        words.insert(words.end(), files.begin(), files.end());
        words.insert(words.end(), further.begin(), further.end());
        words.emplace_back("--quiet");
        std::map<std::string, std::map<std::string, std::string>> rows;
        for (const auto& row : read_csv(run(words).out)) {
            rows[row.at("city_id") + " " + row.at("sector") + " " + row.at("period")] = row;
        }
        return rows;
    }

    /// The folder's files, but for those that were there before.
    std::set<std::string> files_in(const std::string& name) const
    {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder.path() / name)) {
            names.insert(entry.path().filename().string());
        }
        return names;
    }

    MapFile map(const std::string& name) const { return read_map(folder.file(name)); }
    MapFile netcdf(const std::string& name, const std::string& variable) const
    {
        return read_map("NETCDF:\"" + folder.file(name) + "\":" + variable);
    }

    TemporaryFolder folder;
};

double number(const std::string& text)
{
    return std::stod(text);
}

TEST_F(Clip, TheSumOfAMapIsTheTotalOfTheCity)
{
    for (const bool to_north : { true, false }) {
        Field field;
        field.to_north = to_north;
        write_field(folder, "a.nc", field);
        const auto rows = totals({ "a.nc" });
        for (const std::string city : { "1", "2", "3" }) {
            const double total = number(rows.at(city + " power 2019-01").at("value"));
            for (const std::string type : { "float32", "float64" }) {
                ASSERT_EQ(run({ "clip", "a.nc", "--only", city, "--type", type, "-o", "a.tif" }).code, 0);
                ASSERT_EQ(run({ "clip", "a.nc", "--only", city, "--type", type, "-o", "b.nc" }).code, 0);
                const double rounding = type == "float32" ? rounding_of_float32 : rounding_of_double;
                EXPECT_NEAR(map("a.tif").bands[0].sum() / total, 1.0, rounding) << city << type << to_north;
                EXPECT_NEAR(netcdf("b.nc", "CO2_mass").bands[0].sum() / total, 1.0, rounding) << city << type << to_north;
                EXPECT_EQ(map("a.tif").in_double, type == "float64");
            }
        }
    }
}

TEST_F(Clip, EachCellHasTheShareOfItsMassAtItsPlace)
{
    const Field field;
    write_field(folder, "a.nc", field);
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--type", "float64", "--coverage", "-o", "a.tif" }).code, 0);
    const MapFile shown = map("a.tif");
    EXPECT_NEAR(shown.transform[0], 101.0, 1e-9);
    EXPECT_NEAR(shown.transform[3], 23.2, 1e-9);
    EXPECT_NEAR(shown.transform[1], 0.1, 1e-12);
    EXPECT_NEAR(shown.transform[5], -0.1, 1e-12);
    ASSERT_EQ(shown.bands.size(), 2u);
    std::size_t whole = 0;
    std::size_t partly = 0;
    for (std::size_t r = 0; r < shown.rows; ++r) {
        for (std::size_t c = 0; c < shown.columns; ++c) {
            const double mass = shown.bands[0].values[r * shown.columns + c];
            const double share = shown.bands[1].values[r * shown.columns + c];
            ASSERT_EQ(std::isnan(mass), std::isnan(share));
            if (std::isnan(mass)) {
                continue;
            }
            // Row 0 is the northernmost, 23.1 to 23.2 degrees: the 31st of the field.
            EXPECT_NEAR(mass / (share * field.value(0, 31 - r, 10 + c)), 1.0, rounding_of_double) << r << " " << c;
            (share == 1.0 ? whole : partly) += 1;
        }
    }
    EXPECT_GT(whole, 300u);
    EXPECT_GT(partly, 60u);
}

TEST_F(Clip, SaysWhatItIs)
{
    write_field(folder, "a.nc", {});
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "甲 市", "-o", "a.tif" }).code, 0);
    const MapFile shown = map("a.tif");
    EXPECT_EQ(shown.crs, "EPSG:4326");
    EXPECT_TRUE(shown.nan_is_nodata);
    EXPECT_EQ(shown.metadata.at("CITY"), "甲 市");
    EXPECT_EQ(shown.metadata.at("CITY_ID"), "1");
    ASSERT_EQ(shown.bands.size(), 1u);
    EXPECT_EQ(shown.bands[0].title, "CO2 power 2019-01 [t]");
    EXPECT_EQ(shown.bands[0].unit, "t");
    const auto& said = shown.bands[0].metadata;
    EXPECT_EQ(said.at("INVENTORY"), "field");
    EXPECT_EQ(said.at("SPECIES"), "CO2");
    EXPECT_EQ(said.at("SECTOR"), "power");
    EXPECT_EQ(said.at("PERIOD"), "2019-01");
    const double total = number(totals({ "a.nc" }).at("1 power 2019-01").at("value"));
    EXPECT_EQ(number(said.at("CITY_TOTAL_T")), total);
    EXPECT_NEAR(number(said.at("WRITTEN_T")) / total, 1.0, rounding_of_float32);
}

TEST_F(Clip, FluxAndDensityStandForTheSameMass)
{
    write_field(folder, "a.nc", {});
    const double total = number(totals({ "a.nc" }).at("2 power 2019-01").at("value"));
    constexpr double seconds = 31 * 86400.0;
    for (const std::string quantity : { "flux", "density" }) {
        ASSERT_EQ(run({ "clip", "a.nc", "--only", "2", "--quantity", quantity, "--type", "float64", "-o", "a.tif" }).code, 0);
        const MapFile shown = map("a.tif");
        EXPECT_EQ(shown.bands[0].unit, quantity == "flux" ? "kg m-2 s-1" : "t km-2");
        double mass = 0.0;
        for (std::size_t i = 0; i < shown.bands[0].values.size(); ++i) {
            const double north = shown.transform[3] - 0.1 * static_cast<double>(i / shown.columns);
            const double area_m2 = earth::cell_area(north - 0.1, north, 0.1);
            const double value = shown.bands[0].values[i];
            mass += std::isnan(value) ? 0.0 : quantity == "flux" ? value * area_m2 * seconds / 1e3 : value * area_m2 / 1e6;
        }
        // The corners are read back from a transform that counts in steps of 0.1.
        EXPECT_NEAR(mass / total, 1.0, 1e-11) << quantity;
    }
}

TEST_F(Clip, MasksTakeTouchedCellsOrCellsByTheirCentres)
{
    write_field(folder, "a.nc", {});
    const auto row = totals({ "a.nc" }).at("1 power 2019-01");
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--mask", "touch", "--type", "float64", "-o", "a.tif" }).code, 0);
    const MapFile touch = map("a.tif");
    EXPECT_NEAR(touch.bands[0].sum() / number(row.at("upper")), 1.0, rounding_of_double);
    EXPECT_EQ(touch.metadata.at("MASK"), "touch");
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--mask", "centre", "--type", "float64", "-o", "a.tif" }).code, 0);
    const MapFile centre = map("a.tif");
    EXPECT_GT(centre.bands[0].sum(), number(row.at("lower")));
    EXPECT_LT(centre.bands[0].sum(), number(row.at("upper")));
    EXPECT_LT(centre.bands[0].cells(), touch.bands[0].cells());
    for (std::size_t i = 0; i < centre.bands[0].values.size(); ++i) {
        EXPECT_TRUE(std::isnan(centre.bands[0].values[i]) || centre.bands[0].values[i] == touch.bands[0].values[i]);
    }
}

TEST_F(Clip, ACityWithoutACentreIsSaidToShowNothing)
{
    write_field(folder, "a.nc", {});
    const ProgramRun done = run({ "clip", "a.nc", "--only", "3", "--mask", "centre", "-o", "a.tif" });
    EXPECT_EQ(done.code, 4);
    EXPECT_THAT(done.err, HasSubstr("no cell has its centre in Third (3)"));
    EXPECT_EQ(map("a.tif").bands[0].cells(), 0u);
}

TEST_F(Clip, EdgesFilledAreThoseOfTheTotals)
{
    write_field(folder, "a.nc", {});
    const double total = number(totals({ "a.nc" }, { "--edge", "fill" }).at("1 power 2019-01").at("value"));
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--edge", "fill", "--type", "float64", "-o", "a.tif" }).code, 0);
    EXPECT_NEAR(map("a.tif").bands[0].sum() / total, 1.0, rounding_of_double);
}

TEST_F(Clip, ACityAcross180DegreesHasOneWindow)
{
    write_cities(folder,
        { feature("1", "Fiji",
            Json::array({ { { 178.3, -17.1 }, { 181.25, -17.4 }, { 180.9, -15.6 }, { 178.5, -16.0 }, { 178.3, -17.1 } } })) });
    std::optional<double> total;
    for (const double west : { -180.0, 0.0 }) {
        Field field;
        field.west = west;
        field.south = -30.0;
        field.columns = 3600;
        field.rows = 200;
        write_field(folder, "a.nc", field);
        ASSERT_EQ(run({ "clip", "a.nc", "--type", "float64", "-o", "a.tif" }).code, 0);
        const MapFile shown = map("a.tif");
        EXPECT_NEAR(shown.transform[0], 178.3, 1e-9);
        EXPECT_EQ(shown.columns, 30u);
        EXPECT_NEAR(
            shown.bands[0].sum() / number(totals({ "a.nc" }).at("1 power 2019-01").at("value")), 1.0, rounding_of_double);
        ASSERT_EQ(run({ "clip", "a.nc", "--type", "float64", "-o", "b.nc" }).code, 0);
        EXPECT_THAT(cf_violations(folder.file("b.nc")), IsEmpty());
        EXPECT_NEAR(netcdf("b.nc", "CO2_mass").bands[0].sum() / shown.bands[0].sum(), 1.0, rounding_of_double);
    }
}

TEST_F(Clip, MonthsAndSectorsAreNamedBandsOfOneMap)
{
    Field field;
    field.months = 3;
    field.sectors = { "power", "industry" };
    write_field(folder, "a.nc", field);
    const auto rows = totals({ "a.nc" });
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--coverage", "-o", "a.tif" }).code, 0);
    const MapFile shown = map("a.tif");
    ASSERT_EQ(shown.bands.size(), 7u);
    const Words titles { "power 2019-01", "power 2019-02", "power 2019-03", "industry 2019-01", "industry 2019-02",
        "industry 2019-03" };
    for (std::size_t b = 0; b < titles.size(); ++b) {
        EXPECT_EQ(shown.bands[b].title, "CO2 " + titles[b] + " [t]");
        EXPECT_NEAR(shown.bands[b].sum() / number(rows.at("1 " + titles[b]).at("value")), 1.0, rounding_of_float32);
    }
    EXPECT_EQ(shown.bands[6].title, "coverage_fraction");

    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--coverage", "-o", "b.nc" }).code, 0);
    EXPECT_THAT(cf_violations(folder.file("b.nc")), IsEmpty());
    const MapFile cube = netcdf("b.nc", "CO2_mass");
    ASSERT_EQ(cube.bands.size(), 6u) << "time before sector";
    EXPECT_NEAR(cube.bands[1].sum() / number(rows.at("1 industry 2019-01").at("value")), 1.0, rounding_of_float32);
    EXPECT_NEAR(cube.bands[4].sum() / number(rows.at("1 power 2019-03").at("value")), 1.0, rounding_of_float32);
}

TEST_F(Clip, FilesOfOneInventoryBecomeOneMap)
{
    for (int month = 1; month <= 2; ++month) {
        Field field;
        field.months = month;
        write_field(folder, fmt::format("m{}.nc", month), field);
    }
    // The second file has both months: its first is left out, as two files may not give the same.
    const ProgramRun twice = run({ "clip", "m1.nc", "m2.nc", "--only", "1", "-o", "a.tif" });
    EXPECT_EQ(twice.code, 3);
    EXPECT_THAT(twice.err, HasSubstr("both give CO2"));
    EXPECT_FALSE(fs::exists(folder.file("a.tif")));

    Field other;
    other.sectors = { "industry" };
    write_field(folder, "industry.nc", other);
    ASSERT_EQ(run({ "clip", "m2.nc", "industry.nc", "--only", "1", "-o", "a.tif" }).code, 0);
    EXPECT_THAT(map("a.tif").bands, SizeIs(3));
}

TEST_F(Clip, SumsAreTheSumsOfTheTotals)
{
    Field field;
    field.months = 3;
    field.sectors = { "power", "industry" };
    write_field(folder, "a.nc", field);
    const auto rows = totals({ "a.nc" });
    const auto total = [&](const Words& sectors, const Words& periods) {
        double sum = 0.0;
        for (const std::string& sector : sectors) {
            for (const std::string& period : periods) {
                sum += number(rows.at("2 " + sector + " " + period).at("value"));
            }
        }
        return sum;
    };
    const Words all { "2019-01", "2019-02", "2019-03" };
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "2", "--sum", "sectors", "--type", "float64", "-o", "a.tif" }).code, 0);
    MapFile shown = map("a.tif");
    ASSERT_EQ(shown.bands.size(), 3u);
    EXPECT_EQ(shown.bands[1].title, "CO2 power+industry 2019-02 [t]");
    EXPECT_NEAR(shown.bands[1].sum() / total({ "power", "industry" }, { "2019-02" }), 1.0, rounding_of_double);
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "2", "--sum", "periods", "--type", "float64", "-o", "a.tif" }).code, 0);
    shown = map("a.tif");
    ASSERT_EQ(shown.bands.size(), 2u);
    EXPECT_EQ(shown.bands[1].title, "CO2 industry 2019-01/2019-03 [t]");
    EXPECT_NEAR(shown.bands[1].sum() / total({ "industry" }, all), 1.0, rounding_of_double);
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "2", "--sum", "sectors,periods", "--quantity", "flux", "-o", "b.nc" }).code, 0);
    EXPECT_THAT(cf_violations(folder.file("b.nc")), IsEmpty());
    EXPECT_EQ(netcdf("b.nc", "CO2_flux").bands.size(), 1u);
    const Json manifest = Json::parse(content_of(folder.file("b.nc.manifest.json")));
    const Json& band = manifest["maps"][0]["bands"][0];
    EXPECT_EQ(band["period_days"], 90.0);
    EXPECT_NEAR(band["written_t"].get<double>() / total({ "power", "industry" }, all), 1.0, rounding_of_float32);
}

TEST_F(Clip, LayersAreChosenAsForTotals)
{
    Field field;
    field.months = 3;
    field.sectors = { "power", "industry" };
    write_field(folder, "a.nc", field);
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--sector", "industry", "--period", "2019-02,2019-03", "--species", "CO2",
                      "-o", "a.tif" })
                  .code,
        0);
    const MapFile shown = map("a.tif");
    ASSERT_EQ(shown.bands.size(), 2u);
    EXPECT_EQ(shown.bands[0].title, "CO2 industry 2019-02 [t]");
    EXPECT_EQ(run({ "clip", "a.nc", "--only", "1", "--sector", "transport", "-o", "a.tif" }).code, 3);
}

TEST_F(Clip, SeveralCitiesGetAFileEachAndAnIndex)
{
    Field field;
    field.months = 2;
    write_field(folder, "a.nc", field);
    const auto rows = totals({ "a.nc" });
    ASSERT_EQ(run({ "clip", "a.nc", "-o", "maps" }).code, 0);
    EXPECT_THAT(files_in("maps"), ElementsAre("1_field.tif", "2_field.tif", "3_field.tif", "index.gpkg", "manifest.json"));
    EXPECT_THAT(map("maps/2_field.tif").bands, SizeIs(2));

    ASSERT_EQ(run({ "clip", "a.nc", "-o", "named/", "--name-pattern", "{city}_{sector}_{period}", "--format", "nc" }).code, 0);
    EXPECT_THAT(files_in("named"), AllOf(SizeIs(8), Contains("甲 市_power_2019-02.nc"), Contains("Second_power_2019-01.nc")));

    const std::optional<fs::path> ogrinfo = program_on_path("ogrinfo");
    if (!ogrinfo) {
        GTEST_SKIP() << "ogrinfo is not installed";
    }
    const std::string index = run_other_program(*ogrinfo, folder.path(), { "-al", "-q", "maps/index.gpkg" }).out;
    EXPECT_THAT(index, HasSubstr("file (String) = 2_field.tif"));
    EXPECT_THAT(index, HasSubstr("periods (String) = 2019-01, 2019-02"));
    EXPECT_THAT(index, HasSubstr("MULTIPOLYGON"));
    const double total = number(rows.at("2 power 2019-01").at("value")) + number(rows.at("2 power 2019-02").at("value"));
    EXPECT_THAT(index, HasSubstr(fmt::format("total_t (Real) = {:.15g}", total)));
}

TEST_F(Clip, GivesTheSameBytesForAnyNumberOfThreadsAndAnyMemory)
{
    Field field;
    field.months = 3;
    write_field(folder, "a.nc", field);
    for (const std::string format : { "tif", "nc" }) {
        const auto clip = [&](const std::string& name, const std::string& threads, const std::string& memory) {
            const ProgramRun done = run({ "clip", "a.nc", "--quiet", "--format", format, "--coverage", "--threads", threads,
                "--memory", memory, "-o", name });
            ASSERT_EQ(done.code, 0) << done.err;
        };
        clip("one", "1", "512MB");
        clip("two", "2", "512MB");
        clip("small", "2", "1kB"); // what was read and what is copied from lie on disk
        for (const std::string& name : files_in("one")) {
            if (name != "manifest.json") {
                const std::string bytes = content_of(folder.path() / "one" / name);
                EXPECT_EQ(content_of(folder.path() / "two" / name), bytes) << name;
                EXPECT_EQ(content_of(folder.path() / "small" / name), bytes) << name;
            }
        }
        EXPECT_EQ(files_in("small"), files_in("one")) << "nothing of what lay on disk is left";
        for (const char* name : { "one", "two", "small" }) {
            fs::remove_all(folder.path() / name);
        }
    }
}

TEST_F(Clip, LargeMapsAreWrittenSomeRowsAtATime)
{
    Field field;
    field.columns = 700;
    field.rows = 620;
    field.per_degree = 100.0;
    write_field(folder, "a.nc", field);
    // Two parts, with rows between them that have nothing of the city.
    write_cities(folder, { R"({"type":"Feature","properties":{"id":"1","name":"Islands"},"geometry":{"type":"MultiPolygon",
"coordinates":[[[[100.1,20.1],[106.9,20.4],[100.4,21.9],[100.1,20.1]]],
               [[[100.1,24.2],[106.9,24.4],[106.7,26.1],[100.1,24.2]]]]}})" });
    for (const Words& cells : { Words {}, Words { "--crs", "EPSG:4326", "--resolution", "0.013" } }) {
        const auto clip = [&](const std::string& file, const std::string& memory) {
            Words words { "clip", "a.nc", "--sector", "power", "--quantity", "density", "--type", "float64", "--coverage",
                "--png", "--memory", memory, "-o", file };
            words.insert(words.end(), cells.begin(), cells.end());
            return run(words);
        };
        ASSERT_EQ(clip("whole.tif", "512MB").code, 0);
        ASSERT_EQ(clip("rows.tif", "1kB").code, 0);
        EXPECT_EQ(content_of(folder.path() / "rows.tif"), content_of(folder.path() / "whole.tif"));
        EXPECT_EQ(content_of(folder.path() / "rows.tif.png"), content_of(folder.path() / "whole.tif.png"));
        // A netCDF is made in memory.
        ASSERT_EQ(clip("whole.nc", "512MB").code, 0);
        const ProgramRun refused = clip("rows.nc", "1kB");
        EXPECT_EQ(refused.code, 3);
        EXPECT_THAT(refused.err, AllOf(HasSubstr("Islands (1): the map has"), HasSubstr("write GeoTIFF (--format tif, or")));
        EXPECT_FALSE(fs::exists(folder.path() / "rows.nc"));
    }
}

TEST_F(Clip, EveryGeotiffIsCloudOptimised)
{
    Field field;
    field.columns = 700;
    field.rows = 620;
    field.per_degree = 100.0;
    field.months = 12;
    write_field(folder, "a.nc", field);
    write_cities(folder,
        { feature("1", "Large",
              Json::array({ { { 100.1, 20.1 }, { 106.9, 20.4 }, { 106.7, 26.1 }, { 100.4, 25.9 }, { 100.1, 20.1 } } })),
            feature("2", "Small", Json::array({ { { 101.1, 21.1 }, { 101.3, 21.2 }, { 101.2, 21.3 }, { 101.1, 21.1 } } })) });
    for (const Words& further : { Words {}, Words { "--period", "2019-01" }, Words { "--type", "float64", "--coverage" } }) {
        Words words { "clip", "a.nc", "-o", "maps" };
        words.insert(words.end(), further.begin(), further.end());
        ASSERT_EQ(run(words).code, 0);
        for (const char* name : { "maps/1_field.tif", "maps/2_field.tif" }) {
            EXPECT_THAT(cog_violations(folder.path() / name), IsEmpty()) << name;
        }
        const MapFile large = map("maps/1_field.tif");
        ASSERT_GE(large.bands[0].views.size(), 1u);
        for (const MapFile::Band::View& view : large.bands[0].views) {
            double mean = 0.0;
            for (const double value : view.values) {
                mean += std::isnan(value) ? 0.0 : value / static_cast<double>(view.values.size());
            }
            const double of_all = large.bands[0].sum() / static_cast<double>(large.rows * large.columns);
            EXPECT_NEAR(mean / of_all, 1.0, rounding_of_float32) << view.columns << ": mass per cell is kept on every scale";
        }
        EXPECT_THAT(map("maps/2_field.tif").bands[0].views, IsEmpty());
    }
}

TEST(CogRules, FindWhatIsWrongWithAnOrdinaryGeotiff)
{
    const std::optional<fs::path> translate = program_on_path("gdal_translate");
    if (!translate) {
        GTEST_SKIP() << "gdal_translate is not installed";
    }
    const TemporaryFolder folder;
    folder.write("a.asc", "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n3 4\n");
    const auto translated = [&](Words words) {
        words.insert(words.end(), { "-q", "a.asc", "a.tif" });
        EXPECT_EQ(run_other_program(*translate, folder.path(), words).code, 0);
        return cog_violations(folder.path() / "a.tif");
    };
    EXPECT_THAT(translated({ "-of", "COG", "-outsize", "1400", "1400" }), IsEmpty());
    EXPECT_THAT(translated({ "-of", "GTiff", "-outsize", "1400", "1400" }), Contains(HasSubstr("is not tiled")));
    EXPECT_THAT(translated({ "-of", "COG", "-outsize", "1400", "1400", "-co", "OVERVIEWS=NONE" }),
        ElementsAre("a large map has no overviews"));
}

TEST(CfRules, FindWhatIsWrongWithAFile)
{
    const TemporaryFolder folder;
    ::NetcdfWriter(folder.file("a.nc"))
        .attribute("", "Conventions", "CF-1.6")
        .axis("lat", "degrees_north", { 1, 2 })
        .axis("lon", "degrees_east", { 1, 3, 2 })
        .attribute("lat", "standard_name", "latitude")
        .attribute("lat", "bounds", "lat_bnds")
        .attribute("lon", "standard_name", "longtitude")
        .field("1st", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6 })
        .attribute("1st", "units", "tons of it")
        .attribute("1st", "long_name", "mass")
        .attribute("1st", "cell_methods", "height: sum area: adding")
        .attribute("1st", "grid_mapping", "crs")
        .attribute("1st", "coordinates", "sector")
        .attribute("1st", "_FillValue", -1.0, NC_FLOAT)
        .close();
    const std::vector<std::string> broken = cf_violations(folder.file("a.nc"));
    for (const char* sentence :
        { "Conventions do not name CF-1.8", "'1st' is no name", "tons of it", "the bounds of lat are not there",
            "lon is not monotonic", "'longtitude' is no standard name", "'height: sum' is no cell method",
            "'area: adding' is no cell method", "the grid mapping of 1st is none", "there is no coordinate sector" }) {
        EXPECT_THAT(broken, Contains(HasSubstr(sentence)));
    }
}

TEST_F(Clip, NetcdfOfProjectedGridsFollowsCf)
{
    // An ESRI ASCII grid of 20 x 20 km in Gauss-Krueger, 120 degrees east.
    std::string text = "ncols 20\nnrows 20\nxllcorner 490000\nyllcorner 3490000\ncellsize 1000\nNODATA_value -9999\n";
    for (int i = 0; i < 400; ++i) {
        text += std::to_string(100 + i * 7 % 50) + (i % 20 == 19 ? "\n" : " ");
    }
    folder.write("a.asc", text);
    write_cities(folder,
        { feature(
            "1", "Town", Json::array({ { { 119.95, 31.58 }, { 120.05, 31.56 }, { 120.02, 31.66 }, { 119.95, 31.58 } } })) });
    const Words declared { "--assume-crs", "EPSG:4549", "--assume-unit", "t", "--assume-period", "2019", "--assume-species",
        "CO2", "--boundaries", "cities.geojson" };
    const auto with = [&](Words words) {
        words.insert(words.end(), declared.begin(), declared.end());
        return run_program(folder.path(), words);
    };
    const double total = number(read_csv(with({ "totals", "a.asc", "--quiet" }).out).at(0).at("value"));
    ASSERT_EQ(with({ "clip", "a.asc", "--type", "float64", "--coverage", "-o", "a.nc" }).code, 0);
    EXPECT_THAT(cf_violations(folder.file("a.nc")), IsEmpty());
    const MapFile shown = netcdf("a.nc", "CO2_mass");
    EXPECT_NEAR(shown.bands[0].sum() / total, 1.0, rounding_of_double);
    EXPECT_EQ(shown.crs, "EPSG:4549");
    ASSERT_EQ(with({ "clip", "a.asc", "--type", "float64", "-o", "a.tif" }).code, 0);
    EXPECT_EQ(map("a.tif").transform, shown.transform);
    EXPECT_EQ(map("a.tif").crs, "EPSG:4549");
    EXPECT_EQ(map("a.tif").bands[0].sum(), shown.bands[0].sum());
}

TEST_F(Clip, WhatIsMissingIsSaid)
{
    Field field;
    field.no_data_from = 35;
    write_field(folder, "a.nc", field);
    write_cities(folder,
        { three_cities()[0], three_cities()[1],
            feature("9", "Elsewhere", Json::array({ { { 50.0, 50.0 }, { 51.0, 50.0 }, { 51.0, 51.0 }, { 50.0, 50.0 } } })) });
    const ProgramRun done = run({ "clip", "a.nc", "-o", "maps" });
    EXPECT_EQ(done.code, 4);
    EXPECT_THAT(done.err, HasSubstr("Elsewhere (9): 100 % of its area lies outside the grid of a.nc"));
    EXPECT_THAT(done.err, HasSubstr("Second (2)"));
    EXPECT_THAT(done.err, HasSubstr("carries no data in a.nc"));
    EXPECT_THAT(files_in("maps"), ElementsAre("1_field.tif", "2_field.tif", "index.gpkg", "manifest.json"));
    const MapFile second = map("maps/2_field.tif");
    EXPECT_EQ(second.bands[0].metadata.at("FLAG"), "incomplete");
    EXPECT_LT(number(second.bands[0].metadata.at("VALID_SHARE")), 0.5);
    EXPECT_NEAR(second.bands[0].sum() / number(totals({ "a.nc" }).at("2 power 2019-01").at("value")), 1.0, rounding_of_float32);
    const Json manifest = Json::parse(content_of(folder.path() / "maps" / "manifest.json"));
    EXPECT_THAT(manifest["shortcomings"], SizeIs(3)) << "one city off the grid and so without data, one without data in part";
    EXPECT_THAT(manifest["outputs"], SizeIs(3));

    const ProgramRun nothing = run({ "clip", "a.nc", "--only", "9", "-o", "nine.tif" });
    EXPECT_EQ(nothing.code, 3);
    EXPECT_THAT(nothing.err,
        AllOf(HasSubstr("none of the cities has a cell on the grid of a.nc"), HasSubstr("Elsewhere (9): 100 % of its area")));
    EXPECT_FALSE(fs::exists(folder.file("nine.tif")));
}

TEST_F(Clip, TheManifestSaysHowItClosed)
{
    write_field(folder, "a.nc", {});
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "2", "-o", "a.tif" }).code, 0);
    const Json manifest = Json::parse(content_of(folder.file("a.tif.manifest.json")));
    EXPECT_EQ(manifest["output"]["file"], "a.tif");
    EXPECT_EQ(manifest["inputs"][0]["file"], "a.nc");
    EXPECT_EQ(manifest["options"]["mask"], "fraction");
    EXPECT_LT(std::abs(manifest["closure"][0]["residual"].get<double>()), rounding_of_double);
    const Json& band = manifest["maps"][0]["bands"][0];
    EXPECT_EQ(band["city_total_t"], manifest["closure"][0]["cities_t"]);
    EXPECT_NEAR(band["written_t"].get<double>() / band["city_total_t"].get<double>(), 1.0, rounding_of_float32);
}

TEST_F(Clip, AMapAppearsWithItsManifestOrNotAtAll)
{
    write_field(folder, "a.nc", {});
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "-o", "a.tif" }).code, 0);
    const std::string old = content_of(folder.file("a.tif"));
    fs::remove(folder.file("a.tif.manifest.json"));
    fs::create_directory(folder.file("a.tif.manifest.json"));
    const ProgramRun refused = run({ "clip", "a.nc", "--only", "2", "-o", "a.tif" });
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err, HasSubstr("a.tif.manifest.json: is a folder"));
    EXPECT_EQ(content_of(folder.file("a.tif")), old);
}

TEST_F(Clip, WrongOptionsAreWrongUsage)
{
    write_field(folder, "a.nc", {});
    const auto complaint = [&](const Words& further) {
        Words words { "clip", "a.nc" };
        words.insert(words.end(), further.begin(), further.end());
        const ProgramRun done = run(words);
        EXPECT_EQ(done.code, 2) << done.err;
        return done.err;
    };
    EXPECT_THAT(complaint({}), HasSubstr("--output is missing"));
    EXPECT_THAT(complaint({ "-o", "a.tif" }), HasSubstr("one file takes one city, and 3 are asked for"));
    EXPECT_THAT(complaint({ "-o", "a.png" }), HasSubstr("the suffix '.png' is none that maps are written in"));
    EXPECT_THAT(complaint({ "--only", "1", "-o", "a.tif", "--format", "nc" }), HasSubstr("two formats"));
    EXPECT_THAT(
        complaint({ "--only", "1", "-o", "a.tif", "--name-pattern", "{id}" }), HasSubstr("--name-pattern names the files"));
    EXPECT_THAT(complaint({ "-o", "maps", "--name-pattern", "{sector}" }), HasSubstr("put {id} into it"));
    EXPECT_THAT(complaint({ "-o", "maps", "--name-pattern", "{town}" }), HasSubstr("no field {town}"));
    EXPECT_THAT(complaint({ "--only", "1", "-o", "a.tif", "--mask", "centre", "--edge", "fill" }), HasSubstr("leave one out"));
    EXPECT_THAT(complaint({ "--only", "1", "-o", "a.tif", "--quantity", "weight" }), HasSubstr("weight"));
    EXPECT_THAT(complaint({ "--only", "1", "-o", "a.tif", "--sum", "months" }), HasSubstr("months"));
    EXPECT_THAT(complaint({ "--only", "Nobody", "-o", "a.tif" }), HasSubstr("has no city 'Nobody'"));
    EXPECT_THAT(complaint({ "--only", "1", "-o", "a.nc" }), HasSubstr("this is an input of the run"));
    fs::create_directory(folder.path() / "inputs");
    fs::copy(folder.file("a.nc"), folder.path() / "inputs" / "1_field.nc");
    const ProgramRun itself = run({ "clip", "inputs/1_field.nc", "-o", "inputs", "--format", "nc" });
    EXPECT_EQ(itself.code, 2);
    EXPECT_THAT(itself.err, HasSubstr("inputs/1_field.nc: this is an input of the run"));
    EXPECT_THAT(files_in("inputs"), ElementsAre("1_field.nc"));
    fs::remove_all(folder.path() / "inputs");
    EXPECT_EQ(files_in("."), (std::set<std::string> { "a.nc", "cities.geojson", "field.toml", "maps" }));
    EXPECT_THAT(files_in("maps"), IsEmpty());
    EXPECT_EQ(run({ "clip", "a.nc", "--only", "1", "-o", "nowhere/a.tif" }).code, 3);
}

TEST_F(Clip, GridsThatDifferDoNotFitIntoOneFile)
{
    write_field(folder, "a.nc", {});
    Field shifted;
    shifted.west = 100.05;
    shifted.sectors = { "industry" };
    write_field(folder, "b.nc", shifted);
    const ProgramRun one = run({ "clip", "a.nc", "b.nc", "--only", "1", "-o", "a.tif" });
    EXPECT_EQ(one.code, 3);
    EXPECT_THAT(one.err, HasSubstr("a.nc and b.nc lie on different grids"));
    EXPECT_FALSE(fs::exists(folder.file("a.tif")));
    ASSERT_EQ(run({ "clip", "a.nc", "b.nc", "--only", "1", "-o", "maps", "--name-pattern", "{id}_{sector}" }).code, 0);
    EXPECT_NEAR(map("maps/1_industry.tif").transform[0], 100.95, 1e-9);
    EXPECT_NEAR(map("maps/1_power.tif").transform[0], 101.0, 1e-9);
}

TEST_F(Clip, GridsThatDifferByARoundingAreOne)
{
    write_field(folder, "a.nc", {});
    Field rounded;
    // A thousandth of a millionth of a cell; the edges of the cities lie within cells.
    rounded.west = 100.0 + 1e-10;
    rounded.sectors = { "industry" };
    rounded.per_degree = 10.0000000001;
    write_field(folder, "b.nc", rounded);
    const double total = number(totals({ "a.nc" }).at("2 power 2019-01").at("value"))
        + number(totals({ "b.nc" }).at("2 industry 2019-01").at("value"));
    ASSERT_EQ(run({ "clip", "a.nc", "b.nc", "--only", "2", "--sum", "sectors", "--type", "float64", "-o", "a.tif" }).code, 0);
    EXPECT_NEAR(map("a.tif").bands.at(0).sum() / total, 1.0, rounding_of_double);
}

TEST_F(Clip, AKilledRunLeavesWholeFilesOnly)
{
    Field field;
    field.columns = 600;
    field.rows = 500;
    field.per_degree = 100.0;
    field.months = 12;
    write_field(folder, "a.nc", field);
    std::vector<std::string> features;
    for (int c = 0; c < 40; ++c) {
        const double west = 100.0 + 0.1 * c;
        features.push_back(feature(fmt::format("{:02}", c), fmt::format("City {}", c),
            Json::array({ { { west, 20.1 }, { west + 1.9, 20.3 }, { west + 1.5, 24.7 }, { west, 20.1 } } })));
    }
    write_cities(folder, features);
    const Words words { "clip", "a.nc", "--inventory", "field.toml", "--boundaries", "cities.geojson", "--type", "float64",
        "-o", "maps", "--cache", "off" };
    const auto finished = [&] {
        std::size_t count = 0;
        std::error_code gone;
        for (fs::directory_iterator entry(folder.path() / "maps", gone), end; !gone && entry != end; entry.increment(gone)) {
            const std::string name = entry->path().filename().string();
            count += !name.starts_with('.') && name.ends_with(".tif") ? 1 : 0;
        }
        return count;
    };
    const ProgramRun killed = run_program_until(folder.path(), words, [&] { return finished() >= 3; });
    if (killed.code == 0) {
        GTEST_SKIP() << "the run ended before it was killed";
    }
    EXPECT_FALSE(fs::exists(folder.path() / "maps" / "manifest.json"));
    std::size_t whole = 0;
    for (const std::string& name : files_in("maps")) {
        if (!name.starts_with('.')) {
            const MapFile shown = map("maps/" + name);
            ASSERT_EQ(shown.bands.size(), 12u) << name;
            EXPECT_NEAR(shown.bands[11].sum() / number(shown.bands[11].metadata.at("CITY_TOTAL_T")), 1.0, rounding_of_double);
            ++whole;
        }
    }
    EXPECT_GE(whole, 3u);
    EXPECT_EQ(run_program(folder.path(), words).code, 0) << "and the next run finishes";
    EXPECT_EQ(finished(), 40u);
}

} // namespace
} // namespace cityflux
