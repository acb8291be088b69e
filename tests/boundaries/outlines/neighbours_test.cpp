#include "boundaries/outlines/neighbours.h"

#include "boundaries/outlines/boundary_file.h"
#include "grids/geometry/earth.h"
#include "tests/shared_data.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// Relative, of areas of a few degrees.
constexpr double rounding = 1e-12;

Ring box(double west, double south, double east, double north)
{
    return { { west, south }, { east, south }, { east, north }, { west, north } };
}

City city_of(const std::string& id, const Ring& outer, const std::vector<Ring>& holes = {})
{
    City city;
    city.id = city.name = id;
    city.shape = { { outer, holes } };
    return city;
}

/// The area between two longitudes and two latitudes.
double box_km2(double west, double south, double east, double north)
{
    return (east - west) * (earth::authalic_sine(north) - earth::authalic_sine(south))
        * earth::area_per_degree_and_sine() * 1e-6;
}

TEST(Neighbours, SharedBorders_HaveNoGaps)
{
    const std::vector<City> cities { city_of("a", box(0, 0, 1, 1)), city_of("b", box(1, 0, 2, 1)),
        city_of("c", box(0, 1, 2, 2)) };
    const NeighbourReport report = compare_neighbours(cities);
    EXPECT_TRUE(report.overlaps.empty());
    EXPECT_TRUE(report.gaps.empty());
    EXPECT_TRUE(report.undecided.empty());
    EXPECT_EQ(report.overlap_km2, 0.0);
    EXPECT_EQ(report.gap_km2, 0.0);
}

/// a and b share a strip of 0.1 degrees, b and c one of 0.2.
TEST(Neighbours, Overlaps_AreListedLargestFirst)
{
    const std::vector<City> cities { city_of("a", box(0, 0, 1.1, 1)), city_of("b", box(1, 0, 2, 1)),
        city_of("c", box(1.8, 0, 3, 1)) };
    const NeighbourReport report = compare_neighbours(cities);
    ASSERT_EQ(report.overlaps.size(), 2u);
    EXPECT_EQ(report.overlaps[0].first, 1u);
    EXPECT_EQ(report.overlaps[0].second, 2u);
    EXPECT_NEAR(report.overlaps[0].km2, box_km2(1.8, 0, 2, 1), 1e4 * rounding);
    EXPECT_NEAR(report.overlaps[0].at.x, 1.9, 1e-9);
    EXPECT_NEAR(report.overlaps[1].km2, box_km2(1, 0, 1.1, 1), 1e4 * rounding);
    EXPECT_NEAR(report.overlap_km2, box_km2(1.8, 0, 2, 1) + box_km2(1, 0, 1.1, 1), 1e4 * rounding);
}

/// a and b leave a slot open that c closes above and d below.
TEST(Neighbours, EnclosedGap_ListsCitiesAround)
{
    const std::vector<City> cities { city_of("a", box(0, 0, 1, 1)),
        city_of("b", box(1.01, 0, 2, 1)), city_of("c", box(0, 1, 2, 2)),
        city_of("d", box(0, -1, 2, 0)) };
    const NeighbourReport report = compare_neighbours(cities);
    EXPECT_TRUE(report.overlaps.empty());
    ASSERT_EQ(report.gaps.size(), 1u);
    EXPECT_NEAR(report.gap_km2, box_km2(1, 0, 1.01, 1), 1e4 * rounding);
    EXPECT_NEAR(report.gaps[0].at.x, 1.005, 1e-9);
    EXPECT_EQ(report.gaps[0].around, (std::vector<std::size_t> { 0, 1, 2, 3 }));
}

/// A ring of land with a lake, in it an island with a pond, in it an islet.
TEST(Neighbours, LandInAGapIsNoGap)
{
    const std::vector<City> cities { city_of("ring", box(0, 0, 10, 10), { box(1, 1, 9, 9) }),
        city_of("island", box(2, 2, 8, 8), { box(3, 3, 7, 7) }),
        city_of("islet", box(4, 4, 6, 6)) };
    const NeighbourReport report = compare_neighbours(cities);
    ASSERT_EQ(report.gaps.size(), 2u);
    EXPECT_NEAR(report.gaps[0].km2, box_km2(1, 1, 9, 9) - box_km2(2, 2, 8, 8), 1e6 * rounding);
    EXPECT_NEAR(report.gaps[1].km2, box_km2(3, 3, 7, 7) - box_km2(4, 4, 6, 6), 1e6 * rounding);
}

TEST(Neighbours, OverlapAcrossDateLine_IsFound)
{
    const std::vector<City> cities { city_of("east", box(179, 0, 181, 1)),
        city_of("west", box(-180, 0, -178, 1)), city_of("again", box(539, 0, 540, 1)) };
    const NeighbourReport report = compare_neighbours(cities);
    ASSERT_EQ(report.overlaps.size(), 2u);
    EXPECT_NEAR(report.overlaps[0].km2, box_km2(0, 0, 1, 1), 1e4 * rounding);
    EXPECT_NEAR(report.overlaps[1].km2, box_km2(0, 0, 1, 1), 1e4 * rounding);
}

/// Neighbours overlap along a slanting, winding border by all that one has east of it.
TEST(Neighbours, OverlapAlongWindingBorders)
{
    constexpr int points = 500;
    Ring west { { 0.0, 10.0 }, { 0.0, 0.0 } };
    Ring east { { 10.0, 0.0 }, { 10.0, 10.0 } };
    for (int i = 0; i <= points; ++i) {
        const double y = 10.0 * i / points;
        const double x = 5.0 + std::sin(y) + 0.01 * std::sin(40.0 * y);
        west.push_back({ x + 0.1, y });
        east.insert(east.begin() + 2, { x, y });
    }
    const NeighbourReport report
        = compare_neighbours(std::vector<City> { city_of("west", west), city_of("east", east) });
    ASSERT_EQ(report.overlaps.size(), 1u);
    EXPECT_NEAR(report.overlap_km2, box_km2(0.0, 0.0, 0.1, 10.0), 1e-6 * report.overlap_km2)
        << "0.1 degrees in every row";
    EXPECT_TRUE(report.gaps.empty());
}

TEST(Neighbours, RealPrefectures_OverlapInSliversOnly)
{
    const std::string file = shared_data("boundaries/china_prefectures_tianditu.geojson");
    SKIP_WITHOUT(file);
    BoundaryRequest request;
    request.file = file;
    const CityList list = read_boundaries(request);
    const NeighbourReport report = compare_neighbours(list.cities);
    EXPECT_TRUE(report.undecided.empty());
    EXPECT_GT(report.overlaps.size(), 0u);
    EXPECT_LT(report.overlap_km2, 100.0) << "the official outlines fit but for slivers";
    EXPECT_LT(report.gap_km2, 100.0);
    for (const Gap& gap : report.gaps) {
        EXPECT_FALSE(gap.around.empty());
    }
}

} // namespace
} // namespace cityflux
