#include "pipeline/totals/tile_sums.h"

#include "grids/storage/chunk_coding.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/totals/layer_sums.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Picture = std::vector<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// Sums of few numbers, of which none is much smaller than the others.
constexpr double rounding = 1e-14;

const Picture one_to_nine {
    1, 2, 3, //
    4, 5, 6, //
    7, 8, 9, //
};

/// Two cities on 3 x 3 cells: what each covers of them.
///
///     row 0   A 1    A 1    A .5  B .25
///     row 1   A .25  -      B .75
///     row 2   -      B 1    B 1
Coverage two_cities()
{
    Coverage coverage;
    coverage.cities = {
        { { { 0, 0, 2 } }, { { 0, 2, 0.5, 0.5 }, { 1, 0, 0.25, 0.25 } }, 1.0, 1.0 },
        { { { 2, 1, 2 } }, { { 0, 2, 0.25, 0.25 }, { 1, 2, 0.75, 0.75 } }, 1.0, 1.0 },
    };
    return coverage;
}

void expect_near(double value, double expected, const char* what)
{
    EXPECT_NEAR(value, expected, rounding * std::max(1.0, std::abs(expected))) << what;
}

void expect_amount(const CityAmount& amount, const CityAmount& expected)
{
    expect_near(amount.value_t, expected.value_t, "value");
    expect_near(amount.wholly_inside_t, expected.wholly_inside_t, "wholly inside");
    expect_near(amount.touched_t, expected.touched_t, "touched");
    expect_near(amount.from_edge_t, expected.from_edge_t, "from the edge");
    expect_near(amount.by_area_t, expected.by_area_t, "by area");
    expect_near(amount.covered_m2, expected.covered_m2, "covered");
    expect_near(amount.valid_m2, expected.valid_m2, "valid");
}

class TileSumsTest : public testing::Test {
protected:
    /// A file of "co2" on 3 x 3 cells of 1 degree, or of 1 km on a plane.
    Raster raster(const Picture& picture, const std::string& unit = "t", nc_type type = NC_FLOAT,
        bool projected = false)
    {
        NetcdfWriter file(folder_.file("a.nc"));
        if (projected) {
            file.axis("y", "m", { 500, 1500, 2500 }).axis("x", "m", { 500, 1500, 2500 });
            file.dimension("one", 1)
                .field("crs", { "one" }, { 0 }, NC_INT)
                .attribute("crs", "grid_mapping_name", "mercator");
            file.attribute("crs", "crs_wkt",
                "+proj=merc +lon_0=105 +lat_ts=0 +y_0=-4000000 +datum=WGS84 +units=m +type=crs");
        } else {
            file.axis("lat", "degrees_north", { 30.5, 31.5, 32.5 })
                .axis("lon", "degrees_east", { 100.5, 101.5, 102.5 });
        }
        file.field("co2",
                projected ? std::vector<std::string> { "y", "x" }
                          : std::vector<std::string> { "lat", "lon" },
                picture, type)
            .attribute("co2", "units", unit)
            .attribute("co2", "_FillValue", -1.0, type)
            .attribute("", "year", "2019");
        if (projected) {
            file.attribute("co2", "grid_mapping", "crs");
        }
        if (type == NC_SHORT) {
            file.attribute("co2", "scale_factor", 0.5).attribute("co2", "add_offset", 10.0);
        }
        file.close();
        return Raster::open(folder_.file("a.nc"), catalogue_, std::nullopt, {});
    }

    /// The sums of the only layer with all in one tile.
    static TileSums sums(Raster& raster, const CellAreas& true_areas)
    {
        const TilePlan plan(two_cities(), raster.grid(), { 3, 3 }, TilePlan::Extent::touched_tiles);
        RawBlock block;
        raster.read(raster.layers().at(0), plan.window(0), block);
        return sum_tile(raster, raster.layers()[0], block, { plan, 0 }, { true_areas, true_areas });
    }

    TemporaryFolder folder_;
    Catalogue catalogue_ { inventories_folder() };
};

/// Areas by hand: 100, 200 and 300 m2 for the rows.
CellAreas areas_by_hand(const Grid& grid)
{
    return { grid, { 100, 100, 100, 200, 200, 200, 300, 300, 300 } };
}

TEST_F(TileSumsTest, TwoCitiesByHand)
{
    // A: 1 + 2 wholly, half of 3 and a quarter of 4; B: 8 + 9 wholly, a quarter of 3 and three
    // quarters of 6.
    Raster file = raster(one_to_nine);
    const TileSums got = sums(file, areas_by_hand(file.grid()));
    ASSERT_EQ(got.shares.size(), 2u);
    EXPECT_EQ(got.shares[0].city, 0u);
    EXPECT_EQ(got.shares[1].city, 1u);
    expect_amount(
        got.shares[0].amount, { 3 + 1.5 + 1, 3, 3 + 3 + 4, 2.5, 5.5, 200 + 50 + 50, 300 });
    expect_amount(got.shares[1].amount,
        { 17 + 0.75 + 4.5, 17, 17 + 3 + 6, 5.25, 22.25, 600 + 25 + 150, 775 });
    // Outside: a quarter of 3, three quarters of 4, 5, a quarter of 6 and 7.
    expect_near(got.closure.grid_t, 45.0, "grid");
    expect_near(got.closure.outside_t, 0.75 + 3 + 5 + 1.5 + 7, "outside");
    EXPECT_EQ(got.closure.overlap_t, 0.0);
    EXPECT_EQ(got.closure.cells_without_data, 0u);
}

TEST_F(TileSumsTest, MissingCellsAreNoZeroes)
{
    // Gone are 2 (wholly in A), 3 (half in A, a quarter in B), 7 (outside) and 9 (wholly in B).
    Picture holed = one_to_nine;
    holed[1] = nan;
    holed[2] = -1;
    holed[6] = nan;
    holed[8] = -1;
    for (const nc_type type : { NC_FLOAT, NC_DOUBLE }) {
        Raster file = raster(holed, "t", type);
        const TileSums got = sums(file, areas_by_hand(file.grid()));
        ASSERT_EQ(got.shares.size(), 2u);
        expect_amount(got.shares[0].amount, { 1 + 1, 1, 1 + 4, 1, 2, 300, 100 + 50 });
        expect_amount(got.shares[1].amount, { 8 + 4.5, 8, 8 + 6, 4.5, 12.5, 775, 300 + 150 });
        expect_near(got.closure.grid_t, 1 + 4 + 5 + 6 + 8, "grid");
        expect_near(got.closure.outside_t, 3 + 5 + 1.5, "outside");
        EXPECT_EQ(got.closure.cells_without_data, 4u);
    }
}

TEST_F(TileSumsTest, PackedShortsAreUnpacked)
{
    // The values are 10 + n / 2; that of 4 is missing.
    Raster file = raster({ (1 - 10) * 2, (2 - 10) * 2, (3 - 10) * 2, -1, (5 - 10) * 2, (6 - 10) * 2,
                             (7 - 10) * 2, (8 - 10) * 2, (9 - 10) * 2 },
        "t", NC_SHORT);
    const TileSums got = sums(file, areas_by_hand(file.grid()));
    ASSERT_EQ(got.shares.size(), 2u);
    expect_amount(got.shares[0].amount, { 3 + 1.5, 3, 3 + 3, 1.5, 4.5, 300, 250 });
    expect_amount(got.shares[1].amount, { 22.25, 17, 26, 5.25, 22.25, 775, 775 });
    expect_near(got.closure.grid_t, 41.0, "grid");
    EXPECT_EQ(got.closure.cells_without_data, 1u);
}

TEST_F(TileSumsTest, FluxesTakeTheAreaOfTheRow)
{
    // kg m-2 s-1 in 2019: 365 x 86400 s, and a thousandth of a tonne.
    constexpr double tonnes = 365.0 * 86400.0 / 1000.0;
    Raster file = raster(one_to_nine, "kg m-2 s-1");
    const CellAreas areas(file.grid(), AreaConvention {});
    ASSERT_TRUE(areas.by_row());
    const TileSums got = sums(file, areas);
    const std::array row { areas.of(0, 0), areas.of(1, 0), areas.of(2, 0) };
    ASSERT_GT(row[0], row[2]);
    const double a = tonnes * (3 * row[0] + 1.5 * row[0] + row[1]);
    const double b = tonnes * (17 * row[2] + 0.75 * row[0] + 4.5 * row[1]);
    EXPECT_NEAR(got.shares.at(0).amount.value_t / a, 1.0, rounding);
    EXPECT_NEAR(got.shares.at(1).amount.value_t / b, 1.0, rounding);
    EXPECT_NEAR(
        got.closure.grid_t / (tonnes * (6 * row[0] + 15 * row[1] + 24 * row[2])), 1.0, rounding);
    EXPECT_NEAR(got.closure.outside_t / (got.closure.grid_t - a - b), 1.0, 10 * rounding)
        << "a difference of large numbers";
}

TEST_F(TileSumsTest, Flux_TakesAreaOfEachCell)
{
    constexpr double tonnes = 365.0 * 86400.0 / 1000.0;
    Raster file = raster(one_to_nine, "kg m-2 s-1");
    const Picture m2 { 10, 20, 30, 40, 50, 60, 70, 80, 90 };
    const TileSums got = sums(file, CellAreas(file.grid(), m2));
    EXPECT_NEAR(got.shares.at(0).amount.value_t / (tonnes * (10 + 40 + 0.5 * 90 + 0.25 * 160)), 1.0,
        rounding);
    EXPECT_NEAR(got.shares.at(1).amount.value_t / (tonnes * (640 + 810 + 0.25 * 90 + 0.75 * 360)),
        1.0, rounding);
    EXPECT_NEAR(got.closure.grid_t / (tonnes * (10 + 40 + 90 + 160 + 250 + 360 + 490 + 640 + 810)),
        1.0, rounding);
    expect_near(got.shares.at(0).amount.covered_m2, 10 + 20 + 15 + 10, "covered");
}

TEST_F(TileSumsTest, ProjectedCells_HaveTheirOwnAreas)
{
    // Mercator, where 1 km of the map is less on the Earth and less in one row than in another.
    constexpr double tonnes = 365.0 * 86400.0 / 1000.0;
    for (const nc_type type : { NC_FLOAT, NC_DOUBLE }) {
        Picture holed = one_to_nine;
        holed[2] = -1;
        Raster file = raster(holed, "kg m-2 s-1", type, true);
        const CellAreas areas(file.grid(), AreaConvention {});
        ASSERT_FALSE(areas.by_row());
        ASSERT_LT(areas.of(0, 0), 0.95e6);
        const TileSums got = sums(file, areas);
        const double a = tonnes * (areas.of(0, 0) + 2 * areas.of(0, 1) + 0.25 * 4 * areas.of(1, 0));
        EXPECT_NEAR(got.shares.at(0).amount.value_t / a, 1.0, rounding);
        EXPECT_NEAR(got.shares.at(0).amount.valid_m2
                / (areas.of(0, 0) + areas.of(0, 1) + 0.25 * areas.of(1, 0)),
            1.0, rounding);
        EXPECT_NEAR(got.shares.at(0).amount.covered_m2
                / (areas.of(0, 0) + areas.of(0, 1) + 0.5 * areas.of(0, 2) + 0.25 * areas.of(1, 0)),
            1.0, rounding);
        EXPECT_EQ(got.closure.cells_without_data, 1u);
    }
}

TEST_F(TileSumsTest, ChunkBeyondGrid_IsNotCounted)
{
    // A chunk of 4 x 5 for 3 x 3 cells: the rest of its rows and its last row hold anything.
    for (const bool cell_areas : { false, true }) {
        Raster file = raster(one_to_nine, cell_areas ? "kg m-2 s-1" : "t");
        const CellAreas areas(file.grid(), Picture(9, 2.0));
        const double tonnes = cell_areas ? 2.0 * 365.0 * 86400.0 / 1000.0 : 1.0;
        std::vector<float> chunk(20, 1e30F);
        chunk[3] = std::numeric_limits<float>::quiet_NaN();
        for (std::size_t r = 0; r < 3; ++r) {
            for (std::size_t c = 0; c < 3; ++c) {
                chunk[r * 5 + c] = static_cast<float>(one_to_nine[r * 3 + c]);
            }
        }
        RawBlock block;
        block.resize(ElementType::float32, chunk.size());
        block.stride = 5;
        std::memcpy(block.bytes.data(), chunk.data(), block.bytes.size());
        const TilePlan plan(two_cities(), file.grid(), { 4, 5 }, TilePlan::Extent::touched_tiles);
        const TileSums got = sum_tile(file, file.layers()[0], block, { plan, 0 }, { areas, areas });
        EXPECT_NEAR(got.shares.at(0).amount.value_t / tonnes, 5.5, 10 * rounding);
        EXPECT_NEAR(got.shares.at(1).amount.value_t / tonnes, 22.25, 30 * rounding);
        EXPECT_NEAR(got.closure.grid_t / tonnes, 45.0, 60 * rounding);
        EXPECT_EQ(got.closure.cells_without_data, 0u);
    }
}

TEST_F(TileSumsTest, OverlapsAreCounted)
{
    // A has the row of 1, 2, 3; B all of 2 and half of 1.
    Coverage coverage;
    coverage.cities = { { { { 0, 0, 3 } }, {}, 1.0, 1.0 },
        { { { 0, 1, 1 } }, { { 0, 0, 0.5, 0.5 } }, 1.0, 1.0 } };
    Raster file = raster(one_to_nine);
    const CellAreas areas = areas_by_hand(file.grid());
    const TilePlan plan(coverage, file.grid(), { 1, 3 }, TilePlan::Extent::touched_tiles);
    const auto totals
        = sum_layers({ file, file.layers(), { areas, areas }, 1, [](double) {} }, plan);
    const Closure& closure = totals.at(0).closure;
    expect_near(closure.overlap_t, 2 + 0.5, "overlap");
    expect_near(closure.cities_t, 6 + 2.5, "cities");
    expect_near(closure.grid_t, 6, "grid");
    EXPECT_EQ(closure.outside_t, 0.0);
    EXPECT_LT(std::abs(closure.residual()), rounding);
    EXPECT_EQ(closure.tiles_read, 1u);
    EXPECT_EQ(closure.tiles, 3u);
}

TEST_F(TileSumsTest, FilledEdgesDifferFromAreas)
{
    Coverage coverage;
    coverage.cities = { { {}, { { 1, 1, 0.25, 1.0 } }, 1.0, 1.0 } };
    Raster file = raster(one_to_nine);
    const CellAreas areas = areas_by_hand(file.grid());
    const TilePlan plan(coverage, file.grid(), { 3, 3 }, TilePlan::Extent::touched_tiles);
    const auto totals
        = sum_layers({ file, file.layers(), { areas, areas }, 1, [](double) {} }, plan);
    expect_amount(totals.at(0).cities.at(0), { 5, 0, 5, 5, 1.25, 50, 50 });
    expect_near(totals[0].closure.outside_t, 40.0, "outside");
}

TEST_F(TileSumsTest, TilesAddUpToTheWhole)
{
    Raster file = raster(one_to_nine);
    const CellAreas areas = areas_by_hand(file.grid());
    for (const Tiling tiling :
        { Tiling { 3, 3 }, { 1, 3 }, { 2, 3 }, { 3, 1 }, { 2, 2 }, { 1, 1 }, { 8, 8 } }) {
        for (const TilePlan::Extent extent :
            { TilePlan::Extent::touched_tiles, TilePlan::Extent::whole_grid }) {
            SCOPED_TRACE(testing::Message() << tiling.rows << " x " << tiling.columns);
            const TilePlan plan(two_cities(), file.grid(), tiling, extent);
            double done = 0.0;
            const auto totals = sum_layers({ file, file.layers(), { areas, areas }, 1,
                                               [&](double share) {
                                                   EXPECT_GT(share, done);
                                                   done = share;
                                               } },
                plan);
            EXPECT_EQ(done, 1.0);
            expect_amount(totals.at(0).cities.at(0), { 5.5, 3, 10, 2.5, 5.5, 300, 300 });
            expect_amount(totals.at(0).cities.at(1), { 22.25, 17, 26, 5.25, 22.25, 775, 775 });
            const Closure& closure = totals[0].closure;
            EXPECT_LT(std::abs(closure.residual()), rounding);
            EXPECT_EQ(closure.tiles_read, plan.tiles());
            EXPECT_EQ(closure.tiles, plan.tiles_of_grid());
            if (extent == TilePlan::Extent::whole_grid) {
                expect_near(closure.grid_t, 45.0, "grid");
                expect_near(closure.outside_t, 17.25, "outside");
            }
        }
    }
}

TEST_F(TileSumsTest, WithoutCitiesNothingIsRead)
{
    Raster file = raster(one_to_nine);
    const CellAreas areas = areas_by_hand(file.grid());
    Coverage nobody;
    nobody.cities.resize(2);
    const auto touched = sum_layers({ file, file.layers(), { areas, areas }, 1, [](double) {} },
        TilePlan(nobody, file.grid(), { 1, 3 }, TilePlan::Extent::touched_tiles));
    ASSERT_EQ(touched.size(), 1u);
    ASSERT_EQ(touched[0].cities.size(), 2u);
    expect_amount(touched[0].cities[1], {});
    EXPECT_EQ(touched[0].closure.grid_t, 0.0);
    EXPECT_EQ(touched[0].closure.residual(), 0.0);
    EXPECT_EQ(touched[0].closure.tiles_read, 0u);
    const auto whole = sum_layers({ file, file.layers(), { areas, areas }, 1, [](double) {} },
        TilePlan(nobody, file.grid(), { 1, 3 }, TilePlan::Extent::whole_grid));
    expect_near(whole.at(0).closure.grid_t, 45.0, "grid");
    expect_near(whole.at(0).closure.outside_t, 45.0, "outside");
}

TEST_F(TileSumsTest, DamagedTile_IsRefusedWithFile)
{
    Raster file = raster(one_to_nine);
    const CellAreas areas = areas_by_hand(file.grid());
    const TilePlan plan(two_cities(), file.grid(), { 3, 3 }, TilePlan::Extent::touched_tiles);
    RawBlock block;
    block.type = ElementType::float32;
    block.bytes.resize(20);
    block.coding = ChunkCoding { { ChunkFilter::shuffle, ChunkFilter::deflate }, 36 };
    EXPECT_THAT(refusal_of([&] {
        sum_tile(file, file.layers()[0], block, { plan, 0 }, { areas, areas });
    }),
        testing::HasSubstr(folder_.file("a.nc")));
}

} // namespace
} // namespace cityflux
