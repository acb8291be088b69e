#include "tests/folder_content.h"
#include "tests/pipeline/clip/cf_rules.h"
#include "tests/pipeline/clip/clip_fixture.h"

#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Json = nlohmann::json;

TEST_F(Clip, MonthsAndSectors_BecomeBands)
{
    write_field("a.nc", { .months = 3, .sectors = { "power", "industry" } });
    const auto rows = totals({ "a.nc" });
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--coverage", "-o", "a.tif" }).code, 0);
    const MapFile shown = map("a.tif");
    ASSERT_EQ(shown.bands.size(), 7u);
    const Words titles { "power 2019-01", "power 2019-02", "power 2019-03", "industry 2019-01",
        "industry 2019-02", "industry 2019-03" };
    for (std::size_t b = 0; b < titles.size(); ++b) {
        EXPECT_EQ(shown.bands[b].title, "CO2 " + titles[b] + " [t]");
        EXPECT_NEAR(shown.bands[b].sum() / number(rows.at("1 " + titles[b]), "value"), 1.0,
            rounding_of_float32);
    }
    EXPECT_EQ(shown.bands[6].title, "coverage_fraction");

    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--coverage", "-o", "b.nc" }).code, 0);
    EXPECT_THAT(cf_violations(folder.file("b.nc")), IsEmpty());
    const MapFile cube = netcdf("b.nc", "CO2_mass");
    ASSERT_EQ(cube.bands.size(), 6u) << "time before sector";
    EXPECT_NEAR(cube.bands[1].sum() / number(rows.at("1 industry 2019-01"), "value"), 1.0,
        rounding_of_float32);
    EXPECT_NEAR(cube.bands[4].sum() / number(rows.at("1 power 2019-03"), "value"), 1.0,
        rounding_of_float32);
}

TEST_F(Clip, FilesOfOneInventoryBecomeOneMap)
{
    for (int month = 1; month <= 2; ++month) {
        write_field(fmt::format("m{}.nc", month), { .months = month });
    }
    // The second file has both months: its first is left out, as two files may not give the same.
    const ProgramRun twice = run({ "clip", "m1.nc", "m2.nc", "--only", "1", "-o", "a.tif" });
    EXPECT_EQ(twice.code, 3);
    EXPECT_THAT(twice.err, HasSubstr("m2.nc: duplicate layer: CO2"));
    EXPECT_FALSE(fs::exists(folder.file("a.tif")));

    write_field("industry.nc", { .sectors = { "industry" } });
    ASSERT_EQ(run({ "clip", "m2.nc", "industry.nc", "--only", "1", "-o", "a.tif" }).code, 0);
    EXPECT_THAT(map("a.tif").bands, SizeIs(3));
}

TEST_F(Clip, SumsAreTheSumsOfTheTotals)
{
    write_field("a.nc", { .months = 3, .sectors = { "power", "industry" } });
    const auto rows = totals({ "a.nc" });
    const auto total = [&](const Words& sectors, const Words& periods) {
        double sum = 0.0;
        for (const std::string& sector : sectors) {
            for (const std::string& period : periods) {
                sum += number(rows.at("2 " + sector + " " + period), "value");
            }
        }
        return sum;
    };
    const Words all { "2019-01", "2019-02", "2019-03" };
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "2", "--sum", "sectors", "--type", "float64", "-o",
                      "a.tif" })
                  .code,
        0);
    MapFile shown = map("a.tif");
    ASSERT_EQ(shown.bands.size(), 3u);
    EXPECT_EQ(shown.bands[1].title, "CO2 power+industry 2019-02 [t]");
    EXPECT_NEAR(shown.bands[1].sum() / total({ "power", "industry" }, { "2019-02" }), 1.0,
        rounding_of_double);
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "2", "--sum", "periods", "--type", "float64", "-o",
                      "a.tif" })
                  .code,
        0);
    shown = map("a.tif");
    ASSERT_EQ(shown.bands.size(), 2u);
    EXPECT_EQ(shown.bands[1].title, "CO2 industry 2019-01/2019-03 [t]");
    EXPECT_NEAR(shown.bands[1].sum() / total({ "industry" }, all), 1.0, rounding_of_double);
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "2", "--sum", "sectors,periods", "--quantity", "flux",
                      "-o", "b.nc" })
                  .code,
        0);
    EXPECT_THAT(cf_violations(folder.file("b.nc")), IsEmpty());
    EXPECT_EQ(netcdf("b.nc", "CO2_flux").bands.size(), 1u);
    const Json manifest = Json::parse(content_of(folder.file("b.nc.manifest.json")));
    const Json& band = manifest["maps"][0]["bands"][0];
    EXPECT_EQ(band["period_days"], 90.0);
    EXPECT_NEAR(band["written_t"].get<double>() / total({ "power", "industry" }, all), 1.0,
        rounding_of_float32);
}

TEST_F(Clip, LayersAreChosenAsForTotals)
{
    write_field("a.nc", { .months = 3, .sectors = { "power", "industry" } });
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--sector", "industry", "--period",
                      "2019-02,2019-03", "--species", "CO2", "-o", "a.tif" })
                  .code,
        0);
    const MapFile shown = map("a.tif");
    ASSERT_EQ(shown.bands.size(), 2u);
    EXPECT_EQ(shown.bands[0].title, "CO2 industry 2019-02 [t]");
    EXPECT_EQ(
        run({ "clip", "a.nc", "--only", "1", "--sector", "transport", "-o", "a.tif" }).code, 3);
}

TEST_F(Clip, DifferentGrids_NeedSeveralFiles)
{
    write_field("a.nc");
    write_field("b.nc", { .west = 100.05, .sectors = { "industry" } });
    const ProgramRun one = run({ "clip", "a.nc", "b.nc", "--only", "1", "-o", "a.tif" });
    EXPECT_EQ(one.code, 3);
    EXPECT_THAT(one.err, HasSubstr("b.nc: inconsistent grids"));
    EXPECT_FALSE(fs::exists(folder.file("a.tif")));
    ASSERT_EQ(run({ "clip", "a.nc", "b.nc", "--only", "1", "-o", "maps", "--name-pattern",
                      "{id}_{sector}" })
                  .code,
        0);
    EXPECT_NEAR(map("maps/1_industry.tif").transform[0], 100.95, 1e-9);
    EXPECT_NEAR(map("maps/1_power.tif").transform[0], 101.0, 1e-9);
}

TEST_F(Clip, GridsWithinRounding_AreOne)
{
    write_field("a.nc");
    // A thousandth of a millionth of a cell; the edges of the cities lie within cells.
    write_field(
        "b.nc", { .west = 100.0 + 1e-10, .sectors = { "industry" }, .per_degree = 10.0000000001 });
    const double total = number(totals({ "a.nc" }).at("2 power 2019-01"), "value")
        + number(totals({ "b.nc" }).at("2 industry 2019-01"), "value");
    ASSERT_EQ(run({ "clip", "a.nc", "b.nc", "--only", "2", "--sum", "sectors", "--type", "float64",
                      "-o", "a.tif" })
                  .code,
        0);
    EXPECT_NEAR(map("a.tif").bands.at(0).sum() / total, 1.0, rounding_of_double);
}

} // namespace
} // namespace cityflux
