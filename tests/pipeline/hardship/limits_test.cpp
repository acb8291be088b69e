#include "tests/run_program.h"

#include "boundaries/outlines/geometry.h"
#include "grids/geometry/earth.h"
#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/netcdf_writer.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <numeric>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

/// The full size of what is asked for (CITYFLUX_FULL_LIMITS=1, scripts/limits), or a tenth, so that
/// the tests stay short.
std::size_t tenth_of(std::size_t full)
{
    return std::getenv("CITYFLUX_FULL_LIMITS") != nullptr ? full : full / 10;
}

std::string city(const std::string& id, const std::string& name, const Ring& outline)
{
    return geojson::feature(geojson::properties(id, name), outline);
}

Ring box(double west, double south, double width, double height)
{
    return box_ring({ west, south, west + width, south + height });
}

/// Centres of cells that begin at `low`.
std::vector<double> centres(double low, double step, std::size_t count)
{
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = low + step * (static_cast<double>(i) + 0.5);
    }
    return values;
}

/// An even emission of the world on cells of one degree, with an attribute for each thing that has
/// to be known.
void write_world(const std::string& path, const std::string& unit)
{
    NetcdfWriter(path)
        .axis("lat", "degrees_north", centres(-90.0, 1.0, 180))
        .axis("lon", "degrees_east", centres(-180.0, 1.0, 360))
        .field("co2", { "lat", "lon" }, std::vector<double>(180 * 360, 1.0))
        .attribute("co2", "units", unit)
        .close();
}

constexpr double seconds_of_2019 = 365.0 * 86400.0;

/// Tonnes that 1 kg m-2 s-1 gives in 2019 on an outline.
double tonnes_of(const Ring& ring)
{
    return true_area_km2({ { ring, {} } }) * 1e6 * seconds_of_2019 * 1e-3;
}

class Limits : public testing::Test {
protected:
    /// Runs over a grid without metadata and prints what it took.
    ProgramRun run(Words words, int code = 0) const
    {
        if (words.front() != "run") {
            words.insert(words.end(), { "--assume-period", "2019", "--assume-species", "CO2" });
        }
        const ProgramRun run = run_built_program(folder.path(), words);
        EXPECT_EQ(run.code, code) << run.err;
        std::printf("%s %s: %.2f s, %.0f MB\n",
            testing::UnitTest::GetInstance()->current_test_info()->name(), words.front().c_str(),
            run.seconds, run.megabytes);
        return run;
    }

    TemporaryFolder folder;
};

/// Half degrees that tile 100 W to 100 E, 62 S to 63 N: 4 to a cell, and each cell has 1 t.
TEST_F(Limits, HundredThousandCities_AreTotalled)
{
    const std::size_t rows = tenth_of(250);
    std::vector<std::string> features;
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < 400; ++c) {
            const std::string id = fmt::format("{}-{}", r, c);
            features.push_back(city(id, id,
                box(-100.0 + 0.5 * static_cast<double>(c), -62.0 + 0.5 * static_cast<double>(r),
                    0.5, 0.5)));
        }
    }
    folder.write("cities.geojson", geojson::collection(features));
    write_world(folder.file("world.nc"), "t");
    run({ "totals", "world.nc", "--boundaries", "cities.geojson", "--id", "id", "-o", "t.csv",
        "--cache", "cache" });
    run({ "totals", "world.nc", "--boundaries", "cities.geojson", "--id", "id", "-o", "cached.csv",
        "--cache", "cache" });
    const CsvRows table = read_csv(content_of(folder.path() / "t.csv"));
    ASSERT_EQ(table.size(), rows * 400);
    double sum = 0.0;
    for (const auto& row : table) {
        sum += number(row, "value");
    }
    // Rows of cities beyond the last whole cell.
    const double part = rows % 2 == 0 ? 0.0 : number(table.back(), "value") * 400.0;
    EXPECT_NEAR(sum, static_cast<double>(rows / 2) * 200.0 + part, 1e-7);
    const double south = earth::authalic_sine(-62.0);
    const double share
        = (earth::authalic_sine(-61.5) - south) / (earth::authalic_sine(-61.0) - south) / 2.0;
    EXPECT_NEAR(number(table.front(), "value"), share, 1e-12);
    EXPECT_EQ(content_of(folder.path() / "t.csv"), content_of(folder.path() / "cached.csv"));
}

/// A coast of two million points: bays within bays, none of which meets another.
TEST_F(Limits, TwoMillionPoints_AreTotalled)
{
    const std::size_t points = tenth_of(2'000'000);
    Ring ring;
    ring.reserve(points);
    for (std::size_t i = 0; i < points; ++i) {
        const double angle = 2.0 * M_PI * static_cast<double>(i) / static_cast<double>(points);
        double radius = 5.0;
        for (int waves = 5; waves < 20000; waves *= 3) {
            radius += 2.0 / waves * std::sin(waves * angle + waves);
        }
        ring.push_back({ 105.0 + radius * std::cos(angle), 35.0 + radius * std::sin(angle) });
    }
    folder.write("coast.geojson", geojson::collection({ city("1", "coast", ring) }));
    write_world(folder.file("world.nc"), "kg m-2 s-1");
    run({ "totals", "world.nc", "--boundaries", "coast.geojson", "--id", "id", "-o", "t.csv",
        "--cache", "cache" });
    run({ "totals", "world.nc", "--boundaries", "coast.geojson", "--id", "id", "-o", "cached.csv",
        "--cache", "cache" });
    const CsvRows table = read_csv(content_of(folder.path() / "t.csv"));
    ASSERT_EQ(table.size(), 1u);
    EXPECT_EQ(table[0].at("flag"), "");
    // Edges are straight in longitude and latitude; in the plane of the area they are cut within 6
    // mm of that.
    EXPECT_NEAR(number(table[0], "value") / tonnes_of(ring), 1.0, 1e-8);
    EXPECT_EQ(content_of(folder.path() / "t.csv"), content_of(folder.path() / "cached.csv"));
}

/// 0.1 mm: coordinates near 116 carry 1.4e-14 degrees, 1.4e-5 of its side.
TEST_F(Limits, CityOfBillionthDegree_IsTotalled)
{
    constexpr double digits = 1e-4;
    const std::vector<Point> places { { 116.3, 39.9 }, { 179.9999999995, 0.25 }, { -0.3, -60.0 },
        { 0.0, 0.0 } };
    std::vector<std::string> features;
    std::vector<Ring> rings;
    for (std::size_t i = 0; i < places.size(); ++i) {
        rings.push_back(box(places[i].x, places[i].y, 1e-9, 1e-9));
        features.push_back(city(std::to_string(i), "speck", rings.back()));
    }
    folder.write("specks.geojson", geojson::collection(features));
    write_world(folder.file("world.nc"), "kg m-2 s-1");
    run({ "totals", "world.nc", "--boundaries", "specks.geojson", "--id", "id", "-o", "t.csv",
        "--cache", "off" });
    const CsvRows table = read_csv(content_of(folder.path() / "t.csv"));
    ASSERT_EQ(table.size(), places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        EXPECT_NEAR(number(table[i], "value") / tonnes_of(rings[i]), 1.0, digits) << i;
        EXPECT_EQ(table[i].at("valid_share"), "1") << i;
    }
}

TEST_F(Limits, GridOfOneCell_IsTotalled)
{
    folder.write("one.asc",
        "ncols 1\nnrows 1\nxllcorner 100\nyllcorner 30\ncellsize 1\nNODATA_value -9999\n8\n");
    NetcdfWriter(folder.file("one.nc"))
        .dimension("nv", 2)
        .axis("lat", "degrees_north", { 30.5 })
        .axis("lon", "degrees_east", { 100.5 })
        .attribute("lat", "bounds", "lat_bnds")
        .attribute("lon", "bounds", "lon_bnds")
        .field("lat_bnds", { "lat", "nv" }, { 30.0, 31.0 }, NC_DOUBLE)
        .field("lon_bnds", { "lon", "nv" }, { 100.0, 101.0 }, NC_DOUBLE)
        .field("co2", { "lat", "lon" }, { 8.0 })
        .attribute("co2", "units", "t")
        .close();
    folder.write("cities.geojson",
        geojson::collection({ city("half", "half", box(100.0, 30.0, 0.5, 1.0)),
            city("all", "all", box(99.0, 29.0, 3.0, 3.0)),
            city("off", "off", box(110.0, 30.0, 1.0, 1.0)) }));
    for (const Words& grid :
        { Words { "one.asc", "--assume-crs", "EPSG:4326", "--assume-unit", "t" },
            Words { "one.nc" } }) {
        const Words options { "--boundaries", "cities.geojson", "--id", "id", "-o", "t.csv",
            "--cache", "off" };
        run(appended(appended({ "totals" }, grid), options), 4);
        const CsvRows table = read_csv(content_of(folder.path() / "t.csv"));
        ASSERT_EQ(table.size(), 3u);
        EXPECT_NEAR(number(table[0], "value"), 4.0, 1e-12);
        EXPECT_NEAR(number(table[1], "value"), 8.0, 1e-12);
        EXPECT_LT(number(table[1], "valid_share"), 0.2);
        EXPECT_EQ(table[2].at("value"), "");
        EXPECT_EQ(table[2].at("flag"), "outside-grid incomplete");
    }
}

/// Months of 1950 on, by sectors: layer n has n t in each cell.
TEST_F(Limits, TenThousandLayers)
{
    constexpr std::size_t sectors = 20;
    const std::size_t months = tenth_of(10000) / sectors;
    std::vector<double> days(months);
    double day = 0.0;
    for (std::size_t m = 0; m < months; ++m) {
        constexpr int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
        const std::size_t year = 1950 + m / 12;
        days[m] = day;
        day += lengths[m % 12] + (m % 12 == 1 && year % 4 == 0 ? 1 : 0);
    }
    NetcdfWriter file(folder.file("layers.nc"));
    file.axis("time", "days since 1950-01-01", days)
        .axis("lat", "degrees_north", { 30.5, 31.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5 });
    for (std::size_t s = 0; s < sectors; ++s) {
        std::vector<double> values(months * 4);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = static_cast<double>(i / 4 * sectors + s);
        }
        const std::string name = "sector" + std::to_string(s);
        file.field(name, { "time", "lat", "lon" }, values).attribute(name, "units", "t");
    }
    file.close();
    folder.write("cities.geojson",
        geojson::collection({ city("1", "甲", box(100.0, 30.0, 2.0, 2.0)),
            city("2", "乙", box(100.0, 30.0, 1.0, 1.0)) }));
    for (const std::string output : { "t.csv", "t.nc", "t.gpkg", "t.json" }) {
        const ProgramRun done = run_built_program(folder.path(),
            { "totals", "layers.nc", "--boundaries", "cities.geojson", "--id", "id",
                "--assume-species", "CO2", "-o", output, "--cache", "off" });
        ASSERT_EQ(done.code, 0) << done.err;
        std::printf("%s: %.2f s, %.0f MB\n", output.c_str(), done.seconds, done.megabytes);
    }
    const CsvRows table = read_csv(content_of(folder.path() / "t.csv"));
    ASSERT_EQ(table.size(), months * sectors * 2);
    double sum = 0.0;
    for (const auto& row : table) {
        sum += number(row, "value");
    }
    const double layers = static_cast<double>(months * sectors);
    EXPECT_NEAR(sum, 5.0 * layers * (layers - 1.0) / 2.0, 1e-3);
}

TEST_F(Limits, BlanksAndChineseInEveryPath)
{
    const std::string inputs = "输入 数据";
    fs::create_directory(folder.path() / inputs);
    fs::create_directory(folder.path() / "输出 结果");
    write_world(folder.file(inputs + "/网 格.nc"), "t");
    folder.write(inputs + "/城 市.geojson",
        geojson::collection({ city("1", "甲 市", box(100.0, 30.0, 1.0, 1.0)) }));
    const Words cities { "--boundaries", inputs + "/城 市.geojson", "--id", "id", "--name", "name",
        "--cache", "缓 存" };
    const auto with = [&](const Words& words) { return appended(words, cities); };
    for (const std::string ending : { ".csv", ".json", ".gpkg", ".nc" }) {
        const std::string output = "输出 结果/总 量" + ending;
        run(with({ "totals", inputs + "/网 格.nc", "-o", output }));
        EXPECT_TRUE(fs::exists(folder.path() / output));
        EXPECT_TRUE(fs::exists(folder.path() / (output + ".manifest.json")));
    }
    for (const std::string output :
        { "输出 结果/图 片.tif", "输出 结果/图 片.nc", "输出 结果/图 集/" }) {
        run(with({ "clip", inputs + "/网 格.nc", "--png", "-o", output }));
        EXPECT_TRUE(fs::exists(folder.path() / output));
    }
    EXPECT_TRUE(fs::exists(folder.path() / "输出 结果/图 集/1_网 格.tif"))
        << "named after what it is made of";
    run(with({ "clip", inputs + "/网 格.nc", "--name-pattern", "{city} {id}", "-o",
        "输出 结果/图 集/" }));
    EXPECT_TRUE(fs::exists(folder.path() / "输出 结果/图 集/甲_市_1.tif")
        || fs::exists(folder.path() / "输出 结果/图 集/甲 市 1.tif"));
    const ProgramRun weights = run_built_program(
        folder.path(), with({ "coverage", inputs + "/网 格.nc", "-o", "输出 结果/权 重.nc" }));
    EXPECT_EQ(weights.code, 0) << weights.err;
    EXPECT_FALSE(fs::is_empty(folder.path() / "缓 存"));
    folder.write(inputs + "/流 程.toml",
        "[pipeline]\nname = \"年 度\"\noutput = \"../输出 结果/运 行\"\n[boundaries]\nfile = \"城 "
        "市.geojson\"\n"
        "id = \"id\"\n[[totals]]\nname = \"总 量\"\nfiles = [\"网 *.nc\"]\nassume = { period = "
        "\"2019\", species = \"CO2\" }\n");
    run({ "run", inputs + "/流 程.toml", "--cache", "off" });
    EXPECT_TRUE(fs::exists(folder.path() / "输出 结果/运 行/totals/总 量.csv"));
    const ProgramRun missing = run_built_program(folder.path(), { "totals", inputs + "/没 有.nc" });
    EXPECT_EQ(missing.code, 3);
    EXPECT_THAT(missing.err, HasSubstr(inputs + "/没 有.nc"));
}

/// A cache that cannot be written is read where it can be, and is no reason to end.
TEST_F(Limits, ReadOnlyCache_ChangesNoTotal)
{
    write_world(folder.file("world.nc"), "t");
    folder.write(
        "cities.geojson", geojson::collection({ city("1", "1", box(100.0, 30.0, 1.5, 1.0)) }));
    const Words words { "totals", "world.nc", "--boundaries", "cities.geojson", "--id", "id",
        "--assume-period", "2019", "--assume-species", "CO2", "-o", "t.csv", "--cache" };
    const auto with = [&](const std::string& cache) { return appended(words, { cache }); };
    ASSERT_EQ(run_built_program(folder.path(), with("cache")).code, 0);
    const std::string whole = content_of(folder.path() / "t.csv");
    const ProgramRun nowhere = run_built_program(folder.path(), with("/dev/null/cache"));
    EXPECT_EQ(nowhere.code, 0);
    EXPECT_THAT(nowhere.err, HasSubstr("warning: /dev/null/cache: unwritable cache ("));
    EXPECT_EQ(content_of(folder.path() / "t.csv"), whole);

    const auto unshare = program_on_path("unshare");
    const auto run_read_only = [&](const std::string& cache) {
        const Words mounted { "-rm", "sh", "-c",
            "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" || exit 77; shift; exec "
            "\"$@\"",
            "sh", cache, CITYFLUX_PROGRAM };
        return run_other_program(*unshare, folder.path(), appended(mounted, with(cache)));
    };
    fs::create_directory(folder.path() / "empty");
    if (!unshare || run_read_only("empty").code != 0) {
        GTEST_SKIP() << "this machine does not let the tests mount a folder read-only";
    }
    EXPECT_THAT(run_read_only("empty").err,
        HasSubstr("warning: empty: unwritable cache (Read-only file system)"));
    EXPECT_EQ(content_of(folder.path() / "t.csv"), whole);
    const ProgramRun warm = run_read_only("cache");
    EXPECT_EQ(warm.code, 0) << warm.err;
    EXPECT_THAT(warm.err, Not(HasSubstr("unwritable"))) << "all that is needed is in it";
    EXPECT_EQ(content_of(folder.path() / "t.csv"), whole);
    EXPECT_TRUE(fs::is_empty(folder.path() / "empty"));
}

} // namespace
} // namespace cityflux
