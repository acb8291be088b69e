#include "grids/geometry/axis_coordinates.h"

#include "tests/refusal.h"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

std::vector<double> spaced(double first, double step, std::size_t count)
{
    std::vector<double> centres(count);
    for (std::size_t i = 0; i < count; ++i) {
        centres[i] = first + step * static_cast<double>(i);
    }
    return centres;
}

/// As a file in float32 gives them.
std::vector<double> in_float32(std::vector<double> centres)
{
    for (double& centre : centres) {
        centre = static_cast<double>(static_cast<float>(centre));
    }
    return centres;
}

std::vector<double> edges_of(const Axis& axis)
{
    std::vector<double> edges;
    for (std::size_t i = 0; i <= axis.count(); ++i) {
        edges.push_back(axis.edge(i));
    }
    return edges;
}

using Edges = std::vector<double>;

TEST(AxisCoordinates, DescendingRunsFromHighToLow)
{
    const Axis axis = axis_of_centres(std::vector<double> { 89.5, 88.5, 87.5 }, "lat", 90.0);
    EXPECT_EQ(edges_of(axis), (Edges { 90, 89, 88, 87 }));
    EXPECT_EQ(axis.step(), -1.0);
    EXPECT_EQ(axis.low(), 87.0);
    EXPECT_EQ(axis.high(), 90.0);
}

TEST(AxisCoordinates, NoiseOfFloat32IsRemoved)
{
    const Axis axis = axis_of_centres(in_float32(spaced(-179.95, 0.1, 3600)), "lon");
    EXPECT_EQ(axis, Axis(-180.0, 0.1, 3600));
    for (std::size_t i = 0; i <= axis.count(); ++i) {
        ASSERT_EQ(axis.edge(i), (static_cast<double>(i) - 1800.0) / 10.0) << i;
    }
}

TEST(AxisCoordinates, CumulativeFloat32Noise_IsRemoved)
{
    // Not each centre rounded, but each the one before it plus a step: the noise accumulates.
    std::vector<double> counted;
    float centre = -89.95F;
    for (int i = 0; i < 1800; ++i, centre += 0.1F) {
        counted.push_back(static_cast<double>(centre));
    }
    // numpy.arange(-89.95, 90, 0.1, dtype=float32): the step is the difference of the first two,
    // rounded.
    std::vector<double> arange;
    const float step = -89.85F - -89.95F;
    for (int i = 0; i < 1800; ++i) {
        arange.push_back(static_cast<double>(-89.95F + static_cast<float>(i) * step));
    }
    for (const auto& centres : { counted, arange }) {
        ASSERT_GT(std::abs(centres[1799] - 89.95), 1e-4) << "no noise to remove";
        EXPECT_EQ(axis_of_centres(centres, "lat", 90.0), Axis(-90.0, 0.1, 1800).clamped(90.0));
    }
}

TEST(AxisCoordinates, ThirtyArcSecondsAroundTheEarth)
{
    const double step = 1.0 / 120.0;
    for (const bool noise : { false, true }) {
        const auto centres = spaced(-180.0 + step / 2.0, step, 43200);
        const Axis axis = axis_of_centres(noise ? in_float32(centres) : centres, "lon");
        EXPECT_EQ(axis.edge(0), -180.0);
        EXPECT_EQ(axis.edge(1), -21599.0 / 120.0);
        EXPECT_EQ(axis.edge(21600), 0.0);
        EXPECT_EQ(axis.edge(36000), 120.0);
        EXPECT_EQ(axis.edge(43200), 180.0);
    }
}

TEST(AxisCoordinates, RoundingOfTextIsRemoved)
{
    // Thirty arc seconds written with four decimals: each is wrong by up to 0.6 % of a cell.
    std::vector<double> centres;
    for (int i = 0; i < 1200; ++i) {
        centres.push_back(std::round((100.0 + (i + 0.5) / 120.0) * 1e4) / 1e4);
    }
    EXPECT_EQ(axis_of_centres(centres, "lon"), Axis(100.0, 1.0 / 120.0, 1200));
}

TEST(AxisCoordinates, ThirdsAndQuartersOfADegree)
{
    EXPECT_EQ(axis_of_centres(in_float32(spaced(-179.6875, 0.625, 576)), "lon"),
        Axis(-180.0, 0.625, 576));
    EXPECT_EQ(axis_of_centres(in_float32(spaced(70.125, 0.25, 320)), "lon"), Axis(70.0, 0.25, 320));
    EXPECT_EQ(axis_of_centres(in_float32(spaced(-90.0 + 1.0 / 3.0, 2.0 / 3.0, 270)), "lat", 90.0)
                  .edge(135),
        0.0);
}

TEST(AxisCoordinates, HalfPolarCells_TakeRegularCentres)
{
    const Axis axis = axis_of_centres(spaced(-90.0, 2.0, 91), "lat", 90.0);
    EXPECT_EQ(axis.count(), 91u);
    EXPECT_EQ(axis.edge(0), -90.0);
    EXPECT_EQ(axis.edge(1), -89.0);
    EXPECT_EQ(axis.edge(2), -87.0);
    EXPECT_EQ(axis.edge(90), 89.0);
    EXPECT_EQ(axis.edge(91), 90.0);
    EXPECT_EQ(axis.centre(0), -89.5) << "the centre of the half cell";
}

TEST(AxisCoordinates, HalfPolarCells_TakeTrueCentres)
{
    std::vector<double> centres = spaced(-90.0, 2.0, 91);
    centres.front() = -89.5;
    centres.back() = 89.5;
    EXPECT_EQ(axis_of_centres(centres, "lat", 90.0),
        axis_of_centres(spaced(-90.0, 2.0, 91), "lat", 90.0));
}

TEST(AxisCoordinates, HalfCellsOfADescendingAxis)
{
    const Axis axis = axis_of_centres(spaced(90.0, -30.0, 7), "lat", 90.0);
    EXPECT_EQ(edges_of(axis), (Edges { 90, 75, 45, 15, -15, -45, -75, -90 }));
}

TEST(AxisCoordinates, ProjectedMetres)
{
    EXPECT_EQ(edges_of(axis_of_centres(std::vector<double> { 500500, 501500, 502500 }, "x")),
        (Edges { 500000, 501000, 502000, 503000 }));
    // In float32, 4,321,250 m is known to half a metre only.
    const Axis axis = axis_of_centres(in_float32(spaced(4321250.0, 500.0, 400)), "y");
    EXPECT_EQ(axis.edge(0), 4321000.0);
    EXPECT_EQ(axis.edge(400), 4521000.0);
}

TEST(AxisCoordinates, OriginOffLattice_StaysUnchanged)
{
    const Axis axis = axis_of_centres(std::vector<double> { 10.03, 10.13, 10.23 }, "lon");
    EXPECT_NEAR(axis.edge(0), 9.98, 1e-12)
        << "nothing may be snapped to 10.0: beyond the rounding of float64";
    EXPECT_NEAR(axis.edge(3), 10.28, 1e-12);
}

TEST(AxisCoordinates, SingleCellWithoutSize_IsRefused)
{
    EXPECT_EQ(edges_of(find_axis(
                  { .name = "lat", .centres = { 45.0 }, .bounds = { 40.0, 50.0 }, .limit = 90.0 })
                           .axis),
        (Edges { 40, 50 }));
    EXPECT_EQ(refusal_of([] { axis_of_centres(std::vector<double> { 45.0 }, "'lat' of a.nc"); }),
        "axis 'lat' of a.nc: missing cell size: it cannot be inferred from 1 coordinates");
    EXPECT_THAT(refused([] { axis_of_centres(std::vector<double> {}, "lat"); }),
        IsProblem(ProblemCode::missing, "axis lat"));
}

TEST(AxisCoordinates, RoundedCoordinates_HaveExactStep)
{
    // A twelfth of a degree with four digits: 0.08333 would be a simpler number, but not a simpler
    // part of a degree.
    const Axis axis
        = axis_of_centres(std::vector<double> { 100.0417, 100.125, 100.2083, 100.2917 }, "lon");
    EXPECT_EQ(axis.edge(0), 100.0);
    EXPECT_EQ(axis.edge(4), 100.0 + 4.0 / 12.0);
    // Steps that are decimal stay so.
    EXPECT_EQ(
        axis_of_centres(std::vector<double> { 0.0, 0.0833, 0.1666, 0.2499 }, "lon").step(), 0.0833);
}

TEST(AxisCoordinates, NotANumber_IsRefused)
{
    EXPECT_EQ(refusal_of([] {
        axis_of_centres(std::vector<double> { 0, NAN, 2 }, "lat");
    }),
        "axis lat: coordinate 2 of 3 is not a number");
}

TEST(AxisCoordinates, OddStep_MakesUnevenCells)
{
    const FoundAxis found = find_axis({ .name = "'lat'", .centres = { 0, 1, 2, 3.2, 4, 5 } });
    EXPECT_EQ(edges_of(found.axis), (Edges { -0.5, 0.5, 1.5, 2.6, 3.6, 4.5, 5.5 }));
    ASSERT_EQ(found.notes.size(), 1u);
    EXPECT_EQ(found.notes[0],
        "'lat' is uneven: cells of 0.9 to 1.1 that meet half way between its coordinates");
}

TEST(AxisCoordinates, StepBelowPrintedDigits_StaysEven)
{
    // Each is at most half a hundredth off an even step of 1.
    EXPECT_TRUE(axis_of_centres(std::vector<double> { 0, 1, 2.01, 3, 4 }, "x").is_even());
    EXPECT_FALSE(axis_of_centres(std::vector<double> { 0, 1, 2.03, 3, 4 }, "x").is_even());
    EXPECT_FALSE(axis_of_centres(std::vector<double> { 0, 1, 2.0101, 3, 4 }, "x").is_even());
}

TEST(AxisCoordinates, OneShiftedColumnInManyIsSeen)
{
    std::vector<double> centres = spaced(-179.95, 0.1, 3600);
    for (double& centre : centres) {
        centre = std::round(centre * 100.0) / 100.0;
    }
    EXPECT_TRUE(axis_of_centres(centres, "lon").is_even());
    centres[1234] += 0.01;
    EXPECT_FALSE(axis_of_centres(centres, "lon").is_even());
    EXPECT_FALSE(axis_of_centres(in_float32(centres), "lon").is_even());
}

TEST(AxisCoordinates, WideningLevels_AreUneven)
{
    EXPECT_EQ(edges_of(axis_of_centres(std::vector<double> { 1, 2.5, 5, 9 }, "x")),
        (Edges { 0.25, 1.75, 3.75, 7, 11 }));
}

TEST(AxisCoordinates, MercatorLatitudes_AreUneven)
{
    std::vector<double> centres;
    for (int i = 0; i < 10; ++i) {
        centres.push_back(std::atan(std::sinh(0.1 * i)) * 180.0 / std::numbers::pi);
    }
    const Axis axis = axis_of_centres(centres, "lat", 90.0);
    ASSERT_FALSE(axis.is_even());
    EXPECT_EQ(axis.edge(5), 0.5 * (centres[4] + centres[5]));
}

TEST(AxisCoordinates, GaussianLatitudes_EndAtThePoles)
{
    // The Gaussian latitudes of T21, 5.5 degrees apart but for the last ones before the poles.
    const std::vector<double> north { 2.7689, 8.3067, 13.8445, 19.3822, 24.9199, 30.4576, 35.9951,
        41.5325, 47.0696, 52.6065, 58.1430, 63.6786, 69.2130, 74.7445, 80.2688, 85.7606 };
    std::vector<double> centres;
    for (std::size_t i = north.size(); i-- > 0;) {
        centres.push_back(north[i]);
    }
    for (const double latitude : north) {
        centres.push_back(-latitude);
    }
    const Axis axis = axis_of_centres(centres, "lat", 90.0);
    EXPECT_EQ(axis.edge(0), 90.0);
    EXPECT_EQ(axis.edge(1), 0.5 * (85.7606 + 80.2688));
    EXPECT_EQ(axis.edge(16), 0.0);
    EXPECT_EQ(axis.edge(32), -90.0);
}

TEST(AxisCoordinates, MissingCentre_IsRefused)
{
    EXPECT_EQ(refusal_of([] {
        axis_of_centres(std::vector<double> { 0, 1, 2, 4, 5 }, "'lat'");
    }),
        "axis 'lat': missing coordinates: 2 from coordinate 3 (2) to the next (4), usually 1; "
        "insert them without data, e.g. with xarray's reindex, or add the cells as 'bounds'");
}

TEST(AxisCoordinates, RepeatedCentre_IsRefused)
{
    std::vector<double> centres = spaced(0.5, 1.0, 360);
    centres.insert(centres.begin() + 100, centres[100]);
    EXPECT_EQ(refusal_of([&] { axis_of_centres(centres, "'lon'"); }),
        "axis 'lon': duplicate coordinates 101 (100.5) and 102 (100.5): they do not advance; "
        "leave one of them out, e.g. with xarray's drop_duplicates");
    EXPECT_THAT(refused([&] { axis_of_centres(in_float32(centres), "lon"); }),
        IsProblem(ProblemCode::duplicate, "axis lon"));
}

TEST(AxisCoordinates, CentreThatGoesBack_IsRefused)
{
    EXPECT_THAT(refused([] {
        axis_of_centres(std::vector<double> { 0, 2, 1, 3 }, "lon");
    }),
        IsProblem(ProblemCode::invalid, "axis lon"));
}

TEST(AxisCoordinates, TilingBounds_GiveUnevenCells)
{
    const FoundAxis found = find_axis({ .name = "'lat'",
        .centres = { 0.5, 1.5, 3 },
        .bounds = { 0, 1, 2, 1, 2, 4 },
        .bounds_name = "lat_bnds" });
    EXPECT_EQ(edges_of(found.axis), (Edges { 0, 1, 2, 4 }));
    EXPECT_TRUE(found.notes.empty());
}

TEST(AxisCoordinates, BoundsWithGaps_AreIgnored)
{
    const FoundAxis found = find_axis({ .name = "'lon'",
        .centres = { 110.1, 110.3 },
        .bounds = { 110.05, 110.15, 110.25, 110.35 },
        .bounds_name = "lon_bnds" });
    EXPECT_NEAR(found.axis.edge(0), 110.0, 1e-12);
    EXPECT_NEAR(found.axis.edge(2), 110.4, 1e-12);
    ASSERT_EQ(found.notes.size(), 1u);
    EXPECT_EQ(found.notes[0],
        "'lon_bnds' contradicts 'lon': cell 1 ends at 110.15, cell 2 begins at 110.25; the cells "
        "are those around the coordinates");
}

TEST(AxisCoordinates, BoundsOfLongitudes_TakeAnyTurn)
{
    const FoundAxis found = find_axis({ .name = "'lon'",
        .centres = { -90, 0, 90 },
        .bounds = { 225, 315, 315, 45, 45, 135 },
        .longitude = true });
    EXPECT_EQ(edges_of(found.axis), (Edges { -135, -45, 45, 135 }));
    EXPECT_TRUE(found.notes.empty());
}

} // namespace
} // namespace cityflux
