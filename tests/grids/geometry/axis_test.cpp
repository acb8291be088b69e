#include "grids/geometry/axis.h"

#include "tests/refusal.h"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

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

TEST(Axis, HasItsCellsBetweenItsEdges)
{
    const Axis axis(-1.0, 0.5, 4);
    EXPECT_EQ(edges_of(axis), (Edges { -1.0, -0.5, 0.0, 0.5, 1.0 }));
    EXPECT_EQ(axis.centre(1), -0.25);
    EXPECT_EQ(axis.low(), -1.0);
    EXPECT_EQ(axis.high(), 1.0);
}

TEST(Axis, DescendingRunsFromHighToLow)
{
    const Axis axis = Axis::from_centres(std::vector<double> { 89.5, 88.5, 87.5 }, "lat", 90.0);
    EXPECT_EQ(edges_of(axis), (Edges { 90, 89, 88, 87 }));
    EXPECT_EQ(axis.step(), -1.0);
    EXPECT_EQ(axis.low(), 87.0);
    EXPECT_EQ(axis.high(), 90.0);
}

TEST(Axis, TenthOfDegree_HasDecimalEdges)
{
    const Axis axis(-180.0, 0.1, 3600);
    // -180 + 0.1 * 301 is -149.89999999999998 in float64.
    EXPECT_EQ(axis.edge(301), -149.9);
    EXPECT_EQ(axis.edge(1807), 0.7);
    EXPECT_EQ(axis.edge(2101), 30.1);
    EXPECT_EQ(axis.edge(3600), 180.0);
}

TEST(Axis, NoiseOfFloat32IsRemoved)
{
    const Axis axis = Axis::from_centres(in_float32(spaced(-179.95, 0.1, 3600)), "lon");
    EXPECT_EQ(axis, Axis(-180.0, 0.1, 3600));
    for (std::size_t i = 0; i <= axis.count(); ++i) {
        ASSERT_EQ(axis.edge(i), (static_cast<double>(i) - 1800.0) / 10.0) << i;
    }
}

TEST(Axis, CumulativeFloat32Noise_IsRemoved)
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
        EXPECT_EQ(Axis::from_centres(centres, "lat", 90.0), Axis(-90.0, 0.1, 1800).clamped(90.0));
    }
}

TEST(Axis, ThirtyArcSecondsAroundTheEarth)
{
    const double step = 1.0 / 120.0;
    for (const bool noise : { false, true }) {
        const auto centres = spaced(-180.0 + step / 2.0, step, 43200);
        const Axis axis = Axis::from_centres(noise ? in_float32(centres) : centres, "lon");
        EXPECT_EQ(axis.edge(0), -180.0);
        EXPECT_EQ(axis.edge(1), -21599.0 / 120.0);
        EXPECT_EQ(axis.edge(21600), 0.0);
        EXPECT_EQ(axis.edge(36000), 120.0);
        EXPECT_EQ(axis.edge(43200), 180.0);
    }
}

TEST(Axis, RoundingOfTextIsRemoved)
{
    // Thirty arc seconds written with four decimals: each is wrong by up to 0.6 % of a cell.
    std::vector<double> centres;
    for (int i = 0; i < 1200; ++i) {
        centres.push_back(std::round((100.0 + (i + 0.5) / 120.0) * 1e4) / 1e4);
    }
    EXPECT_EQ(Axis::from_centres(centres, "lon"), Axis(100.0, 1.0 / 120.0, 1200));
}

TEST(Axis, ThirdsAndQuartersOfADegree)
{
    EXPECT_EQ(Axis::from_centres(in_float32(spaced(-179.6875, 0.625, 576)), "lon"),
        Axis(-180.0, 0.625, 576));
    EXPECT_EQ(
        Axis::from_centres(in_float32(spaced(70.125, 0.25, 320)), "lon"), Axis(70.0, 0.25, 320));
    EXPECT_EQ(Axis::from_centres(in_float32(spaced(-90.0 + 1.0 / 3.0, 2.0 / 3.0, 270)), "lat", 90.0)
                  .edge(135),
        0.0);
}

TEST(Axis, HalfPolarCells_TakeRegularCentres)
{
    const Axis axis = Axis::from_centres(spaced(-90.0, 2.0, 91), "lat", 90.0);
    EXPECT_EQ(axis.count(), 91u);
    EXPECT_EQ(axis.edge(0), -90.0);
    EXPECT_EQ(axis.edge(1), -89.0);
    EXPECT_EQ(axis.edge(2), -87.0);
    EXPECT_EQ(axis.edge(90), 89.0);
    EXPECT_EQ(axis.edge(91), 90.0);
    EXPECT_EQ(axis.centre(0), -89.5) << "the centre of the half cell";
}

TEST(Axis, HalfPolarCells_TakeTrueCentres)
{
    std::vector<double> centres = spaced(-90.0, 2.0, 91);
    centres.front() = -89.5;
    centres.back() = 89.5;
    EXPECT_EQ(Axis::from_centres(centres, "lat", 90.0),
        Axis::from_centres(spaced(-90.0, 2.0, 91), "lat", 90.0));
}

TEST(Axis, HalfCellsOfADescendingAxis)
{
    const Axis axis = Axis::from_centres(spaced(90.0, -30.0, 7), "lat", 90.0);
    EXPECT_EQ(edges_of(axis), (Edges { 90, 75, 45, 15, -15, -45, -75, -90 }));
}

TEST(Axis, ProjectedMetres)
{
    EXPECT_EQ(edges_of(Axis::from_centres(std::vector<double> { 500500, 501500, 502500 }, "x")),
        (Edges { 500000, 501000, 502000, 503000 }));
    // In float32, 4,321,250 m is known to half a metre only.
    const Axis axis = Axis::from_centres(in_float32(spaced(4321250.0, 500.0, 400)), "y");
    EXPECT_EQ(axis.edge(0), 4321000.0);
    EXPECT_EQ(axis.edge(400), 4521000.0);
}

TEST(Axis, OriginOffLattice_StaysUnchanged)
{
    const Axis axis = Axis::from_centres(std::vector<double> { 10.03, 10.13, 10.23 }, "lon");
    EXPECT_NEAR(axis.edge(0), 9.98, 1e-12)
        << "nothing may be snapped to 10.0: beyond the rounding of float64";
    EXPECT_NEAR(axis.edge(3), 10.28, 1e-12);
}

TEST(Axis, SingleCellWithoutSize_IsRefused)
{
    EXPECT_EQ(edges_of(Axis::from_centres(std::vector<double> { 45.0 }, "lat", 90.0, 10.0)),
        (Edges { 40, 50 }));
    EXPECT_THAT(
        refusal_of([] { Axis::from_centres(std::vector<double> { 45.0 }, "'lat' of a.nc"); }),
        HasSubstr("axis 'lat' of a.nc has 1 coordinates: a cell size cannot be told"));
    EXPECT_THAT(refusal_of([] { Axis::from_centres(std::vector<double> {}, "lat"); }),
        HasSubstr("0 coordinates"));
}

TEST(Axis, RoundedCoordinates_HaveExactStep)
{
    // A twelfth of a degree with four digits: 0.08333 would be a simpler number, but not a simpler
    // part of a degree.
    const Axis axis
        = Axis::from_centres(std::vector<double> { 100.0417, 100.125, 100.2083, 100.2917 }, "lon");
    EXPECT_EQ(axis.edge(0), 100.0);
    EXPECT_EQ(axis.edge(4), 100.0 + 4.0 / 12.0);
    // Steps that are decimal stay so.
    EXPECT_EQ(Axis::from_centres(std::vector<double> { 0.0, 0.0833, 0.1666, 0.2499 }, "lon").step(),
        0.0833);
}

TEST(Axis, IrregularStep_IsRefusedWithPosition)
{
    const std::string message = refusal_of([] {
        Axis::from_centres(std::vector<double> { 0, 1, 2, 3.2, 4, 5 }, "'lat' of a.nc");
    });
    EXPECT_THAT(message,
        HasSubstr("axis 'lat' of a.nc is irregular: from coordinate 3, 2, to the next, 3.2, it "
                  "goes 1.2, and "
                  "usually 1"));
    EXPECT_THAT(message, HasSubstr("cdo remapcon"));
}

TEST(Axis, LevelsThatWidenAreRefused)
{
    EXPECT_THAT(refusal_of([] {
        Axis::from_centres(std::vector<double> { 1, 2, 4, 8, 16 }, "x");
    }),
        HasSubstr("irregular"));
}

TEST(Axis, MercatorLatitudesAreRefused)
{
    std::vector<double> centres;
    for (int i = 0; i < 10; ++i) {
        centres.push_back(std::atan(std::sinh(0.1 * i)) * 180.0 / std::numbers::pi);
    }
    EXPECT_THAT(
        refusal_of([&] { Axis::from_centres(centres, "lat", 90.0); }), HasSubstr("irregular"));
}

TEST(Axis, GaussianLatitudesAreRefused)
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
    EXPECT_THAT(
        refusal_of([&] { Axis::from_centres(centres, "lat", 90.0); }), HasSubstr("irregular"));
}

TEST(Axis, InvalidCoordinates_AreRefused)
{
    EXPECT_THAT(refusal_of([] {
        Axis::from_centres(std::vector<double> { 0, NAN, 2 }, "lat");
    }),
        HasSubstr("coordinate 2 of 3 is not a number"));
    EXPECT_THAT(refusal_of([] {
        Axis::from_centres(std::vector<double> { 7, 7, 7 }, "lat");
    }),
        HasSubstr("do not advance (from 7 to 7)"));
    EXPECT_THAT(refusal_of([] { Axis(0.0, 0.0, 3); }), HasSubstr("a step other than 0"));
    EXPECT_THAT(refusal_of([] { Axis(INFINITY, 1.0, 3); }), HasSubstr("a finite origin"));
    // What a turned bit makes of a geotransform.
    EXPECT_THAT(refusal_of([] { Axis(0.0, 1e-300, 3); }), HasSubstr("cannot be told apart"));
    EXPECT_THAT(refusal_of([] { Axis(1e20, 1.0, 3); }), HasSubstr("cannot be told apart"));
    EXPECT_THAT(refusal_of([] { Axis(0.0, 1e300, 3); }), HasSubstr("cannot be told apart"));
    EXPECT_THAT(refusal_of([] { Axis(0.0, 1.0, 0); }), HasSubstr("at least one cell"));
}

TEST(Axis, CellsBeyondThePoleAreRefused)
{
    EXPECT_EQ(edges_of(Axis(-91.0, 2.0, 2).clamped(90.0)), (Edges { -90, -89, -87 }));
    EXPECT_THAT(refusal_of([] { Axis(-95.0, 2.0, 4).clamped(90.0, "a.tif"); }),
        HasSubstr(
            "a.tif: 4 cells from -95 in steps of 2 run beyond 90 degrees: cell 1 would be empty"));
}

} // namespace
} // namespace cityflux
