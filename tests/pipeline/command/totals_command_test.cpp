#include "boundaries/outlines/datum.h"
#include "pipeline/program/data_folder.h"
#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/netcdf_reader.h"
#include "tests/pipeline/command/command_line_fixture.h"
#include "tests/totals_csv.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using geojson::collection;
using geojson::feature_without_geometry;
using geojson::properties;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Json = nlohmann::json;

using CommandLineTotals = CommandLine;

TEST_F(CommandLineTotals, StandardOutput_HoldsTheTableAlone)
{
    const ProgramRun totals = run({ "totals", "sample" });
    EXPECT_EQ(totals.code, 0) << totals.err;
    ASSERT_TRUE(totals.out.starts_with(totals_csv_header)) << totals.out.substr(0, 200);
    const CsvRows rows = read_csv(totals.out);
    ASSERT_EQ(rows.size(), 35u);
    for (const auto& row : rows) {
        EXPECT_EQ(row.at("city_id").size(), 6u);
        EXPECT_EQ(row.at("inventory"), "illustration");
        EXPECT_EQ(row.at("period"), "2010");
        EXPECT_EQ(row.at("unit"), "t");
        EXPECT_EQ(row.at("flag"), "");
    }
    EXPECT_THAT(totals.err, HasSubstr("closure"));
    EXPECT_TRUE(files().empty()) << "nothing is left in the folder";
}

TEST_F(CommandLineTotals, Quiet_PrintsNoMessages)
{
    const ProgramRun totals = run({ "totals", "sample", "--quiet" });
    EXPECT_EQ(totals.code, 0);
    EXPECT_EQ(totals.err, "");
    EXPECT_EQ(totals.out, run({ "totals", "sample" }).out);
}

TEST_F(CommandLineTotals, Json_GoesToStandardOutput)
{
    const Json json = Json::parse(run({ "totals", "sample", "--json" }).out);
    EXPECT_EQ(json.at("unit"), "t");
    EXPECT_EQ(json.at("totals").size(), 35u);
}

TEST_F(CommandLineTotals, ThreadsChangeNothing)
{
    const std::string one = run({ "totals", "sample", "--threads", "1" }).out;
    EXPECT_EQ(run({ "totals", "sample", "--threads", "2" }).out, one);
    EXPECT_EQ(run({ "totals", "sample", "--threads", "7" }).out, one);
}

TEST_F(CommandLineTotals, OutputFile_MatchesStandardOutput)
{
    const ProgramRun totals = run({ "totals", "sample", "-o", "t.csv" });
    EXPECT_EQ(totals.code, 0) << totals.err;
    EXPECT_EQ(totals.out, "");
    EXPECT_EQ(content_of(folder.file("t.csv")), run({ "totals", "sample" }).out);
    EXPECT_EQ(files(), (std::set<std::string> { "t.csv", "t.csv.manifest.json" }));
}

TEST_F(CommandLineTotals, EachFormat_HasCitiesAndManifest)
{
    const double beijing = number(read_csv(run({ "totals", "sample" }).out).at(0), "value");
    for (const std::string name : { "t.json", "t.gpkg", "t.nc" }) {
        const ProgramRun totals = run({ "totals", "sample", "-o", name });
        EXPECT_EQ(totals.code, 0) << totals.err;
        EXPECT_EQ(totals.out, "");
        EXPECT_EQ(manifest_of(name).at("closure").size(), 1u);
    }
    EXPECT_EQ(
        Json::parse(content_of(folder.file("t.json"))).at("totals").at(0).at("value"), beijing);

    GDALAllRegister();
    const std::unique_ptr<GDALDataset> package(
        GDALDataset::Open(folder.file("t.gpkg").c_str(), GDAL_OF_VECTOR));
    ASSERT_NE(package, nullptr);
    OGRLayer* layer = package->GetLayerByName("totals");
    ASSERT_NE(layer, nullptr);
    EXPECT_EQ(layer->GetFeatureCount(), 35);
    const std::unique_ptr<OGRFeature> first(layer->GetNextFeature());
    EXPECT_EQ(first->GetFieldAsDouble("value"), beijing);
    EXPECT_FALSE(first->GetGeometryRef()->IsEmpty());

    EXPECT_EQ(NetcdfReader(folder.file("t.nc")).numbers("total").at(0), beijing);
}

TEST_F(CommandLineTotals, RepeatedRun_GivesSameBytes)
{
    for (const std::string name : { "t.csv", "t.json", "t.gpkg", "t.nc" }) {
        ASSERT_EQ(run({ "totals", "sample", "-o", name }).code, 0);
        const std::string first = content_of(folder.file(name));
        const std::string manifest = content_of(folder.file(name + ".manifest.json"));
        ASSERT_EQ(run({ "totals", "sample", "-o", name }).code, 0);
        EXPECT_EQ(content_of(folder.file(name)), first) << name;
        EXPECT_EQ(content_of(folder.file(name + ".manifest.json")), manifest) << name;
    }
}

TEST_F(CommandLineTotals, AnyName_SelectsTheCity)
{
    const ProgramRun totals = run({ "totals", "sample", "--only", "北京,shanghai,310000,广州市" });
    EXPECT_EQ(totals.code, 2) << "Shanghai is named twice";
    const ProgramRun once
        = run({ "totals", "sample", "--only", "北京,shanghai,广州市", "--only", "420100" });
    EXPECT_EQ(once.code, 0) << once.err;
    std::string cities;
    for (const auto& row : read_csv(once.out)) {
        cities += row.at("city") + " ";
    }
    EXPECT_EQ(cities, "Beijing Shanghai Wuhan Guangzhou ");
}

TEST_F(CommandLineTotals, WebMapOutlines_GiveAWarning)
{
    // The built-in list as a web map has it: about 0.0055 degree east and 0.002 south or north of
    // where it is.
    Json list = Json::parse(content_of(data_folder() / "boundaries" / "data" / "china35.geojson"));
    const std::function<void(Json&)> shift = [&](Json& coordinates) {
        if (coordinates[0].is_number()) {
            const Point there = from_wgs84({ coordinates[0], coordinates[1] }, Datum::gcj02);
            coordinates = { there.x, there.y };
            return;
        }
        for (Json& part : coordinates) {
            shift(part);
        }
    };
    for (Json& feature : list["features"]) {
        shift(feature["geometry"]["coordinates"]);
    }
    folder.write("amap.geojson", list.dump());
    const Words words { "totals", "sample", "--boundaries", "amap.geojson", "--id", "adcode",
        "--name", "name_en", "-o", "t.csv" };
    const ProgramRun warned = run(words);
    EXPECT_EQ(warned.code, 0) << warned.err;
    EXPECT_THAT(warned.err,
        ContainsRegex(
            "warning: amap.geojson: inconsistent datum: 12 cities lie [0-9]+ m from the "
            "built-in ones as wgs84, and [0-9]+ m as gcj02; if the outlines are in gcj02, "
            "set --datum gcj02\n"));
    EXPECT_THAT(manifest_of("t.csv").at("boundaries").at("datum_doubt").get<std::string>(),
        AllOf(StartsWith("inconsistent datum: 12 cities lie"), EndsWith("set --datum gcj02")));
    EXPECT_THAT(
        run(appended(words, { "--datum", "gcj02" })).err, Not(HasSubstr("inconsistent datum")));
}

TEST_F(CommandLineTotals, GazetteerName_SelectsTheCity)
{
    for (const auto& [name, id] : { std::pair { "Zhongqing", "500000" }, { "Huhehaote", "150100" },
             { "河北石家庄", "130100" } }) {
        const CsvRows rows = read_csv(run({ "totals", "sample", "--only", name }).out);
        ASSERT_EQ(rows.size(), 1u) << name;
        EXPECT_EQ(rows[0].at("city_id"), id);
    }
    EXPECT_EQ(run({ "totals", "sample", "--only", "Chongqing,Zhongqing" }).code, 2)
        << "the same city twice";
}

TEST_F(CommandLineTotals, OneCity_HasSameTotal)
{
    const CsvRows all = read_csv(run({ "totals", "sample", "--edge", "fill" }).out);
    for (const char* id : { "110000", "310000", "650100" }) {
        const CsvRows one
            = read_csv(run({ "totals", "sample", "--edge", "fill", "--only", id }).out);
        ASSERT_EQ(one.size(), 1u);
        const auto same = std::find_if(
            all.begin(), all.end(), [&](const auto& row) { return row.at("city_id") == id; });
        ASSERT_NE(same, all.end());
        EXPECT_EQ(one.front(), *same);
    }
}

TEST_F(CommandLineTotals, PathsMayHoldBlanksAndChinese)
{
    const fs::path deep = folder.path() / "样 本" / "中国 网格";
    fs::create_directories(deep);
    fs::copy_file(sample_file(), deep / "china35_illustration_2010.nc");
    std::ofstream(deep / "我的 城市.geojson")
        << collection({ square(R"({"编号":"甲","name":"甲 市"})") });
    const std::string here = "样 本/中国 网格/";
    const ProgramRun totals = run({ "totals", here + "china35_illustration_2010.nc", "--boundaries",
        here + "我的 城市.geojson", "--id", "编号", "-o", here + "结果 表.csv" });
    EXPECT_EQ(totals.code, 0) << totals.err;
    const CsvRows rows = read_csv(content_of(deep / "结果 表.csv"));
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].at("city_id"), "甲");
    EXPECT_EQ(rows[0].at("city"), "甲 市");
    EXPECT_TRUE(fs::exists(deep / "结果 表.csv.manifest.json"));
}

TEST_F(CommandLineTotals, FileCalledSample_PrecedesTheEmbedded)
{
    write_ones("sample");
    folder.write("a.geojson", collection({ square(properties("A")) }));
    const CsvRows rows = read_csv(run({ "totals", "sample", "--boundaries", "a.geojson" }).out);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_NEAR(number(rows[0], "value"), 1.0, 1e-12);
}

TEST_F(CommandLineTotals, OwnGeoPackage_ServesAsBoundaries)
{
    ASSERT_EQ(run({ "totals", "sample", "-o", "t.gpkg" }).code, 0);
    const CsvRows direct = read_csv(run({ "totals", "sample" }).out);
    for (const std::string boundaries : { "t.gpkg", "t.gpkg:totals" }) {
        const ProgramRun totals
            = run({ "totals", "sample", "--boundaries", boundaries, "--id", "city_id" });
        EXPECT_EQ(totals.code, 0) << totals.err;
        EXPECT_EQ(read_csv(totals.out), direct);
    }
    EXPECT_THAT(
        refusal(3, { "totals", "sample", "--boundaries", "t.gpkg:cities" }), HasSubstr("totals"));
}

TEST_F(CommandLineTotals, BoundariesWithoutId_AreNumbered)
{
    write_ones("ones.nc");
    folder.write("a.geojson", collection({ square(R"({"colour":"red"})") }));
    const ProgramRun totals = run({ "totals", "ones.nc", "--boundaries", "a.geojson" });
    EXPECT_EQ(totals.code, 0);
    EXPECT_THAT(totals.err, HasSubstr("--id"));
    EXPECT_EQ(read_csv(totals.out).at(0).at("city_id"), "0");
}

TEST_F(CommandLineTotals, OwnInventory_ReadsItsFile)
{
    // Bare numbers without georeferencing, the northern row first.
    folder.write("plain_2019.txt", "7 8 9\n4 5 6\n1 2 3\n");
    folder.write("mine.toml", R"(name = "mine"
title = "three by three"
family = "mine"
citation = "nobody"
licence = "none"
url = "https://example.org/"
notes = "made up"
[recognise]
files = ["plain_{year}.txt"]
[species]
value = "CO2"
[sector]
value = "total"
[year]
from = ["file"]
[period]
step = "year"
[quantity]
unit = "kt"
[grid]
crs = "EPSG:4326"
[bare_text]
rows = 3
columns = 3
x_origin = 100
y_origin = 33
x_step = 1
y_step = -1
order = "rows"
)");
    folder.write("a.geojson", collection({ square(properties("A")) }));
    const ProgramRun totals = run({ "totals", "plain_2019.txt", "--inventory", "mine.toml",
        "--boundaries", "a.geojson", "-o", "t.csv" });
    ASSERT_EQ(totals.code, 0) << totals.err;
    const CsvRows rows = read_csv(content_of(folder.file("t.csv")));
    EXPECT_NEAR(number(rows.at(0), "value"), 1000.0, 1e-9);
    EXPECT_EQ(rows.at(0).at("inventory"), "mine");
    EXPECT_EQ(rows.at(0).at("period"), "2019");
    const Json manifest = manifest_of("t.csv");
    EXPECT_EQ(manifest.at("inputs").at(0).at("inventory_file").at("file"), "mine.toml");
    // Without it the numbers mean nothing.
    EXPECT_THAT(refusal(3, { "totals", "plain_2019.txt", "--boundaries", "a.geojson" }),
        HasSubstr("plain_2019.txt"));
}

using CommandLineIncomplete = CommandLine;

TEST_F(CommandLineIncomplete, CityOffGrid_HasEmptyRow)
{
    write_ones("ones.nc");
    const ProgramRun totals = run({ "totals", "ones.nc", "--only", "北京,成都", "-o", "t.csv" });
    EXPECT_EQ(totals.code, 4);
    EXPECT_THAT(totals.err, HasSubstr("Beijing"));
    const CsvRows rows = read_csv(content_of(folder.file("t.csv")));
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].at("value"), "");
    EXPECT_THAT(rows[0].at("flag"), HasSubstr("outside-grid"));
    const Json manifest = manifest_of("t.csv");
    EXPECT_THAT(manifest.at("shortcomings").dump(), HasSubstr("Beijing"));
}

TEST_F(CommandLineIncomplete, Quiet_KeepsTheExitCode)
{
    write_ones("ones.nc");
    const ProgramRun totals = run({ "totals", "ones.nc", "--only", "北京", "--quiet" });
    EXPECT_EQ(totals.code, 4);
    EXPECT_EQ(totals.err, "");
    EXPECT_EQ(read_csv(totals.out).size(), 1u);
}

TEST_F(CommandLineIncomplete, CityWithoutGeometry_HasARow)
{
    write_ones("ones.nc");
    folder.write("a.geojson",
        collection({ square(properties("甲")), feature_without_geometry(properties("乙")) }));
    const ProgramRun totals = run({ "totals", "ones.nc", "--boundaries", "a.geojson" });
    EXPECT_EQ(totals.code, 4);
    EXPECT_THAT(totals.err, HasSubstr("乙"));
    const CsvRows rows = read_csv(totals.out);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_NEAR(number(rows[0], "value"), 1.0, 1e-12);
    EXPECT_EQ(rows[1].at("flag"), "no-geometry");
    EXPECT_EQ(run({ "cities", "--boundaries", "a.geojson" }).code, 4);
}

} // namespace
} // namespace cityflux
