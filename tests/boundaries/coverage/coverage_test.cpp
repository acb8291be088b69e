#include "boundaries/coverage/coverage.h"

#include "grids/text/error.h"
#include "tests/boundaries/coverage/plane_picture.h"
#include "tests/box_outline.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using test::picture;
using test::unit_grid;
using Picture = std::vector<std::vector<double>>;

/// Coordinates of order 1: a few roundings of 1e-16.
constexpr double rounding = 1e-14;

void expect_picture(const Picture& drawn, const Picture& expected)
{
    ASSERT_EQ(drawn.size(), expected.size());
    for (std::size_t r = 0; r < drawn.size(); ++r) {
        for (std::size_t c = 0; c < drawn[r].size(); ++c) {
            EXPECT_NEAR(drawn[r][c], expected[r][c], rounding)
                << "row " << r << " from the north, column " << c;
        }
    }
}

Picture cover_unit_grid(const MultiPolygon& polygons, std::size_t rows = 3, std::size_t columns = 3)
{
    const Grid grid = unit_grid(rows, columns);
    return picture(cover(polygons, GridPlane(grid)), grid);
}

TEST(Coverage, EdgeAcrossEquator_FollowsBothBends)
{
    // The edge from 0 E 40 S to 80 E 40 N has its middle on the chord in the plane of true areas,
    // and leaves it by more than a degree between. At 20 N it passes 60 E: half of the cell
    // south-west of there lies in the city.
    City city;
    city.shape = { { { { 0, -40 }, { 80, -40 }, { 80, 40 } }, {} } };
    Grid grid;
    grid.x = Axis(0.0, 1.0, 80);
    grid.y = Axis(-40.0, 1.0, 80);
    grid.crs = Crs();
    const std::vector<City> cities { city };
    const Picture drawn = picture(cover(CitySelection(cities), grid).cities.front(), grid);
    constexpr double bend_within_a_cell = 1e-2;
    for (const std::size_t row : { 10U, 20U, 30U, 50U, 60U, 70U }) {
        const std::size_t column = 79 - row; // the picture begins in the north
        EXPECT_NEAR(drawn[row][column], 0.5, bend_within_a_cell)
            << "row " << row << " from the north";
        EXPECT_EQ(drawn[row][column - 1], 0.0);
        EXPECT_EQ(drawn[row][column + 1], 1.0);
    }
}

TEST(Coverage, SquareAroundTheMiddle)
{
    expect_picture(
        cover_unit_grid({ { { { 0.5, 0.5 }, { 2.5, 0.5 }, { 2.5, 2.5 }, { 0.5, 2.5 } }, {} } }),
        { { 0.25, 0.5, 0.25 }, { 0.5, 1.0, 0.5 }, { 0.25, 0.5, 0.25 } });
}

TEST(Coverage, TriangleCutsCellsInHalf)
{
    expect_picture(cover_unit_grid({ { { { 0, 0 }, { 3, 0 }, { 0, 3 } }, {} } }),
        { { 0.5, 0, 0 }, { 1, 0.5, 0 }, { 1, 1, 0.5 } });
}

TEST(Coverage, EdgesOnGridLinesTouchNoNeighbour)
{
    const Grid grid = unit_grid(3, 3);
    const CityCoverage coverage
        = cover({ { { { 1, 1 }, { 2, 1 }, { 2, 2 }, { 1, 2 } }, {} } }, GridPlane(grid));
    EXPECT_TRUE(coverage.cells.empty());
    ASSERT_EQ(coverage.runs.size(), 1U);
    EXPECT_EQ(coverage.runs[0], (CoveredRun { 1, 1, 1 }));
}

TEST(Coverage, WholeGrid_IsOneRunPerRow)
{
    const Grid grid = unit_grid(3, 4);
    const CityCoverage coverage
        = cover({ { { { -5, -5 }, { 9, -5 }, { 9, 9 }, { -5, 9 } }, {} } }, GridPlane(grid));
    EXPECT_TRUE(coverage.cells.empty());
    ASSERT_EQ(coverage.runs.size(), 3U);
    EXPECT_EQ(coverage.runs[2], (CoveredRun { 2, 0, 4 }));
    EXPECT_NEAR(coverage.share_on_grid, 12.0 / 196.0, rounding);
}

TEST(Coverage, HoleTakesAway)
{
    const Ring outer { { 0, 0 }, { 3, 0 }, { 3, 3 }, { 0, 3 } };
    const Ring hole { { 0.5, 0.5 }, { 0.5, 2.5 }, { 2.5, 2.5 }, { 2.5, 0.5 } };
    expect_picture(cover_unit_grid({ { outer, { hole } } }),
        { { 0.75, 0.5, 0.75 }, { 0.5, 0, 0.5 }, { 0.75, 0.5, 0.75 } });
}

TEST(Coverage, IslandInTheHole)
{
    const Ring outer { { 0, 0 }, { 3, 0 }, { 3, 3 }, { 0, 3 } };
    const Ring hole { { 0.5, 0.5 }, { 0.5, 2.5 }, { 2.5, 2.5 }, { 2.5, 0.5 } };
    const Ring island { { 1.25, 1.25 }, { 1.75, 1.25 }, { 1.75, 1.75 }, { 1.25, 1.75 } };
    expect_picture(cover_unit_grid({ { outer, { hole } }, { island, {} } }),
        { { 0.75, 0.5, 0.75 }, { 0.5, 0.25, 0.5 }, { 0.75, 0.5, 0.75 } });
}

TEST(Coverage, TwoPartsInOneCell)
{
    expect_picture(
        cover_unit_grid({ { { { 0.1, 0.1 }, { 0.3, 0.1 }, { 0.3, 0.3 }, { 0.1, 0.3 } }, {} },
                            { { { 0.5, 0.5 }, { 1.0, 0.5 }, { 1.0, 1.0 }, { 0.5, 1.0 } }, {} } },
            1, 2),
        { { 0.29, 0 } });
}

TEST(Coverage, NarrowStripAcrossRows)
{
    expect_picture(
        cover_unit_grid({ { { { 0.25, 0.5 }, { 0.5, 0.5 }, { 0.5, 2.5 }, { 0.25, 2.5 } }, {} } }),
        { { 0.125, 0, 0 }, { 0.25, 0, 0 }, { 0.125, 0, 0 } });
}

TEST(Coverage, PartlyOffTheGridOnEverySide)
{
    const Grid grid = unit_grid(2, 2);
    for (const Point shift : { Point { -1, 0 }, Point { 1, 0 }, Point { 0, -1 }, Point { 0, 1 } }) {
        const Ring square { { shift.x, shift.y }, { shift.x + 2, shift.y },
            { shift.x + 2, shift.y + 2 }, { shift.x, shift.y + 2 } };
        const CityCoverage coverage = cover({ { square, {} } }, GridPlane(grid));
        EXPECT_NEAR(coverage.share_on_grid, 0.5, rounding) << shift.x << " " << shift.y;
        EXPECT_TRUE(coverage.cells.empty());
    }
}

TEST(Coverage, WhollyOffTheGrid)
{
    const Grid grid = unit_grid(2, 2);
    const CityCoverage coverage
        = cover({ { { { 5, 0 }, { 6, 0 }, { 6, 1 }, { 5, 1 } }, {} } }, GridPlane(grid));
    EXPECT_TRUE(coverage.runs.empty());
    EXPECT_TRUE(coverage.cells.empty());
    EXPECT_EQ(coverage.share_on_grid, 0.0);
}

TEST(Coverage, DescendingAxesGiveTheSamePicture)
{
    const Ring shape { { 0.2, 0.3 }, { 2.7, 0.1 }, { 2.9, 1.6 }, { 1.1, 2.8 } };
    const Grid ascending = unit_grid(3, 3);
    Grid descending = ascending;
    descending.y = Axis(3.0, -1.0, 3);
    Grid mirrored = ascending;
    mirrored.x = Axis(3.0, -1.0, 3);
    const Picture expected = picture(cover({ { shape, {} } }, GridPlane(ascending)), ascending);
    expect_picture(picture(cover({ { shape, {} } }, GridPlane(descending)), descending), expected);
    Picture turned = picture(cover({ { shape, {} } }, GridPlane(mirrored)), mirrored);
    for (auto& row : turned) {
        std::reverse(row.begin(), row.end());
    }
    expect_picture(turned, expected);
}

TEST(Coverage, RunsOfReversedColumnsJoin)
{
    Grid grid = unit_grid(1, 5);
    grid.x = Axis(5.0, -1.0, 5);
    const CityCoverage coverage
        = cover({ { { { 0.5, 0 }, { 4.5, 0 }, { 4.5, 1 }, { 0.5, 1 } }, {} } }, GridPlane(grid));
    ASSERT_EQ(coverage.runs.size(), 1U);
    EXPECT_EQ(coverage.runs[0], (CoveredRun { 0, 1, 3 }));
    ASSERT_EQ(coverage.cells.size(), 2U);
    EXPECT_EQ(coverage.cells[0].column, 0U);
    EXPECT_EQ(coverage.cells[1].column, 4U);
}

TEST(Coverage, BillionthOfDegree_KeepsItsArea)
{
    Grid grid;
    grid.x = Axis(73.0, 0.1, 630);
    grid.y = Axis(18.0, 0.1, 360);
    grid.crs = Crs();
    City city;
    const double a = 1e-9;
    city.shape = { { { { 116.42, 39.93 }, { 116.42 + a, 39.93 }, { 116.42 + a, 39.93 + a },
                         { 116.42, 39.93 + a } },
        {} } };
    const Coverage coverage = cover(std::vector { city }, grid);
    ASSERT_EQ(coverage.cities[0].cells.size(), 1U);
    // 1e-9 of 0.1 degree each way; coordinates of 116 degrees carry 1.4e-14 degrees, 1.4e-5 of the
    // city; the cell's middle differs from its authalic middle by less than 1e-3.
    EXPECT_NEAR(coverage.cities[0].cells[0].fraction, 1e-16, 1e-19);
}

/// A geographic grid of 1 degree around the world, columns from `west`.
Grid world(double west)
{
    Grid grid;
    grid.x = Axis(west, 1.0, 360);
    grid.y = Axis(-90.0, 1.0, 180);
    grid.crs = Crs();
    return grid;
}

std::size_t whole_cells(const CityCoverage& coverage)
{
    std::size_t cells = 0;
    for (const CoveredRun& run : coverage.runs) {
        cells += run.length;
    }
    return cells;
}

TEST(Coverage, LongitudesMeetWhereverTheGridBegins)
{
    for (const double west : { -180.0, 0.0, 73.0 }) {
        for (const double city_west : { -100.0, 260.0, 179.0, -181.0, 190.0 }) {
            const Coverage coverage = cover(
                std::vector { box_city({ city_west, 10, city_west + 2, 12 }) }, world(west));
            EXPECT_EQ(whole_cells(coverage.cities[0]), 4U)
                << "grid from " << west << ", city from " << city_west;
            EXPECT_TRUE(coverage.cities[0].cells.empty());
            EXPECT_EQ(coverage.cities[0].share_on_grid, 1.0);
        }
    }
}

TEST(Coverage, CityOnGridEdge_IsCutThere)
{
    Grid grid;
    grid.x = Axis(170.0, 1.0, 10);
    grid.y = Axis(0.0, 1.0, 10);
    grid.crs = Crs();
    const Coverage coverage = cover(std::vector { box_city({ 179, 1, 181, 2 }) }, grid);
    EXPECT_EQ(whole_cells(coverage.cities[0]), 1U);
    EXPECT_NEAR(coverage.cities[0].share_on_grid, 0.5, rounding);
}

TEST(Coverage, PolarCapsAreCovered)
{
    const Coverage coverage = cover(
        std::vector { box_city({ -180, 88.5, 180, 90 }), box_city({ -180, -90, 180, -89 }) },
        world(-180.0));
    EXPECT_EQ(whole_cells(coverage.cities[0]), 360U);
    EXPECT_EQ(coverage.cities[0].cells.size(), 360U);
    EXPECT_EQ(whole_cells(coverage.cities[1]), 360U);
}

TEST(Coverage, CityBeyondProjection_IsOffGrid)
{
    Grid grid;
    grid.x = Axis(200000.0, 10000.0, 60);
    grid.y = Axis(5200000.0, 10000.0, 40);
    grid.crs = Crs::parse("EPSG:32632", "grid");
    // Near Munich, and near Bogota, which UTM zone 32 does not reach.
    const Coverage coverage = cover(
        std::vector { box_city({ 11.0, 48.0, 11.5, 48.5 }), box_city({ -74.3, 4.5, -74.0, 4.8 }) },
        grid);
    EXPECT_EQ(coverage.cities[0].share_on_grid, 1.0);
    EXPECT_EQ(coverage.cities[1].share_on_grid, 0.0);
    EXPECT_TRUE(coverage.cities[1].cells.empty());
}

TEST(Coverage, HalfCell_HasHalfTheArea)
{
    // At 60 N the southern half (in degrees) of a 1 degree cell is larger than the northern one.
    const Coverage coverage = cover(std::vector { box_city({ 10, 60, 11, 60.5 }) }, world(-180.0));
    ASSERT_EQ(coverage.cities[0].cells.size(), 1U);
    EXPECT_NEAR(coverage.cities[0].cells[0].fraction, 0.50376, 1e-4);
}

/// A jittered lattice of quadrangles that tile [0, n] x [0, n] without gaps.
std::vector<City> tiling(int n, unsigned seed)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> jitter(-0.4, 0.4);
    std::vector<Point> nodes;
    for (int j = 0; j <= n; ++j) {
        for (int i = 0; i <= n; ++i) {
            const bool rim = i == 0 || j == 0 || i == n || j == n;
            nodes.push_back({ 100.0 + i + (rim ? 0.0 : jitter(random)),
                20.0 + j + (rim ? 0.0 : jitter(random)) });
        }
    }
    std::vector<City> cities;
    for (int j = 0; j < n; ++j) {
        for (int i = 0; i < n; ++i) {
            const auto node
                = [&](int a, int b) { return nodes[static_cast<std::size_t>(b * (n + 1) + a)]; };
            City city;
            city.id = city.name = std::to_string(j * n + i);
            city.shape
                = { { { node(i, j), node(i + 1, j), node(i + 1, j + 1), node(i, j + 1) }, {} } };
            cities.push_back(std::move(city));
        }
    }
    return cities;
}

TEST(Coverage, TilesSumToWholeCells)
{
    Grid grid;
    grid.x = Axis(100.0, 0.3, 34);
    grid.y = Axis(30.2, -0.3, 34);
    grid.crs = Crs();
    const Coverage coverage = cover(tiling(10, 7), grid);
    std::vector<double> claimed(grid.cells(), 0.0);
    for (const CityCoverage& city : coverage.cities) {
        for (const CoveredRun& run : city.runs) {
            for (std::uint32_t c = 0; c < run.length; ++c) {
                claimed[run.row * grid.columns() + run.column + c] += 1.0;
            }
        }
        for (const CoveredCell& cell : city.cells) {
            claimed[cell.row * grid.columns() + cell.column] += cell.fraction;
        }
    }
    std::size_t inner = 0;
    for (std::size_t r = 0; r < grid.rows(); ++r) {
        for (std::size_t c = 0; c < grid.columns(); ++c) {
            if (grid.x.edge(c + 1) <= 110.0 && grid.y.edge(r) <= 30.0
                && grid.y.edge(r + 1) >= 20.0) {
                EXPECT_NEAR(claimed[r * grid.columns() + c], 1.0, 1e-12) << r << " " << c;
                ++inner;
            }
        }
    }
    EXPECT_GT(inner, 900U);
}

TEST(FillEdges, SharesTheWholeCellInProportion)
{
    // One cell: A covers 0.3 of it, B 0.2, the rest is sea.
    const Grid grid = unit_grid(1, 1);
    Coverage coverage;
    coverage.cities.push_back(
        cover({ { { { 0, 0 }, { 0.3, 0 }, { 0.3, 1 }, { 0, 1 } }, {} } }, GridPlane(grid)));
    coverage.cities.push_back(
        cover({ { { { 0.3, 0 }, { 0.5, 0 }, { 0.5, 1 }, { 0.3, 1 } }, {} } }, GridPlane(grid)));
    fill_edges(coverage);
    EXPECT_NEAR(coverage.cities[0].cells[0].weight, 0.6, rounding);
    EXPECT_NEAR(coverage.cities[1].cells[0].weight, 0.4, rounding);
    EXPECT_NEAR(coverage.cities[0].cells[0].fraction, 0.3, rounding);
}

TEST(FillEdges, OverlappingCitiesKeepTheirShares)
{
    // A covers the whole cell, B half of it besides: nothing is left to fill.
    const Grid grid = unit_grid(1, 1);
    Coverage coverage;
    coverage.cities.push_back(
        cover({ { { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 } }, {} } }, GridPlane(grid)));
    coverage.cities.push_back(
        cover({ { { { 0, 0 }, { 0.5, 0 }, { 0.5, 1 }, { 0, 1 } }, {} } }, GridPlane(grid)));
    fill_edges(coverage);
    EXPECT_NEAR(coverage.cities[1].cells[0].weight, 0.5, rounding);
}

} // namespace
} // namespace cityflux
