#include "tests/run_program.h"

#include "boundaries/outlines/datum.h"
#include "pipeline/program/data_folder.h"
#include "tests/netcdf_writer.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

constexpr const char* header
    = "city_id,city,inventory,species,sector,period,value,unit,lower,upper,edge_share,valid_share,flag\n";

std::string sample_file()
{
    return (data_folder() / "grids" / "data" / "china35_illustration_2010.nc").string();
}

/// A square of 100-101 E 30-31 N as GeoJSON.
std::string square(const std::string& properties)
{
    return R"({"type":"Feature","properties":)" + properties
        + R"(,"geometry":{"type":"Polygon","coordinates":[[[100,30],[101,30],[101,31],[100,31],[100,30]]]}})";
}

std::string collection(const std::string& features)
{
    return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

/// 3 x 3 cells of 1 t, 100-103 E 30-33 N; attributes as given.
void write_ones(const std::string& path, const std::map<std::string, std::string>& attributes,
    const std::string& variable = "co2", const std::string& unit = "t")
{
    NetcdfWriter file(path);
    file.axis("lat", "degrees_north", { 30.5, 31.5, 32.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5, 102.5 })
        .field(variable, { "lat", "lon" }, std::vector<double>(9, 1.0));
    if (!unit.empty()) {
        file.attribute(variable, "units", unit);
    }
    for (const auto& [name, text] : attributes) {
        file.attribute("", name, text);
    }
    file.close();
}

class CommandLine : public ::testing::Test {
protected:
    ProgramRun run(const Words& words) const { return run_program(folder.path(), words); }

    /// Runs what must be refused: the code, no result, and one line that says why.
    std::string refusal(int code, const Words& words) const
    {
        const ProgramRun refused = run(words);
        EXPECT_EQ(refused.code, code) << refused.err;
        EXPECT_EQ(refused.out, "");
        EXPECT_THAT(refused.err, HasSubstr("error: "));
        EXPECT_THAT(refused.err, Not(HasSubstr("internal fault")));
        return refused.err;
    }

    std::set<std::string> files() const
    {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder.path())) {
            names.insert(entry.path().filename().string());
        }
        return names;
    }

    TemporaryFolder folder;
};

using CommandLineHelp = CommandLine;

TEST_F(CommandLineHelp, TheProgramNamesItsCommands)
{
    const ProgramRun help = run({ "--help" });
    EXPECT_EQ(help.code, 0);
    for (const char* command : { "inspect", "totals", "coverage", "inventories", "cities" }) {
        EXPECT_THAT(help.out, HasSubstr(command));
    }
    EXPECT_EQ(help.err, "");
}

TEST_F(CommandLineHelp, EachCommandHasAnExample)
{
    for (const std::string command : { "inspect", "totals", "coverage", "inventories", "cities" }) {
        const ProgramRun help = run({ command, "--help" });
        EXPECT_EQ(help.code, 0) << command;
        EXPECT_THAT(help.out, HasSubstr("Example:\n  cityflux " + command)) << command;
    }
}

TEST_F(CommandLineHelp, TheOptionsOfTheContractAreThere)
{
    const std::string help = run({ "totals", "--help" }).out;
    for (const char* option : { "--boundaries", "--id", "--name", "--only", "--datum", "--inventory", "--sector", "--period",
             "--by", "--species", "--edge", "--closure", "--output", "--threads", "--memory", "--json", "--quiet",
             "--no-progress", "--assume-unit", "--assume-crs", "--assume-period", "--assume-species", "--help" }) {
        EXPECT_THAT(help, HasSubstr(option));
    }
}

TEST_F(CommandLineHelp, TheVersionNamesTheLibraries)
{
    const ProgramRun version = run({ "--version" });
    EXPECT_EQ(version.code, 0);
    for (const char* library : { "cityflux", "GDAL", "PROJ", "GEOS", "netCDF", "muParser", "lp_solve", "Qhull", "oneTBB" }) {
        EXPECT_THAT(version.out, ContainsRegex(std::string(library) + " [0-9]+\\.[0-9]"));
    }
}

using CommandLineTotals = CommandLine;

TEST_F(CommandLineTotals, TheTableAloneGoesToTheStandardOutput)
{
    const ProgramRun totals = run({ "totals", "sample" });
    EXPECT_EQ(totals.code, 0) << totals.err;
    ASSERT_TRUE(totals.out.starts_with(header)) << totals.out.substr(0, 200);
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

TEST_F(CommandLineTotals, QuietSaysNothing)
{
    const ProgramRun totals = run({ "totals", "sample", "--quiet" });
    EXPECT_EQ(totals.code, 0);
    EXPECT_EQ(totals.err, "");
    EXPECT_EQ(totals.out, run({ "totals", "sample" }).out);
}

TEST_F(CommandLineTotals, JsonGoesToTheStandardOutputWhereAskedFor)
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

TEST_F(CommandLineTotals, AFileHoldsWhatTheStandardOutputWould)
{
    const ProgramRun totals = run({ "totals", "sample", "-o", "t.csv" });
    EXPECT_EQ(totals.code, 0) << totals.err;
    EXPECT_EQ(totals.out, "");
    EXPECT_EQ(content_of(folder.file("t.csv")), run({ "totals", "sample" }).out);
    EXPECT_EQ(files(), (std::set<std::string> { "t.csv", "t.csv.manifest.json" }));
}

TEST_F(CommandLineTotals, EachFormatHasTheCitiesAndAManifest)
{
    const double beijing = std::stod(read_csv(run({ "totals", "sample" }).out).at(0).at("value"));
    for (const std::string name : { "t.json", "t.gpkg", "t.nc" }) {
        const ProgramRun totals = run({ "totals", "sample", "-o", name });
        EXPECT_EQ(totals.code, 0) << totals.err;
        EXPECT_EQ(totals.out, "");
        EXPECT_EQ(Json::parse(content_of(folder.file(name + ".manifest.json"))).at("closure").size(), 1u);
    }
    EXPECT_EQ(Json::parse(content_of(folder.file("t.json"))).at("totals").at(0).at("value"), beijing);

    GDALAllRegister();
    const std::unique_ptr<GDALDataset> package(GDALDataset::Open(folder.file("t.gpkg").c_str(), GDAL_OF_VECTOR));
    ASSERT_NE(package, nullptr);
    OGRLayer* layer = package->GetLayerByName("totals");
    ASSERT_NE(layer, nullptr);
    EXPECT_EQ(layer->GetFeatureCount(), 35);
    const std::unique_ptr<OGRFeature> first(layer->GetNextFeature());
    EXPECT_EQ(first->GetFieldAsDouble("value"), beijing);
    EXPECT_FALSE(first->GetGeometryRef()->IsEmpty());

    int file = -1;
    ASSERT_EQ(nc_open(folder.file("t.nc").c_str(), NC_NOWRITE, &file), NC_NOERR);
    int variable = -1;
    ASSERT_EQ(nc_inq_varid(file, "total", &variable), NC_NOERR);
    std::vector<double> values(35);
    EXPECT_EQ(nc_get_var_double(file, variable, values.data()), NC_NOERR);
    EXPECT_EQ(values[0], beijing);
    nc_close(file);
}

TEST_F(CommandLineTotals, OneRunLikeAnotherGivesTheSameBytes)
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

TEST_F(CommandLineTotals, CitiesAnswerToChineseAndEnglishNamesAndIds)
{
    const ProgramRun totals = run({ "totals", "sample", "--only", "北京,shanghai,310000,广州市" });
    EXPECT_EQ(totals.code, 2) << "Shanghai is named twice";
    const ProgramRun once = run({ "totals", "sample", "--only", "北京,shanghai,广州市", "--only", "420100" });
    EXPECT_EQ(once.code, 0) << once.err;
    std::string cities;
    for (const auto& row : read_csv(once.out)) {
        cities += row.at("city") + " ";
    }
    EXPECT_EQ(cities, "Beijing Shanghai Wuhan Guangzhou ");
}

TEST_F(CommandLineTotals, WarnOfOutlinesThatLieAsThoseOfWebMaps)
{
    // The built-in list as a web map has it: about 0.0055 degree east and 0.002 south or north of where it is.
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
    const Words words { "totals", "sample", "--boundaries", "amap.geojson", "--id", "adcode", "--name", "name_en", "-o",
        "t.csv" };
    const ProgramRun warned = run(words);
    EXPECT_EQ(warned.code, 0) << warned.err;
    EXPECT_THAT(warned.err,
        AllOf(HasSubstr("warning: amap.geojson: the outlines seem to be in gcj02: 12 cities lie"),
            HasSubstr("say --datum gcj02")));
    EXPECT_THAT(content_of(folder.file("t.csv.manifest.json")), HasSubstr("datum_doubt"));
    Words told = words;
    told.insert(told.end(), { "--datum", "gcj02" });
    EXPECT_THAT(run(told).err, Not(HasSubstr("seem to be")));
}

TEST_F(CommandLineTotals, CitiesAnswerToTheNamesOfTheGazetteer)
{
    for (const auto& [name, id] :
        { std::pair { "Zhongqing", "500000" }, { "Huhehaote", "150100" }, { "河北石家庄", "130100" } }) {
        const CsvRows rows = read_csv(run({ "totals", "sample", "--only", name }).out);
        ASSERT_EQ(rows.size(), 1u) << name;
        EXPECT_EQ(rows[0].at("city_id"), id);
    }
    EXPECT_EQ(run({ "totals", "sample", "--only", "Chongqing,Zhongqing" }).code, 2) << "the same city twice";
}

TEST_F(CommandLineTotals, OneCityHasTheTotalItHasAmongAll)
{
    const CsvRows all = read_csv(run({ "totals", "sample", "--edge", "fill" }).out);
    for (const char* id : { "110000", "310000", "650100" }) {
        const CsvRows one = read_csv(run({ "totals", "sample", "--edge", "fill", "--only", id }).out);
        ASSERT_EQ(one.size(), 1u);
        const auto same = std::find_if(all.begin(), all.end(), [&](const auto& row) { return row.at("city_id") == id; });
        ASSERT_NE(same, all.end());
        EXPECT_EQ(one.front(), *same);
    }
}

TEST_F(CommandLineTotals, PathsMayHoldBlanksAndChinese)
{
    const fs::path deep = folder.path() / "样 本" / "中国 网格";
    fs::create_directories(deep);
    fs::copy_file(sample_file(), deep / "china35_illustration_2010.nc");
    std::ofstream(deep / "我的 城市.geojson") << collection(square(R"({"编号":"甲","name":"甲 市"})"));
    const std::string here = "样 本/中国 网格/";
    const ProgramRun totals = run({ "totals", here + "china35_illustration_2010.nc", "--boundaries", here + "我的 城市.geojson",
        "--id", "编号", "-o", here + "结果 表.csv" });
    EXPECT_EQ(totals.code, 0) << totals.err;
    const CsvRows rows = read_csv(content_of(deep / "结果 表.csv"));
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].at("city_id"), "甲");
    EXPECT_EQ(rows[0].at("city"), "甲 市");
    EXPECT_TRUE(fs::exists(deep / "结果 表.csv.manifest.json"));
}

TEST_F(CommandLineTotals, AFileCalledSampleGoesBeforeTheEmbeddedOne)
{
    write_ones(folder.file("sample"), { { "year", "2019" } });
    folder.write("a.geojson", collection(square(R"({"id":"A"})")));
    const CsvRows rows = read_csv(run({ "totals", "sample", "--boundaries", "a.geojson" }).out);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_NEAR(std::stod(rows[0].at("value")), 1.0, 1e-12);
}

TEST_F(CommandLineTotals, ItsOwnGeoPackageServesAsBoundaries)
{
    ASSERT_EQ(run({ "totals", "sample", "-o", "t.gpkg" }).code, 0);
    const CsvRows direct = read_csv(run({ "totals", "sample" }).out);
    for (const std::string boundaries : { "t.gpkg", "t.gpkg:totals" }) {
        const ProgramRun totals = run({ "totals", "sample", "--boundaries", boundaries, "--id", "city_id" });
        EXPECT_EQ(totals.code, 0) << totals.err;
        EXPECT_EQ(read_csv(totals.out), direct);
    }
    EXPECT_THAT(refusal(3, { "totals", "sample", "--boundaries", "t.gpkg:cities" }), HasSubstr("totals"));
}

TEST_F(CommandLineTotals, BoundariesWithoutAnIdAreNumberedAndThatIsSaid)
{
    write_ones(folder.file("ones.nc"), { { "year", "2019" } });
    folder.write("a.geojson", collection(square(R"({"colour":"red"})")));
    const ProgramRun totals = run({ "totals", "ones.nc", "--boundaries", "a.geojson" });
    EXPECT_EQ(totals.code, 0);
    EXPECT_THAT(totals.err, HasSubstr("--id"));
    EXPECT_EQ(read_csv(totals.out).at(0).at("city_id"), "0");
}

TEST_F(CommandLineTotals, AnInventoryOfTheUsersOwnIsReadByItsToml)
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
    folder.write("a.geojson", collection(square(R"({"id":"A"})")));
    const ProgramRun totals
        = run({ "totals", "plain_2019.txt", "--inventory", "mine.toml", "--boundaries", "a.geojson", "-o", "t.csv" });
    ASSERT_EQ(totals.code, 0) << totals.err;
    const CsvRows rows = read_csv(content_of(folder.file("t.csv")));
    EXPECT_NEAR(std::stod(rows.at(0).at("value")), 1000.0, 1e-9);
    EXPECT_EQ(rows.at(0).at("inventory"), "mine");
    EXPECT_EQ(rows.at(0).at("period"), "2019");
    const Json manifest = Json::parse(content_of(folder.file("t.csv.manifest.json")));
    EXPECT_EQ(manifest.at("inputs").at(0).at("inventory_file").at("file"), "mine.toml");
    // Without it the numbers mean nothing.
    EXPECT_THAT(refusal(3, { "totals", "plain_2019.txt", "--boundaries", "a.geojson" }), HasSubstr("plain_2019.txt"));
}

using CommandLineManifest = CommandLine;

TEST_F(CommandLineManifest, SaysWhatTheTableWasMadeOf)
{
    ASSERT_EQ(run({ "totals", "sample", "--edge", "fill", "--only", "北京", "-o", "t.csv" }).code, 0);
    const Json manifest = Json::parse(content_of(folder.file("t.csv.manifest.json")));

    // The hash by another program.
    ASSERT_EQ(std::system(("sha256sum '" + sample_file() + "' > '" + folder.file("sum") + "'").c_str()), 0);
    const std::string hash = content_of(folder.file("sum")).substr(0, 64);
    ASSERT_EQ(manifest.at("inputs").size(), 1u);
    const Json& input = manifest.at("inputs").at(0);
    EXPECT_EQ(input.at("sha256"), hash);
    EXPECT_EQ(input.at("inventory"), "illustration");
    EXPECT_EQ(input.at("coverage_hash").get<std::string>().size(), 32u);
    ASSERT_EQ(std::system(("sha256sum '" + builtin_cities_file().string() + "' > '" + folder.file("sum") + "'").c_str()), 0);
    EXPECT_EQ(manifest.at("boundaries").at("sha256"), content_of(folder.file("sum")).substr(0, 64));
    EXPECT_EQ(manifest.at("boundaries").at("cities"), 35);
    EXPECT_EQ(manifest.at("options").at("edge"), "fill");
    EXPECT_TRUE(manifest.at("versions").contains("GDAL"));

    const Json command = manifest.at("command");
    EXPECT_THAT(command.dump(), HasSubstr("--only"));
    EXPECT_THAT(command.dump(), HasSubstr("北京"));
}

TEST_F(CommandLineManifest, TheClosureAddsUp)
{
    ASSERT_EQ(run({ "totals", "sample", "-o", "t.csv" }).code, 0);
    const Json manifest = Json::parse(content_of(folder.file("t.csv.manifest.json")));
    const Json& closure = manifest.at("closure").at(0);
    const auto tonnes = [&](const char* name) { return closure.at(name).get<double>(); };
    EXPECT_GT(tonnes("grid_t"), 3e8);
    EXPECT_NEAR(tonnes("cities_t") + tonnes("outside_t") - tonnes("overlap_t"), tonnes("grid_t"), 1e-6);
    EXPECT_NEAR(tonnes("declared_t") / tonnes("grid_t"), 1.0, 1e-8);
    double sum = 0.0;
    for (const auto& row : read_csv(content_of(folder.file("t.csv")))) {
        sum += std::stod(row.at("value"));
    }
    EXPECT_NEAR(sum, tonnes("cities_t"), 1e-6);
}

TEST_F(CommandLineManifest, WhatWasDeclaredIsWrittenDown)
{
    write_ones(folder.file("ones.nc"), {}, "z", "");
    folder.write("a.geojson", collection(square(R"({"id":"A"})")));
    const ProgramRun totals = run({ "totals", "ones.nc", "--boundaries", "a.geojson", "--assume-unit", "kt", "--assume-period",
        "2018-02", "--assume-species", "CO2", "-o", "t.csv" });
    ASSERT_EQ(totals.code, 0) << totals.err;
    const CsvRows rows = read_csv(content_of(folder.file("t.csv")));
    EXPECT_NEAR(std::stod(rows.at(0).at("value")), 1000.0, 1e-9);
    EXPECT_EQ(rows.at(0).at("period"), "2018-02");
    const Json manifest = Json::parse(content_of(folder.file("t.csv.manifest.json")));
    EXPECT_EQ(manifest.at("inputs").at(0).at("assumed"), Json({ "unit = kt", "period = 2018-02", "species = CO2" }));
}

using CommandLineUsage = CommandLine;

TEST_F(CommandLineUsage, WhatDoesNotExistIsNamedWithWhatIsNear)
{
    EXPECT_THAT(refusal(2, { "totals", "sample", "--boundarys", "x" }), HasSubstr("--boundarys"));
    EXPECT_THAT(refusal(2, { "total", "sample" }), HasSubstr("totals"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--only", "Bejing" }), HasSubstr("Beijing"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--only", "北京,上海滩" }), HasSubstr("上海"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--inventory", "EDGAR-v9" }), HasSubstr("EDGAR-v8"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--inventory", "mine.toml" }), HasSubstr("mine.toml"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--id", "code" }), HasSubstr("adcode"));
    EXPECT_THAT(refusal(2, { "inventories", "EDGAR-v9" }), HasSubstr("EDGAR-v8"));
    EXPECT_THAT(refusal(2, { "cities", "--only", "Bejing" }), HasSubstr("Beijing"));
}

TEST_F(CommandLineUsage, NothingToDoIsWrong)
{
    refusal(2, {});
    refusal(2, { "totals" });
    refusal(2, { "inspect" });
}

TEST_F(CommandLineUsage, ValuesThatCannotBeReadNameTheirOption)
{
    for (const char* option : { "--period", "--assume-period", "--assume-unit", "--assume-crs", "--boundaries-crs", "--unit",
             "--datum", "--edge", "--by", "--threads", "--min-valid" }) {
        EXPECT_THAT(refusal(2, { "totals", "sample", option, "nonsense" }), HasSubstr(option));
    }
    EXPECT_THAT(refusal(2, { "totals", "sample", "--threads", "-1" }), HasSubstr("--threads"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--period", "2395" }), HasSubstr("2395"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--period", "2019-13" }), HasSubstr("--period: '2019-13' is not a period"));
}

TEST_F(CommandLineUsage, AnOutputWithoutAKnownSuffixIsRefusedBeforeTheWork)
{
    EXPECT_THAT(refusal(2, { "totals", "nowhere.nc", "-o", "t.xlsx" }), HasSubstr(".gpkg"));
    EXPECT_THAT(refusal(2, { "totals", "nowhere.nc", "-o", "t" }), HasSubstr("suffix"));
}

TEST_F(CommandLineUsage, AnInputIsNeverOverwritten)
{
    fs::copy_file(sample_file(), folder.file("china35_illustration_2010.nc"));
    folder.write("a.json", collection(square(R"({"id":"A"})")));
    const std::string raster = content_of(folder.file("china35_illustration_2010.nc"));
    const std::string boundaries = content_of(folder.file("a.json"));
    EXPECT_THAT(
        refusal(2, { "totals", "china35_illustration_2010.nc", "-o", "./china35_illustration_2010.nc" }), HasSubstr("input"));
    EXPECT_THAT(refusal(2, { "totals", "sample", "--boundaries", "a.json", "-o", "a.json" }), HasSubstr("input"));
    EXPECT_EQ(content_of(folder.file("china35_illustration_2010.nc")), raster);
    EXPECT_EQ(content_of(folder.file("a.json")), boundaries);
}

using CommandLineRefusals = CommandLine;

TEST_F(CommandLineRefusals, AFileThatCannotBeReadIsNamed)
{
    folder.write("empty.nc", "");
    std::string noise;
    for (unsigned state = 1; noise.size() < 5000;) {
        state = state * 1664525u + 1013904223u;
        noise += static_cast<char>(state >> 24);
    }
    folder.write("noise.nc", noise);
    folder.write("noise.tif", noise);
    folder.write("words.txt", "nothing but words\n");
    folder.write("hdf.nc", "\x89HDF\r\n\x1a\n" + noise);
    folder.write("tiff.tif", std::string("II*\0", 4) + noise);
    fs::copy_file(sample_file(), folder.file("cut.nc"));
    cut_file_in_half(folder.file("cut.nc"));
    fs::create_directory(folder.path() / "folder.nc");
    for (const char* name :
        { "nowhere.nc", "empty.nc", "noise.nc", "noise.tif", "words.txt", "hdf.nc", "tiff.tif", "cut.nc", "folder.nc" }) {
        EXPECT_THAT(refusal(3, { "totals", name }), HasSubstr(name));
        EXPECT_THAT(refusal(3, { "inspect", name }), HasSubstr(name));
    }
}

TEST_F(CommandLineRefusals, WhatAFileDoesNotSayIsNamedWithTheOptionThatDeclaresIt)
{
    write_ones(folder.file("timeless.nc"), {});
    EXPECT_THAT(refusal(3, { "totals", "timeless.nc" }), HasSubstr("--assume-period"));
    write_ones(folder.file("unitless.nc"), { { "year", "2019" } }, "co2", "");
    EXPECT_THAT(refusal(3, { "totals", "unitless.nc" }), HasSubstr("--assume-unit"));
    write_ones(folder.file("odd_unit.nc"), { { "year", "2019" } }, "co2", "bushels");
    EXPECT_THAT(refusal(3, { "totals", "odd_unit.nc" }), HasSubstr("bushels"));
    write_ones(folder.file("of_what.nc"), { { "year", "2019" } }, "z");
    EXPECT_THAT(refusal(3, { "totals", "of_what.nc" }), HasSubstr("--assume-species"));
    write_ones(folder.file("far.nc"), { { "year", "2395" } });
    EXPECT_THAT(refusal(3, { "totals", "far.nc" }), HasSubstr("2395"));
}

TEST_F(CommandLineRefusals, BoundariesThatCannotBeUsedAreNamed)
{
    folder.write("words.geojson", "nothing but words\n");
    folder.write("none.geojson", collection(""));
    folder.write("twice.geojson", collection(square(R"({"id":"甲"})") + "," + square(R"({"id":"甲"})")));
    folder.write("null.geojson", collection(square(R"({"id":"甲"})") + "," + square(R"({"id":null})")));
    fs::create_directory(folder.path() / "folder");
    for (const char* name : { "nowhere.geojson", "words.geojson", "none.geojson", "twice.geojson", "null.geojson", "folder" }) {
        EXPECT_THAT(refusal(3, { "totals", "sample", "--boundaries", name }), HasSubstr(name));
        EXPECT_THAT(refusal(3, { "cities", "--boundaries", name }), HasSubstr(name));
    }
    EXPECT_THAT(refusal(3, { "totals", "sample", "--boundaries", "twice.geojson" }), HasSubstr("甲"));
}

TEST_F(CommandLineRefusals, WhatNoFileHasIsRefused)
{
    EXPECT_THAT(refusal(3, { "totals", "sample", "--period", "2011" }), HasSubstr("2010"));
    EXPECT_THAT(refusal(3, { "totals", "sample", "--sector", "power" }), HasSubstr("total"));
    EXPECT_THAT(refusal(3, { "totals", "sample", "--species", "CH4" }), HasSubstr("CO2"));
    EXPECT_THAT(refusal(3, { "totals", "sample", "sample" }), HasSubstr("china35_illustration_2010.nc"));
}

TEST_F(CommandLineRefusals, LeaveNoOutputAndKeepTheOldOne)
{
    folder.write("noise.nc", "CDF\x01 and nothing that follows");
    folder.write("old.csv", "what was here before\n");
    folder.write("old.csv.manifest.json", "{}");
    const auto before = files();
    for (const char* output : { "old.csv", "new.csv", "new.gpkg", "new.nc" }) {
        refusal(3, { "totals", "sample", "noise.nc", "-o", output });
        refusal(2, { "totals", "sample", "--only", "Bejing", "-o", output });
    }
    EXPECT_EQ(files(), before);
    EXPECT_EQ(content_of(folder.file("old.csv")), "what was here before\n");
    EXPECT_EQ(content_of(folder.file("old.csv.manifest.json")), "{}");
}

TEST_F(CommandLineRefusals, AnOutputInAFolderThatIsNotThereIsNamed)
{
    EXPECT_THAT(refusal(3, { "totals", "sample", "-o", "nowhere/t.csv" }), HasSubstr("nowhere"));
    // Before the work, so that it is told first.
    EXPECT_THAT(refusal(3, { "totals", "missing.nc", "-o", "nowhere/t.csv" }), HasSubstr("nowhere"));
    EXPECT_TRUE(files().empty());
}

TEST_F(CommandLineRefusals, AnUnknownClosureIsNamed)
{
    for (const char* closure : { "half", "grid", "" }) {
        EXPECT_THAT(refusal(2, { "totals", "sample", "--closure", closure }), HasSubstr("--closure")) << closure;
    }
}

TEST_F(CommandLineRefusals, AMemoryThatIsNoSizeIsRefusedWithAnExample)
{
    for (const char* memory : { "0", "0MB", "-512MB", "much", "MB", "12 parsecs", "512XB", "nan", "inf", "1e30GB", " " }) {
        const std::string message = refusal(2, { "totals", "sample", "--memory=" + std::string(memory) });
        EXPECT_THAT(message, HasSubstr("--memory")) << memory;
        EXPECT_THAT(message, HasSubstr("512MB")) << memory;
    }
}

/// A quarter degree between 45 S and 45 N with 1 t in each cell, which is read in bands of 91 rows, and a city of 4 x 4 cells
/// in the northernmost of the four bands, of 87 rows.
class CommandLineTiles : public CommandLine {
protected:
    void SetUp() override
    {
        std::vector<double> latitudes(360);
        std::vector<double> longitudes(1440);
        std::generate(latitudes.begin(), latitudes.end(), [r = 0]() mutable { return -44.875 + 0.25 * r++; });
        std::generate(longitudes.begin(), longitudes.end(), [c = 0]() mutable { return -179.875 + 0.25 * c++; });
        NetcdfWriter(folder.file("ones.nc"))
            .axis("lat", "degrees_north", latitudes)
            .axis("lon", "degrees_east", longitudes)
            .field("co2", { "lat", "lon" }, std::vector<double>(360 * 1440, 1.0))
            .attribute("co2", "units", "t")
            .attribute("", "year", "2019")
            .close();
        folder.write("city.geojson", collection(square(R"({"id":"A"})")));
    }

    ProgramRun totals(const Words& more) const
    {
        Words words { "totals", "ones.nc", "--boundaries", "city.geojson", "--id", "id" };
        words.insert(words.end(), more.begin(), more.end());
        const ProgramRun run = this->run(words);
        EXPECT_EQ(run.code, 0) << run.err;
        return run;
    }

    Json closure(const std::string& output) const
    {
        return Json::parse(content_of(folder.file(output + ".manifest.json"))).at("closure").at(0);
    }
};

TEST_F(CommandLineTiles, TheClosureIsOfTheTilesThatWereReadAndSaysSo)
{
    const ProgramRun run = totals({ "-o", "t.csv" });
    EXPECT_THAT(run.err, HasSubstr("1 of 4 tiles"));
    EXPECT_EQ(closure("t.csv").at("tiles_read"), 1);
    EXPECT_EQ(closure("t.csv").at("tiles"), 4);
    EXPECT_EQ(closure("t.csv").at("grid_t"), 87.0 * 1440.0);
    EXPECT_NEAR(closure("t.csv").at("cities_t"), 16.0, 1e-9);
}

TEST_F(CommandLineTiles, TheClosureOfTheWholeGridChangesNoTotal)
{
    totals({ "-o", "t.csv" });
    const ProgramRun run = totals({ "-o", "whole.csv", "--closure", "whole" });
    EXPECT_THAT(run.err, Not(HasSubstr("tiles")));
    EXPECT_EQ(closure("whole.csv").at("tiles_read"), 4);
    EXPECT_EQ(closure("whole.csv").at("tiles"), 4);
    EXPECT_EQ(closure("whole.csv").at("grid_t"), 360.0 * 1440.0);
    EXPECT_EQ(content_of(folder.file("whole.csv")), content_of(folder.file("t.csv")));
    EXPECT_EQ(totals({ "--closure", "touched" }).out, content_of(folder.file("t.csv")));
}

TEST_F(CommandLineTiles, AnyMemoryGivesTheSameBytes)
{
    const std::string usual = totals({ "--closure", "whole" }).out;
    for (const char* memory : { "1", "0.5", "64k", "300 MiB", "512mb", "2GB" }) {
        EXPECT_EQ(totals({ "--closure", "whole", "--memory", memory }).out, usual) << memory;
        EXPECT_EQ(totals({ "--closure", "whole", "--memory", memory, "--threads", "5" }).out, usual) << memory;
    }
}

using CommandLineIncomplete = CommandLine;

TEST_F(CommandLineIncomplete, ACityOffTheGridHasAnEmptyRowAndAName)
{
    write_ones(folder.file("ones.nc"), { { "year", "2019" } });
    const ProgramRun totals = run({ "totals", "ones.nc", "--only", "北京,成都", "-o", "t.csv" });
    EXPECT_EQ(totals.code, 4);
    EXPECT_THAT(totals.err, HasSubstr("Beijing"));
    const CsvRows rows = read_csv(content_of(folder.file("t.csv")));
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].at("value"), "");
    EXPECT_THAT(rows[0].at("flag"), HasSubstr("outside-grid"));
    const Json manifest = Json::parse(content_of(folder.file("t.csv.manifest.json")));
    EXPECT_THAT(manifest.at("shortcomings").dump(), HasSubstr("Beijing"));
}

TEST_F(CommandLineIncomplete, QuietOrNotTheCodeIsTheSame)
{
    write_ones(folder.file("ones.nc"), { { "year", "2019" } });
    const ProgramRun totals = run({ "totals", "ones.nc", "--only", "北京", "--quiet" });
    EXPECT_EQ(totals.code, 4);
    EXPECT_EQ(totals.err, "");
    EXPECT_EQ(read_csv(totals.out).size(), 1u);
}

TEST_F(CommandLineIncomplete, ACityWithoutGeometryHasARow)
{
    write_ones(folder.file("ones.nc"), { { "year", "2019" } });
    folder.write(
        "a.geojson", collection(square(R"({"id":"甲"})") + R"(,{"type":"Feature","properties":{"id":"乙"},"geometry":null})"));
    const ProgramRun totals = run({ "totals", "ones.nc", "--boundaries", "a.geojson" });
    EXPECT_EQ(totals.code, 4);
    EXPECT_THAT(totals.err, HasSubstr("乙"));
    const CsvRows rows = read_csv(totals.out);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_NEAR(std::stod(rows[0].at("value")), 1.0, 1e-12);
    EXPECT_EQ(rows[1].at("flag"), "no-geometry");
    EXPECT_EQ(run({ "cities", "--boundaries", "a.geojson" }).code, 4);
}

using CommandLineStreams = CommandLine;

TEST_F(CommandLineStreams, ABarIsShownOnATerminalOnly)
{
    EXPECT_THAT(run({ "totals", "sample" }).err, Not(HasSubstr("%")));
    const auto on_terminal = [&](const Words& words) { return run_program(folder.path(), words, Output::kept, true).err; };
    try {
        EXPECT_THAT(on_terminal({ "totals", "sample" }), HasSubstr("100 %"));
        EXPECT_THAT(on_terminal({ "totals", "sample", "--no-progress" }), Not(HasSubstr("%")));
        EXPECT_THAT(on_terminal({ "totals", "sample", "--quiet" }), Not(HasSubstr("%")));
    } catch (const NoTerminal& reason) {
        GTEST_SKIP() << reason.what();
    }
}

TEST_F(CommandLineStreams, AFullDiskIsNoSuccess)
{
    for (const Words& words : { Words { "totals", "sample" }, Words { "totals", "sample", "--json" },
             Words { "inspect", "sample" }, Words { "inspect", "sample", "--json" }, Words { "inventories" },
             Words { "inventories", "ODIAC" }, Words { "cities" } }) {
        const ProgramRun lost = run_program(folder.path(), words, Output::full_disk);
        EXPECT_EQ(lost.code, 3) << words.front();
        EXPECT_THAT(lost.err, HasSubstr("standard output"));
        EXPECT_THAT(lost.err, Not(HasSubstr("internal fault")));
    }
}

TEST_F(CommandLineStreams, AReaderThatLeavesDoesNoHarm)
{
    for (const Words& words : { Words { "totals", "sample" }, Words { "inspect", "sample" }, Words { "cities", "--json" } }) {
        const ProgramRun left = run_program(folder.path(), words, Output::nobody);
        // As any program in a pipe: ended by SIGPIPE, without a word of a fault.
        EXPECT_EQ(left.code, 1000 + SIGPIPE) << words.front() << left.err;
        EXPECT_THAT(left.err, Not(HasSubstr("fault")));
    }
    EXPECT_TRUE(files().empty());
}

using CommandLineInspect = CommandLine;

TEST_F(CommandLineInspect, TellsPeopleWhatIsInAFile)
{
    const ProgramRun inspect = run({ "inspect", "sample" });
    EXPECT_EQ(inspect.code, 0);
    EXPECT_EQ(inspect.err, "");
    for (const char* word : { "netCDF", "illustration", "kg m-2 s-1", "2010", "0.1 degree", "WGS" }) {
        EXPECT_THAT(inspect.out, HasSubstr(word));
    }
}

TEST_F(CommandLineInspect, TellsProgramsTheSame)
{
    write_ones(folder.file("ones.nc"), { { "year", "2019" } });
    const Json files = Json::parse(run({ "inspect", "sample", "ones.nc", "--json" }).out);
    ASSERT_EQ(files.size(), 2u);
    EXPECT_EQ(files.at(0).at("inventory"), "illustration");
    EXPECT_EQ(files.at(0).at("layers").at(0).at("species"), "CO2");
    EXPECT_NEAR(files.at(0).at("total_t").get<double>(), 394588331.0, 1.0);
    EXPECT_NEAR(files.at(0).at("layers").at(0).at("declared_t").get<double>(), 394588331.0, 1.0);
    EXPECT_TRUE(files.at(1).at("inventory").is_null());
    EXPECT_NEAR(files.at(1).at("total_t").get<double>(), 9.0, 1e-9);
    EXPECT_TRUE(files.at(1).at("layers").at(0).at("declared_t").is_null());
}

using CommandLineCatalogue = CommandLine;

TEST_F(CommandLineCatalogue, ListsTheSixInventories)
{
    const ProgramRun list = run({ "inventories" });
    EXPECT_EQ(list.code, 0);
    for (const char* name : { "EDGAR-v7", "EDGAR-v8", "EDGAR-txt", "ODIAC", "MEIC", "PKU-FUEL", "CEADs-grid", "CHRED" }) {
        EXPECT_THAT(list.out, HasSubstr(std::string(name) + " "));
    }
    EXPECT_EQ(static_cast<std::size_t>(std::count(list.out.begin(), list.out.end(), '\n')),
        Json::parse(run({ "inventories", "--json" }).out).size());
}

TEST_F(CommandLineCatalogue, ShowsOneByNameInAnyCase)
{
    const ProgramRun show = run({ "inventories", "edgar-v8-emissions" });
    EXPECT_EQ(show.code, 0);
    for (const char* word : { "EDGAR-v8-emissions", "citation", "licence", "https://", "[recognise]" }) {
        EXPECT_THAT(show.out, HasSubstr(word));
    }
}

TEST_F(CommandLineCatalogue, ListsTheCities)
{
    const ProgramRun cities = run({ "cities" });
    EXPECT_EQ(cities.code, 0);
    EXPECT_EQ(std::count(cities.out.begin(), cities.out.end(), '\n'), 36);
    EXPECT_THAT(cities.out, HasSubstr("110000"));
    EXPECT_THAT(cities.out, HasSubstr("北京"));
    const Json json = Json::parse(run({ "cities", "--only", "北京", "--json" }).out);
    ASSERT_EQ(json.size(), 1u);
    EXPECT_EQ(json.at(0).at("city"), "Beijing");
    // The published area of the municipality is 16,410 km2.
    EXPECT_NEAR(json.at(0).at("area_km2").get<double>(), 16410.0, 100.0);
}

} // namespace
} // namespace cityflux
