#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/pipeline/clip/clip_fixture.h"

#include <cmath>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using geojson::feature;
using geojson::properties;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Json = nlohmann::json;

TEST_F(Clip, SeveralCities_GetFilesAndIndex)
{
    write_field("a.nc", { .months = 2 });
    const auto rows = totals({ "a.nc" });
    ASSERT_EQ(run({ "clip", "a.nc", "-o", "maps" }).code, 0);
    EXPECT_THAT(files_in("maps"),
        ElementsAre("1_field.tif", "2_field.tif", "3_field.tif", "index.gpkg", "manifest.json"));
    EXPECT_THAT(map("maps/2_field.tif").bands, SizeIs(2));

    ASSERT_EQ(run({ "clip", "a.nc", "-o", "named/", "--name-pattern", "{city}_{sector}_{period}",
                      "--format", "nc" })
                  .code,
        0);
    EXPECT_THAT(files_in("named"),
        AllOf(SizeIs(8), Contains("甲 市_power_2019-02.nc"), Contains("Second_power_2019-01.nc")));

    const std::optional<fs::path> ogrinfo = program_on_path("ogrinfo");
    if (!ogrinfo) {
        GTEST_SKIP() << "ogrinfo is not installed";
    }
    const std::string index
        = run_other_program(*ogrinfo, folder.path(), { "-al", "-q", "maps/index.gpkg" }).out;
    EXPECT_THAT(index, HasSubstr("file (String) = 2_field.tif"));
    EXPECT_THAT(index, HasSubstr("periods (String) = 2019-01, 2019-02"));
    EXPECT_THAT(index, HasSubstr("MULTIPOLYGON"));
    const double total
        = number(rows.at("2 power 2019-01"), "value") + number(rows.at("2 power 2019-02"), "value");
    EXPECT_THAT(index, HasSubstr(fmt::format("total_t (Real) = {:.15g}", total)));
}

TEST_F(Clip, MissingData_IsReportedByCity)
{
    write_field("a.nc", { .no_data_from = 35 });
    write_cities({ three_cities()[0], three_cities()[1],
        feature(
            properties("9", "Elsewhere"), { { 50.0, 50.0 }, { 51.0, 50.0 }, { 51.0, 51.0 } }) });
    const ProgramRun done = run({ "clip", "a.nc", "-o", "maps" });
    EXPECT_EQ(done.code, 4);
    EXPECT_THAT(
        done.err, HasSubstr("Elsewhere (9): 100 % of its area lies outside the grid of a.nc"));
    EXPECT_THAT(done.err, HasSubstr("Second (2)"));
    EXPECT_THAT(done.err, HasSubstr("carries no data in a.nc"));
    EXPECT_THAT(
        files_in("maps"), ElementsAre("1_field.tif", "2_field.tif", "index.gpkg", "manifest.json"));
    const MapFile second = map("maps/2_field.tif");
    EXPECT_EQ(second.bands[0].metadata.at("FLAG"), "incomplete");
    EXPECT_LT(number(second.bands[0].metadata, "VALID_SHARE"), 0.5);
    EXPECT_NEAR(second.bands[0].sum() / number(totals({ "a.nc" }).at("2 power 2019-01"), "value"),
        1.0, rounding_of_float32);
    const Json manifest = Json::parse(content_of(folder.path() / "maps" / "manifest.json"));
    EXPECT_THAT(manifest["shortcomings"], SizeIs(3))
        << "one city off the grid and so without data, one without data in part";
    EXPECT_THAT(manifest["outputs"], SizeIs(3));

    const ProgramRun nothing = run({ "clip", "a.nc", "--only", "9", "-o", "nine.tif" });
    EXPECT_EQ(nothing.code, 3);
    EXPECT_THAT(nothing.err,
        AllOf(HasSubstr("a.nc: missing cells: no selected city"),
            HasSubstr("Elsewhere (9): 100 % of its area")));
    EXPECT_FALSE(fs::exists(folder.file("nine.tif")));
}

TEST_F(Clip, Manifest_StatesClosureAndBands)
{
    write_field("a.nc");
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "2", "-o", "a.tif" }).code, 0);
    const Json manifest = Json::parse(content_of(folder.file("a.tif.manifest.json")));
    EXPECT_EQ(manifest["output"]["file"], "a.tif");
    EXPECT_EQ(manifest["inputs"][0]["file"], "a.nc");
    EXPECT_EQ(manifest["options"]["mask"], "fraction");
    EXPECT_LT(std::abs(manifest["closure"][0]["residual"].get<double>()), rounding_of_double);
    const Json& band = manifest["maps"][0]["bands"][0];
    EXPECT_EQ(band["city_total_t"], manifest["closure"][0]["cities_t"]);
    EXPECT_NEAR(band["written_t"].get<double>() / band["city_total_t"].get<double>(), 1.0,
        rounding_of_float32);
}

TEST_F(Clip, RefusedManifest_KeepsTheOldMap)
{
    write_field("a.nc");
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "-o", "a.tif" }).code, 0);
    const std::string old = content_of(folder.file("a.tif"));
    fs::remove(folder.file("a.tif.manifest.json"));
    fs::create_directory(folder.file("a.tif.manifest.json"));
    const ProgramRun refused = run({ "clip", "a.nc", "--only", "2", "-o", "a.tif" });
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err, HasSubstr("a.tif.manifest.json: unwritable: this is a folder"));
    EXPECT_EQ(content_of(folder.file("a.tif")), old);
}

TEST_F(Clip, WrongOptionsAreWrongUsage)
{
    write_field("a.nc");
    const auto complaint = [&](const Words& further) {
        const ProgramRun done = run(appended({ "clip", "a.nc" }, further));
        EXPECT_EQ(done.code, 2) << done.err;
        return done.err;
    };
    EXPECT_THAT(
        complaint({}), HasSubstr("--output: missing; name a file, e.g. --output city.tif, "));
    EXPECT_THAT(complaint({ "-o", "a.tif" }),
        HasSubstr("--output a.tif: conflicting with 3 cities: one file holds one city; "));
    EXPECT_THAT(complaint({ "-o", "a.png" }),
        HasSubstr("--output a.png: unsupported suffix '.png'; use .tif"));
    EXPECT_THAT(complaint({ "--only", "1", "-o", "a.tif", "--format", "nc" }),
        HasSubstr("--format nc: conflicting with --output a.tif, whose suffix"));
    EXPECT_THAT(complaint({ "--only", "1", "-o", "a.tif", "--name-pattern", "{id}" }),
        HasSubstr("--name-pattern '{id}': conflicting with --output a.tif, which is one file"));
    EXPECT_THAT(complaint({ "-o", "maps", "--name-pattern", "{sector}" }),
        HasSubstr("; add the id, e.g. --name-pattern '{id}_{sector}'\n"));
    EXPECT_THAT(complaint({ "-o", "maps", "--name-pattern", "{town}" }),
        HasSubstr("--name-pattern '{town}': unknown field {town}"));
    EXPECT_THAT(complaint({ "--only", "1", "-o", "a.tif", "--mask", "centre", "--edge", "fill" }),
        HasSubstr("leave one out"));
    EXPECT_THAT(
        complaint({ "--only", "1", "-o", "a.tif", "--quantity", "weight" }), HasSubstr("weight"));
    EXPECT_THAT(
        complaint({ "--only", "1", "-o", "a.tif", "--sum", "months" }), HasSubstr("months"));
    EXPECT_THAT(complaint({ "--only", "Nobody", "-o", "a.tif" }),
        HasSubstr("--only Nobody: unknown city in cities.geojson"));
    EXPECT_THAT(complaint({ "--only", "1", "-o", "a.nc" }),
        HasSubstr("a.nc: conflicting with an input of the run"));
    fs::create_directory(folder.path() / "inputs");
    fs::copy(folder.file("a.nc"), folder.path() / "inputs" / "1_field.nc");
    const ProgramRun itself
        = run({ "clip", "inputs/1_field.nc", "-o", "inputs", "--format", "nc" });
    EXPECT_EQ(itself.code, 2);
    EXPECT_THAT(itself.err, HasSubstr("inputs/1_field.nc: conflicting with an input of the run"));
    EXPECT_THAT(files_in("inputs"), ElementsAre("1_field.nc"));
    fs::remove_all(folder.path() / "inputs");
    EXPECT_EQ(
        files_in("."), (std::set<std::string> { "a.nc", "cities.geojson", "field.toml", "maps" }));
    EXPECT_THAT(files_in("maps"), IsEmpty());
    EXPECT_EQ(run({ "clip", "a.nc", "--only", "1", "-o", "nowhere/a.tif" }).code, 3);
}

TEST_F(Clip, KilledRun_LeavesWholeFilesOnly)
{
    write_field("a.nc", { .columns = 600, .rows = 500, .months = 12, .per_degree = 100.0 });
    std::vector<std::string> features;
    for (int c = 0; c < 40; ++c) {
        const double west = 100.0 + 0.1 * c;
        features.push_back(feature(properties(fmt::format("{:02}", c), fmt::format("City {}", c)),
            Ring { { west, 20.1 }, { west + 1.9, 20.3 }, { west + 1.5, 24.7 } }));
    }
    write_cities(features);
    const Words words { "clip", "a.nc", "--inventory", "field.toml", "--boundaries",
        "cities.geojson", "--type", "float64", "-o", "maps", "--cache", "off" };
    const auto finished = [&] {
        std::size_t count = 0;
        std::error_code gone;
        for (fs::directory_iterator entry(folder.path() / "maps", gone), end; !gone && entry != end;
             entry.increment(gone)) {
            const std::string name = entry->path().filename().string();
            count += !name.starts_with('.') && name.ends_with(".tif") ? 1 : 0;
        }
        return count;
    };
    const ProgramRun killed
        = run_program_until(folder.path(), words, [&] { return finished() >= 3; });
    if (killed.code == 0) {
        GTEST_SKIP() << "the run ended before it was killed";
    }
    EXPECT_FALSE(fs::exists(folder.path() / "maps" / "manifest.json"));
    std::size_t whole = 0;
    for (const std::string& name : files_in("maps")) {
        if (!name.starts_with('.')) {
            const MapFile shown = map("maps/" + name);
            ASSERT_EQ(shown.bands.size(), 12u) << name;
            EXPECT_NEAR(shown.bands[11].sum() / number(shown.bands[11].metadata, "CITY_TOTAL_T"),
                1.0, rounding_of_double);
            ++whole;
        }
    }
    EXPECT_GE(whole, 3u);
    EXPECT_EQ(run_program(folder.path(), words).code, 0) << "and the next run finishes";
    EXPECT_EQ(finished(), 40u);
}

} // namespace
} // namespace cityflux
