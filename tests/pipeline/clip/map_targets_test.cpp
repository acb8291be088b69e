#include "tests/geojson.h"
#include "tests/run_program.h"

#include "tests/folder_content.h"
#include "tests/netcdf_writer.h"
#include "tests/pipeline/clip/cf_rules.h"
#include "tests/pipeline/clip/cog_rules.h"
#include "tests/pipeline/clip/map_file.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Json = nlohmann::json;

/// A city of 2 x 2 degrees whose edges cut cells of 1 degree in half:
///
///     33 +---+---+---+       cells of t
///        | 1 | 2 | 3 |
///     32 +   +---+   +       the city from 100.5 to 102.5 E, 30.5 to 32.5 N
///        | 4 | 5 | 6 |
///     31 +   +---+   +
///        | 7 | 8 | 9 |
///     30 +---+---+---+
///       100 101 102 103
const std::string city
    = geojson::feature(R"({"adcode":"1","name":"方城"})", Box { 100.5, 30.5, 102.5, 32.5 });

class MapTargets : public ::testing::Test {
protected:
    void SetUp() override
    {
        write_cities({ city });
        field("grid.nc", { 30.5, 31.5, 32.5 }, { 100.5, 101.5, 102.5 },
            { 7e3, 8e3, 9e3, 4e3, 5e3, 6e3, 1e3, 2e3, 3e3 });
    }

    void write_cities(const std::vector<std::string>& features) const
    {
        folder_.write("city.geojson", geojson::collection(features));
    }

    void field(const std::string& name, const std::vector<double>& lat,
        const std::vector<double>& lon, const std::vector<double>& tonnes,
        const std::string& species = "CO2") const
    {
        ::NetcdfWriter(folder_.file(name))
            .axis("lat", "degrees_north", lat)
            .axis("lon", "degrees_east", lon)
            .field("emission", { "lat", "lon" }, tonnes, NC_DOUBLE)
            .attribute("emission", "units", "t")
            .attribute("emission", "substance", species)
            .attribute("", "year", "2019")
            .close();
    }

    /// Cells of a quarter of a degree over all of the grid: people live in the south-west quarter
    /// of each degree only.
    void people() const
    {
        std::vector<double> centres;
        for (int i = 0; i < 12; ++i) {
            centres.push_back(0.125 + 0.25 * i);
        }
        std::vector<double> lat;
        std::vector<double> lon;
        std::vector<double> count;
        for (int r = 0; r < 12; ++r) {
            lat.push_back(30.0 + centres[r]);
            lon.push_back(100.0 + centres[r]);
            for (int c = 0; c < 12; ++c) {
                count.push_back(r % 4 < 2 && c % 4 < 2 ? 10.0 : 0.0);
            }
        }
        field("people.nc", lat, lon, count);
    }

    ProgramRun run(const std::string& command, const Words& more) const
    {
        return run_program(folder_.path(),
            appended(
                { command, "grid.nc", "--boundaries", "city.geojson", "--cache", "off" }, more));
    }

    /// Runs clip, expects success and returns standard error.
    std::string clip(const Words& more) const
    {
        const ProgramRun ended = run("clip", more);
        EXPECT_EQ(ended.code, 0) << ended.err;
        return ended.err;
    }

    double total(const Words& more = {}) const
    {
        const CsvRows rows = read_csv(run("totals", more).out);
        return rows.empty() ? std::nan("") : number(rows[0], "value");
    }

    MapFile map(const std::string& name) const { return read_map(folder_.file(name)); }

    Json manifest(const std::string& name) const
    {
        return Json::parse(content_of(folder_.path() / (name + ".manifest.json")));
    }

    TemporaryFolder folder_;
};

TEST_F(MapTargets, KeepTheMassOnAnyGrid)
{
    const double expected = total();
    for (const auto& [crs, resolution] : { std::pair { "EPSG:32648", "9000" },
             { "EPSG:3857", "20000" }, { "EPSG:4326", "0.3" }, { "EPSG:6933", "7000" } }) {
        clip({ "--crs", crs, "--resolution", resolution, "--type", "float64", "-o", "a.tif" });
        const MapFile made = map("a.tif");
        EXPECT_NEAR(made.bands.at(0).sum() / expected, 1.0, 1e-9) << crs;
        EXPECT_EQ(made.crs, crs);
        EXPECT_DOUBLE_EQ(made.transform[1], std::stod(resolution));
        const double lines = made.transform[0] / std::stod(resolution);
        EXPECT_NEAR(lines, std::round(lines), 1e-9) << "lines at multiples of the resolution";
        EXPECT_THAT(cog_violations(folder_.file("a.tif")), IsEmpty()) << crs;
    }
}

TEST_F(MapTargets, SpreadACellEvenly)
{
    // Halves of cells: the middle one becomes four equal ones, but for the area of rows.
    clip({ "--crs", "EPSG:4326", "--resolution", "0.5", "--type", "float64", "-o", "a.tif" });
    const MapFile made = map("a.tif");
    ASSERT_EQ(made.columns, 4u);
    ASSERT_EQ(made.rows, 4u);
    const std::vector<double>& t = made.bands[0].values; // from the north
    EXPECT_NEAR(t[0] + 0.0, 1e3 / 4, 2.0) << "a quarter of the north-western cell";
    EXPECT_NEAR(t[5] + t[6] + t[9] + t[10], 5e3, 1e-6);
    EXPECT_DOUBLE_EQ(t[5], t[6]);
    EXPECT_LT(t[5], t[9]) << "the southern half of a cell is larger";
    EXPECT_NEAR(t[5] / t[9], 1.0, 0.01);
}

TEST_F(MapTargets, AreWrittenAsNetcdfToo)
{
    clip({ "--crs", "EPSG:32648", "--resolution", "20000", "--type", "float64", "--coverage", "-o",
        "a.nc" });
    EXPECT_THAT(cf_violations(folder_.file("a.nc")), IsEmpty());
    const Json band = manifest("a.nc")["maps"][0]["bands"][0];
    EXPECT_NEAR(band["written_t"].get<double>() / total(), 1.0, 1e-9);
    EXPECT_EQ(band["lost_t"], 0.0);
    EXPECT_EQ(manifest("a.nc")["options"]["crs"], "EPSG:32648");
}

TEST_F(MapTargets, TakeTheCellsOfAnotherRaster)
{
    clip({ "--crs", "EPSG:32648", "--resolution", "9000", "-o", "a.tif" });
    clip({ "--like", "a.tif", "--type", "float64", "-o", "b.tif" });
    const MapFile first = map("a.tif");
    const MapFile second = map("b.tif");
    EXPECT_EQ(first.transform, second.transform);
    EXPECT_EQ(first.columns, second.columns);
    EXPECT_NEAR(second.bands[0].sum() / total(), 1.0, 1e-9);
}

TEST_F(MapTargets, MassOffTarget_IsReported)
{
    // A raster of the western half of the city.
    field("west.nc", { 30.25, 30.75, 31.25, 31.75, 32.25, 32.75 }, { 100.25, 100.75, 101.25 },
        std::vector<double>(18, 1.0));
    const ProgramRun run_
        = run("clip", { "--like", "west.nc", "--type", "float64", "-o", "a.tif" });
    EXPECT_EQ(run_.code, 4);
    EXPECT_THAT(
        run_.err, AllOf(HasSubstr("of 方城 (CO2"), HasSubstr("lie outside the grid of the map")));
    const Json band = manifest("a.tif")["maps"][0]["bands"][0];
    EXPECT_NEAR(
        (band["written_t"].get<double>() + band["lost_t"].get<double>()) / total(), 1.0, 1e-9);
    EXPECT_NEAR(map("a.tif").bands[0].sum(), band["written_t"].get<double>(), 1e-6);
    EXPECT_GT(band["lost_t"].get<double>(), 0.0);

    field("far.nc", { 10.5, 11.5 }, { 10.5, 11.5 }, { 1, 2, 3, 4 });
    const ProgramRun far = run("clip", { "--like", "far.nc", "-o", "c.tif" });
    EXPECT_EQ(far.code, 3);
    EXPECT_THAT(far.err, HasSubstr("方城 (1): missing map"));
    EXPECT_FALSE(fs::exists(folder_.path() / "c.tif"));
}

TEST_F(MapTargets, CityOffTarget_IsLeftOut)
{
    write_cities({ city,
        geojson::feature(R"({"adcode":"2","name":"远城"})", Box { 100.1, 30.1, 100.2, 30.2 }) });
    field("east.nc", { 30.5, 31.5, 32.5 }, { 101.5, 102.5, 103.5 }, std::vector<double>(9, 1.0));
    const ProgramRun ended = run("clip", { "--like", "east.nc", "-o", "maps/" });
    EXPECT_EQ(ended.code, 4) << ended.err;
    EXPECT_THAT(ended.err,
        HasSubstr(
            "远城 (2): missing map: the city lies outside the cells of the maps; choose another "
            "--like"));
    EXPECT_TRUE(fs::exists(folder_.path() / "maps/1_grid.tif"));
    EXPECT_FALSE(fs::exists(folder_.path() / "maps/2_grid.tif"));
}

TEST_F(MapTargets, UnsupportedCrs_IsNotWritten)
{
    const auto refusal = [&](const std::string& crs, const std::string& resolution,
                             const std::string& file, int code) {
        const ProgramRun refused
            = run("clip", { "--crs", crs, "--resolution", resolution, "-o", file });
        EXPECT_EQ(refused.code, code) << refused.err;
        EXPECT_FALSE(fs::exists(folder_.path() / file));
        for (const auto& entry : fs::directory_iterator(folder_.path())) {
            EXPECT_THAT(entry.path().filename().string(), ::testing::Not(HasSubstr("partial")))
                << "nothing is left behind";
        }
        return refused.err;
    };
    EXPECT_THAT(refusal("+proj=tpers +h=5000000 +lat_0=35 +lon_0=110", "10000", "a.tif", 3),
        HasSubstr("unsupported CRS in GeoTIFF"));
    EXPECT_THAT(
        refusal("EPSG:3857", "10000", "a.nc", 3), HasSubstr("unsupported projection in CF"));
    EXPECT_THAT(refusal("+proj=ob_tran +o_proj=longlat +lon_0=-60 +o_lat_p=50 +R=6371229", "0.1",
                    "b.nc", 2),
        HasSubstr("unsupported rotated pole"));
}

TEST_F(MapTargets, ReachAroundTheWorld)
{
    write_cities(
        { geojson::feature(R"({"adcode":"1","name":"belt"})", Box { -180, -10, 180, 10 }) });
    std::vector<double> lat;
    std::vector<double> lon;
    for (int i = 0; i < 18; ++i) {
        lat.push_back(-85.0 + 10.0 * i);
    }
    for (int i = 0; i < 36; ++i) {
        lon.push_back(-175.0 + 10.0 * i);
    }
    field("grid.nc", lat, lon, std::vector<double>(18 * 36, 5.0));
    clip({ "--crs", "EPSG:4326", "--resolution", "5", "--type", "float64", "-o", "a.tif" });
    const MapFile made = map("a.tif");
    EXPECT_EQ(made.columns, 72u);
    EXPECT_NEAR(made.bands[0].sum(), 2 * 36 * 5.0, 1e-9);
}

TEST_F(MapTargets, CloseHoweverManyCellsAreAlike)
{
    std::vector<double> lat;
    std::vector<double> lon;
    for (int i = 0; i < 1200; ++i) {
        lat.push_back(30.0 + (i + 0.5) / 400.0);
        lon.push_back(100.0 + (i + 0.5) / 400.0);
    }
    field("grid.nc", lat, lon, std::vector<double>(1200 * 1200, 0.1));
    clip({ "--type", "float64", "-o", "a.tif" });
    EXPECT_NEAR(
        manifest("a.tif")["maps"][0]["bands"][0]["written_t"].get<double>() / (800.0 * 800.0 * 0.1),
        1.0, 1e-13);
}

TEST_F(MapTargets, LieWhereTheProxyIs)
{
    people();
    const double with_proxy = total({ "--proxy", "people.nc" });
    EXPECT_GT(std::abs(with_proxy - total()), 100.0);
    clip({ "--proxy", "people.nc", "--type", "float64", "-o", "a.tif" });
    const MapFile made = map("a.tif");
    EXPECT_DOUBLE_EQ(made.transform[1], 0.25);
    EXPECT_NEAR(made.bands[0].sum() / with_proxy, 1.0, 1e-12);
    // The middle cell is wholly inside: its 5000 t lie in four pixels, and nothing in the other
    // twelve.
    double south_west = 0.0;
    double elsewhere = 0.0;
    for (std::size_t r = 0; r < made.rows; ++r) {
        for (std::size_t c = 0; c < made.columns; ++c) {
            const double east = made.transform[0] + (static_cast<double>(c) + 0.5) * 0.25;
            const double north = made.transform[3] - (static_cast<double>(r) + 0.5) * 0.25;
            const double t = made.bands[0].values[r * made.columns + c];
            if (east > 101.0 && east < 102.0 && north > 31.0 && north < 32.0 && !std::isnan(t)) {
                (east < 101.5 && north < 31.5 ? south_west : elsewhere) += t;
            }
        }
    }
    EXPECT_NEAR(south_west, 5e3, 1e-9);
    EXPECT_EQ(elsewhere, 0.0);
    const Json said = manifest("a.tif");
    EXPECT_EQ(said["options"]["proxy"], "people.nc");
    EXPECT_EQ(said["proxy"]["sha256"].get<std::string>().size(), 64u);
    EXPECT_NEAR(said["proxy"]["totals"][0]["with_t"].get<double>(), with_proxy, 1e-9);
}

TEST_F(MapTargets, ManyPixels_MatchTheirProxy)
{
    // More rows of pixels than one tile of a GeoTIFF has, and not a multiple of them.
    std::vector<double> lat;
    std::vector<double> lon;
    for (int i = 0; i < 700; ++i) {
        lat.push_back(30.0 + (i + 0.5) * 3.0 / 700);
        lon.push_back(100.0 + (i + 0.5) * 3.0 / 700);
    }
    std::vector<double> count;
    for (int i = 0; i < 700 * 700; ++i) {
        count.push_back(i % 13);
    }
    field("people.nc", lat, lon, count);
    clip({ "--proxy", "people.nc", "--type", "float64", "-o", "a.tif" });
    EXPECT_NEAR(map("a.tif").bands.at(0).sum() / total({ "--proxy", "people.nc" }), 1.0, 1e-9);
    // Its pixels are worked out at once.
    const ProgramRun refused
        = run("clip", { "--proxy", "people.nc", "--memory", "1kB", "-o", "b.tif" });
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err,
        AllOf(HasSubstr("--proxy people.nc"), HasSubstr("insufficient memory"),
            HasSubstr("raise --memory")));
}

TEST_F(MapTargets, UnderflowingType_IsRefused)
{
    field("small.nc", { 30.5, 31.5, 32.5 }, { 100.5, 101.5, 102.5 }, std::vector<double>(9, 1e-41));
    const auto clip_small = [&](const Words& more) {
        return run_program(folder_.path(),
            appended({ "clip", "small.nc", "--boundaries", "city.geojson", "--cache", "off", "-o",
                         "a.tif" },
                more));
    };
    const ProgramRun refused = clip_small({});
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err,
        AllOf(HasSubstr("values of CO2 total 2019 [t] out of range of float32"),
            HasSubstr("--type float64")));
    EXPECT_FALSE(fs::exists(folder_.path() / "a.tif"));
    EXPECT_EQ(clip_small({ "--type", "float64" }).code, 0);
}

TEST_F(MapTargets, BringAFinerPictureToAnyGrid)
{
    people();
    clip({ "--proxy", "people.nc", "--crs", "EPSG:32648", "--resolution", "10000", "--type",
        "float64", "-o", "a.tif" });
    EXPECT_NEAR(map("a.tif").bands[0].sum() / total({ "--proxy", "people.nc" }), 1.0, 1e-9);
    EXPECT_EQ(map("a.tif").crs, "EPSG:32648");
}

TEST_F(MapTargets, HaveAPictureBesideThem)
{
    clip({ "--png", "-o", "a.tif" });
    const std::string png = content_of(folder_.path() / "a.tif.png");
    EXPECT_THAT(png, StartsWith("\x89PNG"));
    const Json map_ = manifest("a.tif")["maps"][0];
    EXPECT_EQ(map_["picture"]["file"], "a.tif.png");
    EXPECT_EQ(map_["picture"]["sha256"].get<std::string>().size(), 64u);
    clip({ "--png", "--crs", "EPSG:32648", "--resolution", "9000", "-o", "maps/" });
    EXPECT_TRUE(fs::exists(folder_.path() / "maps/1_grid.tif.png"));
    EXPECT_NE(content_of(folder_.path() / "maps/1_grid.tif.png"), png);
}

TEST_F(MapTargets, AnyThreads_GiveSameMap)
{
    people();
    std::vector<std::string> bytes;
    for (const char* threads : { "1", "2", "5" }) {
        clip({ "--proxy", "people.nc", "--crs", "EPSG:32648", "--resolution", "3000", "--png",
            "--threads", threads, "-o", "a.tif" });
        bytes.push_back(
            content_of(folder_.path() / "a.tif") + content_of(folder_.path() / "a.tif.png"));
    }
    EXPECT_EQ(bytes[0], bytes[1]);
    EXPECT_EQ(bytes[0], bytes[2]);
}

TEST_F(MapTargets, ConflictingOptions_AreRefused)
{
    const auto refusal = [&](const Words& words, int code) {
        const ProgramRun refused = run("clip", appended(words, { "-o", "x.tif" }));
        EXPECT_EQ(refused.code, code) << refused.err;
        EXPECT_FALSE(fs::exists(folder_.path() / "x.tif"));
        return refused.err;
    };
    people();
    EXPECT_THAT(refusal({ "--crs", "EPSG:32648" }, 2), HasSubstr("--resolution"));
    EXPECT_THAT(refusal({ "--resolution", "1000" }, 2), HasSubstr("--crs"));
    EXPECT_THAT(
        refusal({ "--crs", "EPSG:32648", "--resolution", "0" }, 2), HasSubstr("--resolution"));
    EXPECT_THAT(refusal({ "--crs", "no such", "--resolution", "1" }, 2), HasSubstr("no such"));
    EXPECT_THAT(refusal({ "--crs", "EPSG:32648", "--resolution", "1000", "--like", "grid.nc" }, 2),
        HasSubstr("--like"));
    EXPECT_THAT(refusal({ "--mask", "touch", "--like", "grid.nc" }, 2), HasSubstr("--mask touch"));
    EXPECT_THAT(
        refusal({ "--edge", "fill", "--proxy", "people.nc" }, 2), HasSubstr("leave one out"));
    EXPECT_THAT(refusal({ "--like", "none.tif" }, 3), HasSubstr("none.tif"));
    EXPECT_THAT(refusal({ "--proxy", "city.geojson" }, 3), HasSubstr("city.geojson"));
    EXPECT_THAT(refusal({ "--crs", "EPSG:32648", "--resolution", "0.01" }, 3),
        AllOf(HasSubstr("--resolution 0.01 for 方城"), HasSubstr("number of cells out of range")));
}

TEST(RealMapTargets, KeepTheMassOfCountyFields)
{
    const std::string county = shared_data("county/county_co2_2010.nc");
    if (!fs::exists(county)) {
        GTEST_SKIP() << "the shared data are not here";
    }
    const TemporaryFolder folder;
    const ProgramRun maps = run_program(folder.path(),
        { "clip", county, "--assume-period", "2010", "--only", "Beijing,Chongqing,Xiamen", "--crs",
            "EPSG:4549", "--resolution", "1000", "--type", "float64", "--cache", "off", "-o",
            "km/" });
    ASSERT_EQ(maps.code, 0) << maps.err;
    const Json manifest = Json::parse(content_of(folder.path() / "km/manifest.json"));
    for (const Json& map : manifest["maps"]) {
        const Json& band = map["bands"][0];
        EXPECT_NEAR(band["written_t"].get<double>() / band["city_total_t"].get<double>(), 1.0, 1e-9)
            << map["city"];
    }
}

} // namespace
} // namespace cityflux
