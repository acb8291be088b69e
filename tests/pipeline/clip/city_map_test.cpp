#include "pipeline/clip/city_map.h"

#include "grids/geometry/earth.h"

#include <cmath>
#include <limits>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

constexpr double rounding = 1e-12;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

City city_of(const std::vector<Ring>& parts)
{
    City city;
    city.id = "1";
    city.name = "Square";
    for (const Ring& ring : parts) {
        city.shape.push_back({ ring, {} });
    }
    return city;
}

Ring rectangle(double west, double east, double south, double north)
{
    return { { west, south }, { east, south }, { east, north }, { west, north } };
}

CityCells cells_of(const City& city, const Grid& grid)
{
    CitySelection one;
    one.add(city);
    return CityCells(grid, cover(one, grid).cities.front());
}

/// One degree everywhere, rows to the north or to the south.
Grid world(double west, bool to_north = true)
{
    return { Axis(west, 1.0, 360), to_north ? Axis(-90.0, 1.0, 180) : Axis(90.0, -1.0, 180),
        Crs() };
}

TEST(CityMap, Window_HoldsTouchedCellsAndFractions)
{
    // Columns 10..12, rows 50..51; half a column on either side.
    const City city = city_of({ rectangle(10.5, 12.5, 50.0, 52.0) });
    const CityCells cells = cells_of(city, world(-180.0));
    ASSERT_EQ(cells.count(), 6u);
    const CityMap map = city_map(cells);
    EXPECT_EQ(map.grid.x, Axis(10.0, 1.0, 3));
    EXPECT_EQ(map.grid.y, Axis(50.0, 1.0, 2));
    const std::vector<double> shares { 0.5, 1.0, 0.5, //
        0.5, 1.0, 0.5 };
    EXPECT_THAT(map.fraction, Pointwise(DoubleNear(rounding), shares));
    EXPECT_NEAR(map.area_m2[0] / earth::cell_area(50.0, 51.0, 1.0), 1.0, rounding);
    EXPECT_NEAR(map.area_m2[5] / earth::cell_area(51.0, 52.0, 1.0), 1.0, rounding);
}

TEST(CityMap, NorthToSouthRows_KeepTheirOrder)
{
    const City city = city_of({ rectangle(10.0, 11.0, 50.0, 51.5) });
    const CityMap map = city_map(cells_of(city, world(-180.0, false)));
    EXPECT_EQ(map.grid.y, Axis(52.0, -1.0, 2));
    ASSERT_EQ(map.fraction.size(), 2u);
    EXPECT_LT(map.fraction[0], 1.0) << "the northern row is covered in part";
    EXPECT_EQ(map.fraction[1], 1.0);
}

TEST(CityMap, CityAcrossAntimeridian_HasOneWindow)
{
    for (const double west : { -180.0, 0.0 }) {
        const City city = city_of({ rectangle(178.5, 181.5, 10.0, 11.0) });
        const CityMap map = city_map(cells_of(city, world(west)));
        EXPECT_EQ(map.grid.x, Axis(178.0, 1.0, 4)) << "grid from " << west;
        EXPECT_THAT(map.fraction,
            Pointwise(DoubleNear(rounding), std::vector<double> { 0.5, 1.0, 1.0, 0.5 }));
    }
}

TEST(CityMap, PartsAcrossAntimeridian_HaveOneWindow)
{
    const City city
        = city_of({ rectangle(178.0, 180.0, 10.0, 11.0), rectangle(-180.0, -179.0, 10.0, 11.0) });
    EXPECT_EQ(cells_of(city, world(-180.0)).window().x, Axis(178.0, 1.0, 3));
}

TEST(CityMap, ShiftedGrid_GivesUsualLongitudes)
{
    // New York on a grid from 0 to 360, London across its seam.
    EXPECT_EQ(cells_of(city_of({ rectangle(-74.5, -73.5, 40.0, 41.0) }), world(0.0)).window().x,
        Axis(-75.0, 1.0, 2));
    EXPECT_EQ(cells_of(city_of({ rectangle(-0.5, 0.3, 51.0, 52.0) }), world(0.0)).window().x,
        Axis(-1.0, 1.0, 2));
    EXPECT_EQ(cells_of(city_of({ rectangle(116.0, 117.0, 39.0, 40.0) }), world(0.0)).window().x,
        Axis(116.0, 1.0, 1));
}

TEST(CityMap, TenthOfDegree_HasExactEdges)
{
    const Grid grid { Axis(-180.0, 0.1, 3600), Axis(-90.0, 0.1, 1800), Crs() };
    const CityCells cells = cells_of(city_of({ rectangle(116.05, 116.25, 39.95, 40.15) }), grid);
    EXPECT_EQ(cells.window().x.edge(0), 116.0);
    EXPECT_EQ(cells.window().x.edge(3), 116.3);
    EXPECT_EQ(cells.window().y.edge(0), 39.9);
}

TEST(CityMap, Rounding_IsTolerated)
{
    const Grid grid { Axis(1352130.409, 500.0, 62), Axis(2696161.8515, -500.0, 86), Crs() };
    const Grid rounded { Axis(1352130.4090217, 500.0, 62), Axis(2696161.85154366, -500.0, 86),
        Crs() };
    const Grid shifted { Axis(1352131.409, 500.0, 62), Axis(2696161.8515, -500.0, 86), Crs() };
    const Grid turned { Axis(1352130.409, 500.0, 62), Axis(2653161.8515, 500.0, 86), Crs() };
    EXPECT_TRUE(same_cells(grid, rounded));
    EXPECT_FALSE(same_cells(grid, shifted));
    EXPECT_FALSE(same_cells(grid, turned));
    EXPECT_FALSE(same_cells(grid, { grid.x, grid.y, Crs::parse("EPSG:4490", "test") }));
}

TEST(CityMap, CityOffGrid_HasNoCells)
{
    const Grid europe { Axis(-10.0, 1.0, 40), Axis(35.0, 1.0, 30), Crs() };
    EXPECT_EQ(cells_of(city_of({ rectangle(116.0, 117.0, 39.0, 40.0) }), europe).count(), 0u);
}

TEST(CityMap, CellNumbers_RunRowByRow)
{
    // A plus sign: the corners of its window are not touched.
    const City city = city_of({ rectangle(11.0, 12.0, 50.0, 53.0),
        rectangle(10.0, 11.0, 51.0, 52.0), rectangle(12.0, 13.0, 51.0, 52.0) });
    const CityCells cells = cells_of(city, world(-180.0));
    ASSERT_EQ(cells.count(), 5u);
    EXPECT_EQ(cells.number_of(140, 191), 0u);
    EXPECT_EQ(cells.number_of(141, 190), 1u);
    EXPECT_EQ(cells.number_of(141, 192), 3u);
    EXPECT_EQ(cells.number_of(142, 191), 4u);
    EXPECT_THAT(cells.places(), ElementsAre(1, 3, 4, 5, 7));
    const std::vector<double> values { 1, 2, 3, 4, 5 };
    EXPECT_THAT(cells.spread(values, 0.0),
        ElementsAre(0, 1, 0, //
            2, 3, 4, //
            0, 5, 0));
}

TEST(CityMap, Mask_SetsTheWeights)
{
    // Column 10 is covered from its middle on less a bit, column 12 a little more than to its
    // middle.
    const City city = city_of({ rectangle(10.6, 12.6, 50.0, 51.0) });
    const CityCells cells = cells_of(city, world(-180.0));
    EXPECT_THAT(mask_weights(cells, MapMask::fraction, city),
        Pointwise(DoubleNear(rounding), std::vector<double> { 0.4, 1.0, 0.6 }));
    EXPECT_THAT(mask_weights(cells, MapMask::touch, city), ElementsAre(1.0, 1.0, 1.0));
    EXPECT_THAT(mask_weights(cells, MapMask::centre, city), ElementsAre(0.0, 1.0, 1.0));
}

TEST(CityMap, CentreMask_LeavesHolesOut)
{
    City city = city_of({ rectangle(178.0, 182.0, 10.0, 12.5) });
    city.shape.front().holes.push_back(
        { { 180.1, 10.1 }, { 180.1, 10.9 }, { 180.9, 10.9 }, { 180.9, 10.1 } });
    const CityCells cells = cells_of(city, world(-180.0));
    EXPECT_THAT(cells.spread(mask_weights(cells, MapMask::centre, city), nothing),
        ElementsAre(1, 1, 0, 1, // the third has its centre in the hole
            1, 1, 1, 1, //
            0, 0, 0, 0)); // covered to the middle: the centres lie on the border, which belongs to
                          // what is north of it
}

TEST(CityMap, CentresOnBorder_CountOnce)
{
    const Ring west { { 10.0, 50.0 }, { 11.7, 50.0 }, { 11.2, 51.3 }, { 11.5, 53.0 },
        { 10.0, 53.0 } };
    const Ring east { { 13.0, 50.0 }, { 13.0, 53.0 }, { 11.5, 53.0 }, { 11.2, 51.3 },
        { 11.7, 50.0 } };
    const Grid grid { Axis(10.0, 0.1, 30), Axis(50.0, 0.1, 30), Crs() };
    double both = 0.0;
    for (const Ring& ring : { west, east }) {
        const City city = city_of({ ring });
        const CityCells cells = cells_of(city, grid);
        const std::vector<double> weights = mask_weights(cells, MapMask::centre, city);
        both += std::accumulate(weights.begin(), weights.end(), 0.0);
    }
    EXPECT_EQ(both, 900.0);
}

} // namespace
} // namespace cityflux
