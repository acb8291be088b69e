#include "tests/geojson.h"
#include "tests/netcdf_reader.h"
#include "tests/netcdf_writer.h"
#include "tests/pipeline/clip/cf_rules.h"
#include "tests/pipeline/clip/clip_fixture.h"
#include "tests/pipeline/clip/cog_rules.h"

#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using geojson::feature;
using geojson::properties;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(Clip, Geotiff_DescribesItself)
{
    write_field("a.nc");
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
    const double total = number(totals({ "a.nc" }).at("1 power 2019-01"), "value");
    EXPECT_EQ(number(said, "CITY_TOTAL_T"), total);
    EXPECT_NEAR(number(said, "WRITTEN_T") / total, 1.0, rounding_of_float32);
}

TEST_F(Clip, EveryGeotiffIsCloudOptimised)
{
    write_field("a.nc", { .columns = 700, .rows = 620, .months = 12, .per_degree = 100.0 });
    write_cities({ feature(properties("1", "Large"),
                       { { 100.1, 20.1 }, { 106.9, 20.4 }, { 106.7, 26.1 }, { 100.4, 25.9 } }),
        feature(properties("2", "Small"), { { 101.1, 21.1 }, { 101.3, 21.2 }, { 101.2, 21.3 } }) });
    for (const Words& further : { Words {}, Words { "--period", "2019-01" },
             Words { "--type", "float64", "--coverage" } }) {
        ASSERT_EQ(run(appended({ "clip", "a.nc", "-o", "maps" }, further)).code, 0);
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
            const double of_all
                = large.bands[0].sum() / static_cast<double>(large.rows * large.columns);
            EXPECT_NEAR(mean / of_all, 1.0, rounding_of_float32)
                << view.columns << ": mass per cell is kept on every scale";
        }
        EXPECT_THAT(map("maps/2_field.tif").bands[0].views, IsEmpty());
    }
}

TEST_F(Clip, NetcdfOfProjectedGridsFollowsCf)
{
    // An ESRI ASCII grid of 20 x 20 km in Gauss-Krueger, 120 degrees east.
    std::string text = "ncols 20\nnrows 20\nxllcorner 490000\nyllcorner 3490000\ncellsize "
                       "1000\nNODATA_value -9999\n";
    for (int i = 0; i < 400; ++i) {
        text += std::to_string(100 + i * 7 % 50) + (i % 20 == 19 ? "\n" : " ");
    }
    folder.write("a.asc", text);
    write_cities({ feature(
        properties("1", "Town"), { { 119.95, 31.58 }, { 120.05, 31.56 }, { 120.02, 31.66 } }) });
    const Words declared { "--assume-crs", "EPSG:4549", "--assume-unit", "t", "--assume-period",
        "2019", "--assume-species", "CO2", "--boundaries", "cities.geojson" };
    const auto with
        = [&](const Words& words) { return run_program(folder.path(), appended(words, declared)); };
    const double total
        = number(read_csv(with({ "totals", "a.asc", "--quiet" }).out).at(0), "value");
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

TEST_F(Clip, UnevenCells_KeepTheirWidths)
{
    ::NetcdfWriter(folder.file("a.nc"))
        .axis("lat", "degrees_north", { 20.0, 22.0, 23.5 })
        .axis("lon", "degrees_east", { 99.0, 101.0, 102.5, 103.5, 104.5 })
        .field("power", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 })
        .attribute("power", "units", "t")
        .close();
    const Words words { "clip", "a.nc", "--only", "甲 市", "--assume-period", "2019" };
    const ProgramRun refused = run(appended(words, { "-o", "a.tif" }));
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err, HasSubstr("uneven cells"));
    ASSERT_EQ(run(appended(words, { "-o", "m.nc" })).code, 0);
    const NetcdfReader clipped(folder.file("m.nc"));
    EXPECT_THAT(clipped.numbers("lon_bnds"), ElementsAre(100, 101.75, 101.75, 103, 103, 104));
    EXPECT_THAT(clipped.numbers("lat_bnds"), ElementsAre(19, 21, 21, 22.75, 22.75, 24.25));
    const double total
        = number(totals({ "a.nc" }, { "--assume-period", "2019" }).at("1 power 2019"), "value");
    double sum = 0.0;
    for (const double tonnes : clipped.numbers("CO2_mass")) {
        sum += tonnes > 1e30 || std::isnan(tonnes) ? 0.0 : tonnes;
    }
    EXPECT_NEAR(sum / total, 1.0, rounding_of_float32);
}

} // namespace
} // namespace cityflux
