#include "grids/geometry/earth.h"
#include "tests/geojson.h"
#include "tests/pipeline/clip/cf_rules.h"
#include "tests/pipeline/clip/clip_fixture.h"

#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using geojson::feature;
using geojson::properties;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(Clip, MapSum_IsTheCityTotal)
{
    for (const bool to_north : { true, false }) {
        write_field("a.nc", { .to_north = to_north });
        const auto rows = totals({ "a.nc" });
        for (const std::string city : { "1", "2", "3" }) {
            const double total = number(rows.at(city + " power 2019-01"), "value");
            for (const std::string type : { "float32", "float64" }) {
                ASSERT_EQ(
                    run({ "clip", "a.nc", "--only", city, "--type", type, "-o", "a.tif" }).code, 0);
                ASSERT_EQ(
                    run({ "clip", "a.nc", "--only", city, "--type", type, "-o", "b.nc" }).code, 0);
                const double rounding
                    = type == "float32" ? rounding_of_float32 : rounding_of_double;
                EXPECT_NEAR(map("a.tif").bands[0].sum() / total, 1.0, rounding)
                    << city << type << to_north;
                EXPECT_NEAR(netcdf("b.nc", "CO2_mass").bands[0].sum() / total, 1.0, rounding)
                    << city << type << to_north;
                EXPECT_EQ(map("a.tif").in_double, type == "float64");
            }
        }
    }
}

TEST_F(Clip, EachCell_HasItsFraction)
{
    const SyntheticField field;
    write_field("a.nc", field);
    ASSERT_EQ(
        run({ "clip", "a.nc", "--only", "1", "--type", "float64", "--coverage", "-o", "a.tif" })
            .code,
        0);
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
            EXPECT_NEAR(mass / (share * field.value(0, 31 - r, 10 + c)), 1.0, rounding_of_double)
                << r << " " << c;
            (share == 1.0 ? whole : partly) += 1;
        }
    }
    EXPECT_GT(whole, 300u);
    EXPECT_GT(partly, 60u);
}

TEST_F(Clip, FluxAndDensity_GiveSameMass)
{
    write_field("a.nc");
    const double total = number(totals({ "a.nc" }).at("2 power 2019-01"), "value");
    constexpr double seconds = 31 * 86400.0;
    for (const std::string quantity : { "flux", "density" }) {
        ASSERT_EQ(run({ "clip", "a.nc", "--only", "2", "--quantity", quantity, "--type", "float64",
                          "-o", "a.tif" })
                      .code,
            0);
        const MapFile shown = map("a.tif");
        EXPECT_EQ(shown.bands[0].unit, quantity == "flux" ? "kg m-2 s-1" : "t km-2");
        double mass = 0.0;
        for (std::size_t i = 0; i < shown.bands[0].values.size(); ++i) {
            const double north = shown.transform[3] - 0.1 * static_cast<double>(i / shown.columns);
            const double area_m2 = earth::cell_area(north - 0.1, north, 0.1);
            const double value = shown.bands[0].values[i];
            mass += std::isnan(value) ? 0.0
                : quantity == "flux"  ? value * area_m2 * seconds / 1e3
                                      : value * area_m2 / 1e6;
        }
        // The corners are read back from a transform that counts in steps of 0.1.
        EXPECT_NEAR(mass / total, 1.0, 1e-11) << quantity;
    }
}

TEST_F(Clip, Mask_TakesTouchedCellsOrCentres)
{
    write_field("a.nc");
    const auto row = totals({ "a.nc" }).at("1 power 2019-01");
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--mask", "touch", "--type", "float64", "-o",
                      "a.tif" })
                  .code,
        0);
    const MapFile touch = map("a.tif");
    EXPECT_NEAR(touch.bands[0].sum() / number(row, "upper"), 1.0, rounding_of_double);
    EXPECT_EQ(touch.metadata.at("MASK"), "touch");
    ASSERT_EQ(run({ "clip", "a.nc", "--only", "1", "--mask", "centre", "--type", "float64", "-o",
                      "a.tif" })
                  .code,
        0);
    const MapFile centre = map("a.tif");
    EXPECT_GT(centre.bands[0].sum(), number(row, "lower"));
    EXPECT_LT(centre.bands[0].sum(), number(row, "upper"));
    EXPECT_LT(centre.bands[0].cells(), touch.bands[0].cells());
    for (std::size_t i = 0; i < centre.bands[0].values.size(); ++i) {
        EXPECT_TRUE(std::isnan(centre.bands[0].values[i])
            || centre.bands[0].values[i] == touch.bands[0].values[i]);
    }
}

TEST_F(Clip, CityWithoutCentre_IsReported)
{
    write_field("a.nc");
    const ProgramRun done
        = run({ "clip", "a.nc", "--only", "3", "--mask", "centre", "-o", "a.tif" });
    EXPECT_EQ(done.code, 4);
    EXPECT_THAT(done.err, HasSubstr("a.tif: empty map: Third (3) contains no cell centre"));
    EXPECT_EQ(map("a.tif").bands[0].cells(), 0u);
}

TEST_F(Clip, EdgesFilledAreThoseOfTheTotals)
{
    write_field("a.nc");
    const double total
        = number(totals({ "a.nc" }, { "--edge", "fill" }).at("1 power 2019-01"), "value");
    ASSERT_EQ(
        run({ "clip", "a.nc", "--only", "1", "--edge", "fill", "--type", "float64", "-o", "a.tif" })
            .code,
        0);
    EXPECT_NEAR(map("a.tif").bands[0].sum() / total, 1.0, rounding_of_double);
}

TEST_F(Clip, CityAcrossAntimeridian_HasOneWindow)
{
    write_cities({ feature(properties("1", "Fiji"),
        { { 178.3, -17.1 }, { 181.25, -17.4 }, { 180.9, -15.6 }, { 178.5, -16.0 } }) });
    for (const double west : { -180.0, 0.0 }) {
        write_field("a.nc", { .west = west, .south = -30.0, .columns = 3600, .rows = 200 });
        ASSERT_EQ(run({ "clip", "a.nc", "--type", "float64", "-o", "a.tif" }).code, 0);
        const MapFile shown = map("a.tif");
        EXPECT_NEAR(shown.transform[0], 178.3, 1e-9);
        EXPECT_EQ(shown.columns, 30u);
        EXPECT_NEAR(
            shown.bands[0].sum() / number(totals({ "a.nc" }).at("1 power 2019-01"), "value"), 1.0,
            rounding_of_double);
        ASSERT_EQ(run({ "clip", "a.nc", "--type", "float64", "-o", "b.nc" }).code, 0);
        EXPECT_THAT(cf_violations(folder.file("b.nc")), IsEmpty());
        EXPECT_NEAR(netcdf("b.nc", "CO2_mass").bands[0].sum() / shown.bands[0].sum(), 1.0,
            rounding_of_double);
    }
}

} // namespace
} // namespace cityflux
