#include "grids/geometry/cell_areas.h"

#include "grids/geometry/earth.h"
#include "grids/geometry/plane_unit.h"
#include "tests/grids/geometry/geodesic_area.h"
#include "tests/refusal.h"

#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// Curved edges are divided and each piece measured as straight in the plane of longitude and
/// authalic sine.
constexpr double edges_as_chords = 2e-7;

const AreaConvention wgs84;
const AreaConvention sphere { AreaConvention::Kind::sphere, 6371000.0, "" };

Grid grid_of(Axis x, Axis y, const Crs& crs)
{
    return { x, y, crs };
}

/// The true area of a cell: its outline in the plane, divided into 400 pieces an edge and measured
/// by geodesics.
double independent_area(const Grid& grid, std::size_t row, std::size_t column)
{
    const Projection projection(*grid.crs);
    return geodesic_area(divided_outline(grid.x.edge(column), grid.y.edge(row),
        grid.x.edge(column + 1), grid.y.edge(row + 1), 400, [&](double x, double y) {
            const Point p = projection.to_wgs84({ x, y });
            return std::pair(p.x, p.y);
        }));
}

/// The largest relative difference between the cells of a grid and what geodesics enclose.
double worst_against_geodesics(const Grid& grid)
{
    const CellAreas areas(grid, wgs84);
    double worst = 0.0;
    for (std::size_t r = 0; r < grid.rows(); ++r) {
        for (std::size_t c = 0; c < grid.columns(); ++c) {
            worst = std::max(worst, std::abs(areas.of(r, c) / independent_area(grid, r, c) - 1.0));
        }
    }
    return worst;
}

double worst_against(const CellAreas& areas, const Grid& grid, double expected)
{
    double worst = 0.0;
    for (std::size_t r = 0; r < grid.rows(); ++r) {
        for (std::size_t c = 0; c < grid.columns(); ++c) {
            worst = std::max(worst, std::abs(areas.of(r, c) / expected - 1.0));
        }
    }
    return worst;
}

TEST(CellAreas, GeographicRowsHaveOneValueEach)
{
    const Grid grid = grid_of(Axis(10.0, 1.0, 3), Axis(50.0, 1.0, 3), Crs());
    const CellAreas areas(grid, wgs84);
    for (std::size_t r = 0; r < 3; ++r) {
        const double expected
            = earth::cell_area(50.0 + static_cast<double>(r), 51.0 + static_cast<double>(r), 1.0);
        EXPECT_EQ(areas.of(r, 0), expected);
        EXPECT_EQ(areas.of(r, 2), expected);
    }
    EXPECT_GT(areas.of(0, 0), areas.of(2, 0)) << "cells shrink towards the pole";
}

TEST(CellAreas, AllCells_SumToTheEarth)
{
    const Grid half_cells_at_the_poles
        = grid_of(Axis(-180.0, 2.0, 180), Axis(-91.0, 2.0, 91).clamped(90.0), Crs());
    const CellAreas areas(half_cells_at_the_poles, wgs84);
    double sum = 0.0;
    for (std::size_t r = 0; r < 91; ++r) {
        sum += 180.0 * areas.of(r, 0);
    }
    EXPECT_NEAR(sum / 510065621724088.4, 1.0, 1e-14);
}

TEST(CellAreas, OnASphere)
{
    const CellAreas areas(grid_of(Axis(0.0, 90.0, 4), Axis(90.0, -60.0, 3), Crs()), sphere);
    const double whole = 4.0 * std::numbers::pi * 6371000.0 * 6371000.0;
    // Rows 90..30, 30..-30, -30..-90: a quarter, a half and a quarter of the sphere, each in four
    // columns.
    EXPECT_NEAR(areas.of(0, 0) / whole, 0.25 / 4, 1e-15);
    EXPECT_NEAR(areas.of(1, 1) / whole, 0.5 / 4, 1e-15);
    EXPECT_NEAR(areas.of(2, 3) / whole, 0.25 / 4, 1e-15);
}

TEST(CellAreas, AlbersCells_HavePlaneArea)
{
    // Equal area on WGS84, so that 1 km2 in the plane is 1 km2 on the Earth: here over all of
    // China.
    const Crs albers = Crs::parse(
        "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +type=crs", "a");
    for (const double size : { 1000.0, 50000.0, 250000.0 }) {
        const Grid grid = grid_of(Axis(-2'500'000.0, size, 3), Axis(5'500'000.0, -size, 3), albers);
        EXPECT_LT(worst_against(CellAreas(grid, wgs84), grid, size * size), edges_as_chords)
            << size;
    }
}

TEST(CellAreas, PlaneUnit_KeepsPlaneArea)
{
    // The same Albers plane over China in units of a kilometre, a US survey foot and a hectometre.
    const std::string plane = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 ";
    for (const auto& [unit, metres] : { std::pair("+units=km", 1000.0),
             std::pair("+units=us-ft", 1200.0 / 3937.0), std::pair("+to_meter=100", 100.0) }) {
        const Crs crs = Crs::parse(plane + unit, "test");
        EXPECT_NEAR(metres_per_unit(crs), metres, 1e-12 * metres) << unit;
        const double size = 100e3;
        const Grid grid
            = grid_of(Axis(0.0, size / metres, 2), Axis(3.7e6 / metres, size / metres, 2), crs);
        EXPECT_LT(worst_against(CellAreas(grid, wgs84), grid, size * size), edges_as_chords)
            << unit;
    }
}

TEST(CellAreas, UtmFarFromMeridian_MatchesGeodesics)
{
    const Crs utm = Crs::parse("EPSG:32632", "a");
    // At 1,600 km east the scale is 1.03, and a planar area is 6 % off.
    const Grid grid = grid_of(Axis(2'100'000.0, 10'000.0, 3), Axis(6'000'000.0, -10'000.0, 3), utm);
    EXPECT_GT(std::abs(independent_area(grid, 1, 1) / 1e8 - 1.0), 0.05);
    EXPECT_LT(worst_against_geodesics(grid), edges_as_chords);
}

TEST(CellAreas, RotatedPole_MatchesGeodesics)
{
    // A tenth of a degree about the pole of COSMO-Europe, and one degree.
    const Crs rotated = Crs::rotated_pole(39.25, -162.0, 0.0);
    EXPECT_LT(worst_against_geodesics(grid_of(Axis(-5.0, 0.1, 3), Axis(10.0, 0.1, 3), rotated)),
        edges_as_chords);
    EXPECT_LT(worst_against_geodesics(grid_of(Axis(-20.0, 1.0, 3), Axis(-10.0, 1.0, 3), rotated)),
        edges_as_chords);
}

TEST(CellAreas, RotatedSphere_MatchesUnrotatedSphere)
{
    const Grid turned
        = grid_of(Axis(-5.0, 1.0, 3), Axis(10.0, 1.0, 3), Crs::rotated_pole(39.25, -162.0, 0.0));
    const Grid upright = grid_of(Axis(-5.0, 1.0, 3), Axis(10.0, 1.0, 3), Crs());
    for (std::size_t r = 0; r < 3; ++r) {
        EXPECT_NEAR(CellAreas(turned, sphere).of(r, 1) / CellAreas(upright, sphere).of(r, 1), 1.0,
            edges_as_chords);
    }
}

TEST(CellAreas, AcrossOneHundredAndEightyDegrees)
{
    const Crs fiji = Crs::parse("+proj=laea +lat_0=-18 +lon_0=180 +datum=WGS84 +type=crs", "a");
    const Grid grid = grid_of(Axis(-75'000.0, 50'000.0, 3), Axis(75'000.0, -50'000.0, 3), fiji);
    EXPECT_LT(worst_against(CellAreas(grid, wgs84), grid, 2.5e9), edges_as_chords);
}

TEST(CellAreas, AroundAPole)
{
    // EASE-Grid 2.0 is equal-area: every cell has the area of the plane, also the one in which the
    // pole lies, or whose corner or edge the pole is. So near to it longitudes turn fast, and
    // chords follow them to some 0.2 % only.
    constexpr double chords_at_the_pole = 3e-3;
    for (const char* ease_grid : { "EPSG:6931", "EPSG:6932" }) {
        for (const double centre_of_first_row : { 50'000.0, 55'000.0, 60'000.0, 75'000.0 }) {
            const double x = -centre_of_first_row - 25'000.0;
            const Grid grid = grid_of(
                Axis(x, 50'000.0, 4), Axis(75'000.0, -50'000.0, 3), Crs::parse(ease_grid, "a"));
            EXPECT_LT(worst_against(CellAreas(grid, wgs84), grid, 2.5e9), chords_at_the_pole)
                << ease_grid << " from " << x;
        }
        const Grid pole_at_corner = grid_of(Axis(-100'000.0, 50'000.0, 4),
            Axis(100'000.0, -50'000.0, 4), Crs::parse(ease_grid, "a"));
        EXPECT_LT(worst_against(CellAreas(pole_at_corner, wgs84), pole_at_corner, 2.5e9),
            chords_at_the_pole)
            << ease_grid;
    }
}

TEST(CellAreas, AreasOfFile_AreUsed)
{
    const Grid grid = grid_of(Axis(0.0, 1.0, 3), Axis(0.0, 1.0, 2), Crs());
    const CellAreas areas(grid, { 1, 2, 3, 4, 5, 6 });
    EXPECT_EQ(areas.of(0, 2), 3.0);
    EXPECT_EQ(areas.of(1, 0), 4.0);
    EXPECT_EQ(areas.of(1, 2), 6.0);
    EXPECT_EQ(refusal_of([&] {
        CellAreas(grid, std::vector<double> { 1, 2, 3 });
    }),
        "cell areas: inconsistent number: 3 areas for 6 cells");
}

TEST(AreaConvention, Description_NamesTheConvention)
{
    EXPECT_EQ(wgs84.description(), "WGS84 ellipsoid (authalic)");
    EXPECT_EQ(sphere.description(), "sphere of radius 6371000 m");
    EXPECT_EQ((AreaConvention { AreaConvention::Kind::provided, 0.0, "cell_area" }).description(),
        "provided by the file in 'cell_area'");
}

TEST(CellAreas, UnevenCells_HaveTheirOwnAreas)
{
    const Grid grid = grid_of(Axis::uneven({ 100.0, 100.5, 102.0 }),
        Axis::uneven({ 31.0, 30.25, 20.0 }).clamped(90.0), Crs());
    EXPECT_FALSE(CellAreas(grid, wgs84).by_row());
    for (const AreaConvention& convention : { wgs84, sphere }) {
        const CellAreas areas(grid, convention);
        const CellAreas one_degree(
            grid_of(Axis(0.0, 1.0, 1), Axis::uneven({ 20.0, 30.25, 31.0 }), Crs()), convention);
        EXPECT_NEAR(areas.of(0, 0) / one_degree.of(1, 0), 0.5, 1e-14);
        EXPECT_NEAR(areas.of(1, 1) / one_degree.of(0, 0), 1.5, 1e-14);
    }
}

TEST(CellAreas, UnevenProjectedCells_ArePartsOfEvenOnes)
{
    const Crs plane = Crs::parse("EPSG:32648", "test");
    const CellAreas uneven(grid_of(Axis::uneven({ 400e3, 410e3, 430e3 }),
                               Axis::uneven({ 3.30e6, 3.31e6, 3.34e6 }), plane),
        wgs84);
    const CellAreas even(grid_of(Axis(400e3, 10e3, 3), Axis(3.30e6, 10e3, 4), plane), wgs84);
    double sum = 0.0;
    for (std::size_t r = 1; r < 4; ++r) {
        sum += even.of(r, 1) + even.of(r, 2);
    }
    EXPECT_NEAR(uneven.of(1, 1) / sum, 1.0, edges_as_chords);
    EXPECT_NEAR(uneven.of(0, 0) / even.of(0, 0), 1.0, edges_as_chords);
}

} // namespace
} // namespace cityflux
