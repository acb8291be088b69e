#include "tests/run_program.h"

#include "grids/geometry/earth.h"
#include "tests/expect_values.h"
#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/netcdf_reader.h"
#include "tests/netcdf_writer.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netcdf.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Json = nlohmann::json;

/// A sum of a few roundings.
constexpr double rounding = 1e-12;

/// Readers of SCRIP hold its attributes in so many bytes.
constexpr std::size_t scrip_attribute_bytes = 64;

/// GeoJSON feature of a city whose outline is a box.
std::string city(const std::string& name, const Box& outline)
{
    return geojson::feature(geojson::properties(name), outline);
}

/// 1, 2, 3 ... in stored order.
std::vector<double> counted(std::size_t count)
{
    std::vector<double> values(count);
    std::iota(values.begin(), values.end(), 1.0);
    return values;
}

class CoverageCommand : public ::testing::Test {
protected:
    /// Cells of one degree with 1, 2, 3 ... in stored order, in doubles.
    std::string write_grid(const std::string& name, const std::vector<double>& latitudes,
        const std::vector<double>& longitudes, const std::string& unit = "t") const
    {
        ::NetcdfWriter(folder.file(name))
            .axis("lat", "degrees_north", latitudes)
            .axis("lon", "degrees_east", longitudes)
            .field(
                "co2", { "lat", "lon" }, counted(latitudes.size() * longitudes.size()), NC_DOUBLE)
            .attribute("co2", "units", unit)
            .attribute("", "year", "2019")
            .close();
        return name;
    }

    /// 3 x 3 cells of 100-103 E, 30-33 N.
    std::string write_three_by_three(const std::string& unit = "t") const
    {
        return write_grid("three.nc", { 30.5, 31.5, 32.5 }, { 100.5, 101.5, 102.5 }, unit);
    }

    void write_cities(const std::vector<std::string>& features) const
    {
        folder.write("cities.geojson", geojson::collection(features));
    }

    ProgramRun run(const Words& words) const { return run_program(folder.path(), words); }

    ProgramRun coverage(const std::string& grid, const Words& more = {}) const
    {
        return run(appended({ "coverage", grid, "--boundaries", "cities.geojson", "--id", "id",
                                "-o", "w.nc", "--cache", "off" },
            more));
    }

    /// The weights of a city, cell by cell in stored order.
    std::vector<double> weights(const std::string& name) const
    {
        const NetcdfReader file(folder.file("w.nc"));
        const auto names = file.texts("city_id");
        const auto place = std::find(names.begin(), names.end(), name) - names.begin();
        std::vector<double> all(file.dimension("src_grid_size"), 0.0);
        const auto sources = file.numbers("src_address");
        const auto targets = file.numbers("dst_address");
        const auto matrix = file.numbers("remap_matrix");
        for (std::size_t l = 0; l < matrix.size(); ++l) {
            if (targets[l] == static_cast<double>(place + 1)) {
                all.at(static_cast<std::size_t>(sources[l]) - 1) += matrix[l];
            }
        }
        return all;
    }

    /// The total of each city.
    std::map<std::string, double> totals(const std::string& grid, const Words& more = {}) const
    {
        const Words words { "totals", grid, "--boundaries", "cities.geojson", "--id", "id",
            "--cache", "off" };
        std::map<std::string, double> values;
        for (const CsvRow& row : read_csv(run(appended(words, more)).out)) {
            values[row.at("city_id")] = number(row, "value");
        }
        return values;
    }

    std::string refusal(int code, const Words& words) const
    {
        const ProgramRun refused = run(words);
        EXPECT_EQ(refused.code, code) << refused.err;
        EXPECT_EQ(refused.out, "");
        EXPECT_THAT(refused.err, HasSubstr("error: "));
        EXPECT_FALSE(fs::exists(folder.path() / "w.nc"));
        return refused.err;
    }

    static void expect_picture(
        const std::vector<double>& drawn, const std::vector<double>& expected)
    {
        expect_values(drawn, expected, rounding, "cells");
    }

    TemporaryFolder folder;
};

TEST_F(CoverageCommand, SumWeights_AreCoverageFractions)
{
    write_cities({ city("甲 one", { 100.5, 30, 102.25, 32 }) });
    const ProgramRun run = coverage(write_three_by_three(), { "--weights", "sum" });
    EXPECT_EQ(run.code, 0) << run.err;
    const std::vector<double> drawn = weights("甲 one");
    expect_picture(drawn, { 0.5, 1, 0.25, 0.5, 1, 0.25, 0, 0, 0 });
    const std::vector<double> field = counted(9);
    const double sum = std::inner_product(field.begin(), field.end(), drawn.begin(), 0.0);
    EXPECT_NEAR(sum, 11.75, rounding);
    EXPECT_NEAR(totals("three.nc").at("甲 one"), sum, rounding);
}

TEST_F(CoverageCommand, MeanFluxTimesArea_IsTheTotal)
{
    write_cities({ city("A", { 100.5, 30, 102.25, 31.5 }) });
    EXPECT_EQ(coverage(write_three_by_three("t m-2 year-1")).code, 0);
    const auto area = [](double south, double north, double width) {
        return earth::cell_area(south, north, width);
    };
    const double whole = area(30, 31.5, 1.75);
    expect_picture(weights("A"),
        { area(30, 31, 0.5) / whole, area(30, 31, 1) / whole, area(30, 31, 0.25) / whole, //
            area(31, 31.5, 0.5) / whole, area(31, 31.5, 1) / whole, area(31, 31.5, 0.25) / whole, 0,
            0, 0 });
    const NetcdfReader file(folder.file("w.nc"));
    EXPECT_NEAR(file.numbers("dst_grid_area")[0] / whole, 1.0, rounding);
    EXPECT_EQ(file.attribute("units", "dst_grid_area"), "m2");
    EXPECT_NEAR(file.numbers("src_grid_area")[8] / area(32, 33, 1), 1.0, rounding);
    double mean = 0.0;
    const std::vector<double> drawn = weights("A");
    for (std::size_t c = 0; c < drawn.size(); ++c) {
        mean += drawn[c] * static_cast<double>(c + 1);
    }
    EXPECT_NEAR(
        totals("three.nc").at("A") / (mean * file.numbers("dst_grid_area")[0]), 1.0, rounding);
}

TEST_F(CoverageCommand, Cells_KeepStoredOrder)
{
    write_cities({ city("A", { 100.5, 30, 102.25, 32 }) });
    EXPECT_EQ(coverage(write_grid("down.nc", { 32.5, 31.5, 30.5 }, { 100.5, 101.5, 102.5 }),
                  { "--weights", "sum" })
                  .code,
        0);
    expect_picture(weights("A"), { 0, 0, 0, 0.5, 1, 0.25, 0.5, 1, 0.25 });
    const NetcdfReader file(folder.file("w.nc"));
    EXPECT_EQ(file.numbers("src_grid_center_lat").front(), 32.5);
    EXPECT_EQ(file.numbers("src_grid_center_lon")[1], 101.5);
}

TEST_F(CoverageCommand, CityAcrossSeam_IsWhole)
{
    write_cities({ city("A", { -1.5, 0, 0.5, 1 }) });
    std::vector<double> longitudes(360);
    std::iota(longitudes.begin(), longitudes.end(), 0.0);
    for (double& longitude : longitudes) {
        longitude += 0.5;
    }
    EXPECT_EQ(
        coverage(write_grid("world.nc", { -0.5, 0.5 }, longitudes), { "--weights", "sum" }).code,
        0);
    const std::vector<double> drawn = weights("A");
    EXPECT_NEAR(drawn[360], 0.5, rounding);
    EXPECT_NEAR(drawn[360 + 358], 0.5, rounding);
    EXPECT_NEAR(drawn[360 + 359], 1.0, rounding);
    EXPECT_NEAR(std::accumulate(drawn.begin(), drawn.end(), 0.0), 2.0, rounding);
}

TEST_F(CoverageCommand, FilledEdgesTakeWholeCells)
{
    write_cities({ city("A", { 100.5, 30, 101.5, 31 }), city("B", { 101.75, 30, 102, 31 }) });
    const Words fill { "--weights", "sum", "--edge", "fill" };
    EXPECT_EQ(coverage(write_three_by_three(), fill).code, 0);
    expect_picture(weights("A"), { 1, 2.0 / 3.0, 0, 0, 0, 0, 0, 0, 0 });
    EXPECT_NEAR(totals("three.nc", { "--edge", "fill" }).at("A"), 1 + 2 * 2.0 / 3.0, rounding);
    // Cities without a row take part in the sharing.
    EXPECT_EQ(
        coverage("three.nc", { "--weights", "sum", "--edge", "fill", "--only", "B" }).code, 0);
    EXPECT_THAT(NetcdfReader(folder.file("w.nc")).texts("city_id"), ElementsAre("B"));
    expect_picture(weights("B"), { 0, 1.0 / 3.0, 0, 0, 0, 0, 0, 0, 0 });
}

TEST_F(CoverageCommand, CityOffGrid_HasNoLinks)
{
    write_cities({ city("on", { 100, 30, 101, 31 }),
        geojson::feature_without_geometry(geojson::properties("无")), city("off", { 0, 0, 1, 1 }),
        city("half", { 102, 30, 104, 31 }) });
    const ProgramRun run = coverage(write_three_by_three(), { "--weights", "sum" });
    EXPECT_EQ(run.code, 4);
    for (const char* name : { "无", "off", "half" }) {
        EXPECT_THAT(run.err, HasSubstr(name));
    }
    const NetcdfReader file(folder.file("w.nc"));
    EXPECT_THAT(file.texts("city_id"), ElementsAre("on", "无", "off", "half"));
    EXPECT_THAT(file.numbers("dst_grid_imask"), ElementsAre(1, 0, 0, 1));
    EXPECT_THAT(file.numbers("dst_address"), ElementsAre(1, 4));
    EXPECT_NEAR(file.numbers("share_on_grid")[3], 0.5, rounding);
    EXPECT_TRUE(std::isnan(file.numbers("dst_grid_center_lat")[1]));
    const Json manifest = Json::parse(content_of(folder.file("w.nc.manifest.json")));
    EXPECT_THAT(manifest.at("shortcomings"), SizeIs(3));
}

TEST_F(CoverageCommand, NoCityOnGrid_GivesNoLinks)
{
    write_cities({ city("off", { 0, 0, 1, 1 }) });
    EXPECT_EQ(coverage(write_three_by_three()).code, 4);
    const NetcdfReader file(folder.file("w.nc"));
    EXPECT_EQ(file.dimension("num_links"), 0u);
    EXPECT_EQ(file.numbers("dst_grid_area")[0], 0.0);
}

TEST_F(CoverageCommand, File_FollowsItsConvention)
{
    write_cities({ city("A", { 100.5, 30, 102.25, 32 }), city("B", { 100, 30, 101, 31 }) });
    const std::string grid
        = write_grid(std::string(100, 'x') + ".nc", { 30.5, 31.5, 32.5 }, { 100.5, 101.5, 102.5 });
    EXPECT_EQ(coverage(grid).code, 0);
    const NetcdfReader scrip(folder.file("w.nc"));
    EXPECT_EQ(scrip.attribute("conventions"), "SCRIP");
    EXPECT_EQ(scrip.attribute("normalization"), "fracarea");
    EXPECT_EQ(scrip.attribute("map_method"), "Conservative remapping");
    for (const char* name :
        { "title", "normalization", "map_method", "conventions", "source_grid", "dest_grid" }) {
        EXPECT_LT(scrip.attribute(name).size(), scrip_attribute_bytes) << name;
    }
    EXPECT_THAT(scrip.numbers("src_grid_dims"), ElementsAre(3, 3));
    EXPECT_THAT(scrip.numbers("dst_grid_dims"), ElementsAre(2));
    EXPECT_EQ(scrip.dimension("num_wgts"), 1u);
    EXPECT_THAT(scrip.numbers("src_grid_imask"), Each(1));
    EXPECT_THAT(scrip.numbers("dst_grid_frac"), Each(1));
    EXPECT_NEAR(scrip.numbers("src_grid_frac")[0], 1.5, rounding);
    EXPECT_EQ(scrip.numbers("dst_grid_center_lon")[1], 100.5);

    EXPECT_EQ(coverage(grid, { "--convention", "esmf", "-o", "e.nc" }).code, 2) << "one -o only";
    const ProgramRun run = this->run({ "coverage", grid, "--boundaries", "cities.geojson",
        "--convention", "esmf", "-o", "e.nc" });
    EXPECT_EQ(run.code, 0) << run.err;
    const NetcdfReader esmf(folder.file("e.nc"));
    for (const auto& [ours, theirs] : std::map<std::string, std::string> { { "col", "src_address" },
             { "row", "dst_address" }, { "S", "remap_matrix" }, { "xc_a", "src_grid_center_lon" },
             { "yc_a", "src_grid_center_lat" }, { "area_a", "src_grid_area" },
             { "frac_a", "src_grid_frac" }, { "mask_a", "src_grid_imask" },
             { "xc_b", "dst_grid_center_lon" }, { "yc_b", "dst_grid_center_lat" },
             { "area_b", "dst_grid_area" }, { "frac_b", "dst_grid_frac" },
             { "mask_b", "dst_grid_imask" } }) {
        EXPECT_EQ(esmf.numbers(ours), scrip.numbers(theirs)) << ours;
    }
    EXPECT_EQ(esmf.dimension("n_a"), 9u);
    EXPECT_EQ(esmf.dimension("n_b"), 2u);
    EXPECT_EQ(esmf.dimension("n_s"), scrip.dimension("num_links"));
}

TEST_F(CoverageCommand, Manifest_StatesOptionsAndInputs)
{
    write_cities({ city("A", { 100.5, 30, 102.25, 32 }) });
    EXPECT_EQ(coverage(write_three_by_three(), { "--weights", "sum" }).code, 0);
    const Json manifest = Json::parse(content_of(folder.file("w.nc.manifest.json")));
    EXPECT_EQ(manifest.at("options"),
        Json({ { "edge", "area" }, { "weights", "sum" }, { "convention", "scrip" } }));
    EXPECT_EQ(manifest.at("weights"), Json({ { "cells", 9 }, { "cities", 1 }, { "links", 6 } }));
    EXPECT_THAT(manifest.at("inputs").at(0).at("coverage_hash").get<std::string>(), SizeIs(32));
    EXPECT_THAT(manifest.at("boundaries").at("sha256").get<std::string>(), SizeIs(64));
}

TEST_F(CoverageCommand, Cache_IsSharedWithTotals)
{
    write_cities({ city("A", { 100.5, 30, 102.25, 32 }) });
    const std::string grid = write_three_by_three();
    const Words with_cache { "--boundaries", "cities.geojson", "--cache", "cache" };
    for (const Words& words :
        { Words { "coverage", grid, "-o", "w.nc" }, Words { "totals", grid } }) {
        EXPECT_EQ(run(appended(words, with_cache)).code, 0);
        EXPECT_EQ(
            Json::parse(run({ "cache", "--cache", "cache", "--json" }).out).at("entries").size(),
            2u)
            << "the cities and the coverage";
    }
    const std::string computed = content_of(folder.file("w.nc"));
    EXPECT_EQ(run({ "coverage", grid, "-o", "w.nc", "--boundaries", "cities.geojson", "--cache",
                      "cache" })
                  .code,
        0);
    EXPECT_EQ(content_of(folder.file("w.nc")), computed);
}

TEST_F(CoverageCommand, OnlyTheGridOfARasterMatters)
{
    write_cities({ city("A", { 100, 30, 101, 31 }) });
    // Neither a unit that is understood nor a period.
    ::NetcdfWriter(folder.file("bare.nc"))
        .axis("lat", "degrees_north", { 30.5, 31.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5 })
        .field("z", { "lat", "lon" }, { 1, 2, 3, 4 })
        .attribute("z", "units", "bushels")
        .close();
    EXPECT_EQ(coverage("bare.nc").code, 0);
    fs::copy_file(folder.path() / "bare.nc", folder.path() / "same.nc");
    EXPECT_EQ(
        run({ "coverage", "bare.nc", "same.nc", "--boundaries", "cities.geojson", "-o", "w.nc" })
            .code,
        0);
    fs::remove(folder.path() / "w.nc");
    const std::string message = refusal(3,
        { "coverage", "bare.nc", write_three_by_three(), "--boundaries", "cities.geojson", "--id",
            "id", "-o", "w.nc" });
    EXPECT_THAT(message, HasSubstr("three.nc: inconsistent grids: 3 x 3 cells"));
    EXPECT_THAT(message, HasSubstr("bare.nc"));
}

TEST_F(CoverageCommand, WrongRequest_WritesNothing)
{
    write_cities({ city("A", { 100, 30, 101, 31 }) });
    const std::string grid = write_three_by_three();
    const Words boundaries { "--boundaries", "cities.geojson" };
    const auto refused
        = [&](int code, const Words& words) { return refusal(code, appended(words, boundaries)); };
    EXPECT_THAT(refused(2, { "coverage", grid }),
        HasSubstr("--output: missing; name the file of the weights, e.g. --output weights.nc\n"));
    EXPECT_THAT(refused(2, { "coverage", grid, "-o", "w.csv" }),
        HasSubstr("--output w.csv: unsupported suffix '.csv'; use .nc (netCDF)\n"));
    EXPECT_THAT(refused(2, { "coverage", grid, "-o", "w.nc", "--weights", "median" }),
        HasSubstr("--weights"));
    EXPECT_THAT(refused(2, { "coverage", grid, "-o", "w.nc", "--convention", "yac" }),
        HasSubstr("--convention"));
    EXPECT_THAT(refused(2, { "coverage", grid, "-o", "w.nc", "--only", "Z" }),
        HasSubstr("--only Z: unknown city"));
    EXPECT_THAT(refused(2, { "coverage", grid, "-o", "./three.nc" }), HasSubstr("input"));
    EXPECT_THAT(refused(3, { "coverage", "nowhere.nc", "-o", "w.nc" }), HasSubstr("nowhere.nc"));
    EXPECT_THAT(refused(3, { "coverage", grid, "-o", "nowhere/w.nc" }), HasSubstr("nowhere"));
    EXPECT_THAT(names_in(folder.path()), ElementsAre("cities.geojson", "three.nc"));
}

TEST_F(CoverageCommand, RotatedGrid_HasGeographicCentres)
{
    ::NetcdfWriter file(folder.file("rotated.nc"));
    file.dimension("one", 1)
        .field("pole", { "one" }, { 0 }, NC_INT)
        .attribute("pole", "grid_mapping_name", "rotated_latitude_longitude")
        .attribute("pole", "grid_north_pole_latitude", 43.0)
        .attribute("pole", "grid_north_pole_longitude", -170.0)
        .axis("rlat", "degrees", { -1, 0, 1 })
        .attribute("rlat", "standard_name", "grid_latitude")
        .axis("rlon", "degrees", { -1, 0, 1 })
        .attribute("rlon", "standard_name", "grid_longitude")
        .field("co2", { "rlat", "rlon" }, counted(9), NC_DOUBLE)
        .attribute("co2", "units", "t")
        .attribute("co2", "grid_mapping", "pole")
        .attribute("", "year", "2019")
        .close();
    // The origin of the rotated grid lies at 10 E 47 N.
    write_cities({ city("A", { 9.9, 46.9, 10.1, 47.1 }) });
    const ProgramRun run = coverage("rotated.nc", { "--weights", "sum" });
    EXPECT_EQ(run.code, 0) << run.err;
    const NetcdfReader weights(folder.file("w.nc"));
    EXPECT_NEAR(weights.numbers("src_grid_center_lon")[4], 10.0, 1e-9);
    EXPECT_NEAR(weights.numbers("src_grid_center_lat")[4], 47.0, 1e-9);
    EXPECT_THAT(weights.numbers("src_address"), ElementsAre(5));
    EXPECT_NEAR(totals("rotated.nc").at("A"), 5.0 * weights.numbers("remap_matrix")[0], rounding);
}

/// Weights given to the CDO of the system, which must give the totals.
class CoverageForCdo : public CoverageCommand {
protected:
    void SetUp() override
    {
        cdo = program_on_path("cdo");
        if (!cdo) {
            GTEST_SKIP() << "cdo is not installed: apt-get install cdo";
        }
    }

    std::vector<double> remapped(const std::string& target, const std::string& grid) const
    {
        const ProgramRun run = run_other_program(
            *cdo, folder.path(), { "-s", "remap," + target + ",w.nc", grid, "remapped.nc" });
        EXPECT_EQ(run.code, 0) << run.err;
        return NetcdfReader(folder.file("remapped.nc")).numbers("co2");
    }

    void expect_totals(const std::string& grid, const std::string& kind, const Words& more = {})
    {
        const ProgramRun covered = coverage(grid, appended({ "--weights", kind }, more));
        EXPECT_EQ(covered.code, 0) << covered.err;
        const NetcdfReader weights(folder.file("w.nc"));
        const auto cities = weights.texts("city_id");
        const auto area = weights.numbers("dst_grid_area");
        folder.write("cities.txt",
            "gridtype=unstructured\ngridsize=" + std::to_string(cities.size()) + "\n");
        const auto expected = totals(grid, more);
        for (const std::string target : { "w.nc", "cities.txt" }) {
            const std::vector<double> values = remapped(target, grid);
            ASSERT_EQ(values.size(), cities.size());
            for (std::size_t c = 0; c < cities.size(); ++c) {
                const double total = kind == "mean" ? values[c] * area[c] : values[c];
                EXPECT_NEAR(total / expected.at(cities[c]), 1.0, rounding)
                    << cities[c] << " by " << target;
            }
        }
    }

    std::optional<fs::path> cdo;
};

TEST_F(CoverageForCdo, EitherRowOrder_GivesTheTotals)
{
    write_cities(
        { city("A", { 100.5, 30.25, 102.25, 32 }), city("北 京", { 101.1, 31.3, 102.9, 32.8 }) });
    expect_totals(write_three_by_three(), "sum");
    expect_totals("three.nc", "sum", { "--edge", "fill" });
    expect_totals(write_grid("down.nc", { 32.5, 31.5, 30.5 }, { 100.5, 101.5, 102.5 }), "sum");
    expect_totals(
        write_grid("flux.nc", { 32.5, 31.5, 30.5 }, { 100.5, 101.5, 102.5 }, "t m-2 year-1"),
        "mean");
}

TEST_F(CoverageForCdo, GridFrom0To360_GivesTotals)
{
    write_cities({ city("A", { -1.5, 0.25, 0.5, 1 }), city("B", { 179.5, 0, 180.5, 1 }) });
    std::vector<double> longitudes(36);
    for (std::size_t c = 0; c < longitudes.size(); ++c) {
        longitudes[c] = 5.0 + 10.0 * static_cast<double>(c);
    }
    expect_totals(write_grid("world.nc", { -5, 5 }, longitudes), "sum");
    expect_totals(write_grid("flux.nc", { -5, 5 }, longitudes, "t m-2 year-1"), "mean");
}

TEST_F(CoverageForCdo, CityOffGrid_IsMissing)
{
    write_cities({ city("on", { 100, 30, 101, 31 }), city("off", { 0, 0, 1, 1 }),
        geojson::feature_without_geometry(geojson::properties("none")) });
    EXPECT_EQ(coverage(write_three_by_three(), { "--weights", "sum" }).code, 4);
    const std::vector<double> values = remapped("w.nc", "three.nc");
    ASSERT_THAT(values, SizeIs(3));
    EXPECT_NEAR(values[0], 1.0, rounding);
    // CDO writes its missing value where no source cell lies.
    EXPECT_EQ(values[1], values[2]);
    EXPECT_LT(values[1], -1e30);
}

} // namespace
} // namespace cityflux
