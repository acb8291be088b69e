#include "grids/geometry/axis.h"

#include "tests/refusal.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

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

TEST(Axis, TenthOfDegree_HasDecimalEdges)
{
    const Axis axis(-180.0, 0.1, 3600);
    // -180 + 0.1 * 301 is -149.89999999999998 in float64.
    EXPECT_EQ(axis.edge(301), -149.9);
    EXPECT_EQ(axis.edge(1807), 0.7);
    EXPECT_EQ(axis.edge(2101), 30.1);
    EXPECT_EQ(axis.edge(3600), 180.0);
}

TEST(Axis, InvalidGeometry_IsRefused)
{
    EXPECT_EQ(refusal_of([] { Axis(0.0, 0.0, 3); }),
        "axis: invalid geometry: origin 0, step 0, 3 cells (allowed: a finite origin, a step other "
        "than 0, at least one cell)");
    const auto invalid = IsProblem(ProblemCode::invalid, "axis");
    EXPECT_THAT(refused([] { Axis(INFINITY, 1.0, 3); }), invalid);
    EXPECT_THAT(refused([] { Axis(0.0, 1.0, 0); }), invalid);
    // A turned bit makes such a geotransform.
    EXPECT_EQ(refusal_of([] { Axis(0.0, 1e-300, 3); }),
        "axis: out of range: 3 cells from 0 in steps of 1e-300 cannot be distinguished by their "
        "coordinates; check the origin and the step");
    const auto out_of_range = IsProblem(ProblemCode::out_of_range, "axis");
    EXPECT_THAT(refused([] { Axis(1e20, 1.0, 3); }), out_of_range);
    EXPECT_THAT(refused([] { Axis(0.0, 1e300, 3); }), out_of_range);
}

TEST(Axis, CellsBeyondThePoleAreRefused)
{
    EXPECT_EQ(edges_of(Axis(-91.0, 2.0, 2).clamped(90.0)), (Edges { -90, -89, -87 }));
    EXPECT_EQ(refusal_of([] { Axis(-95.0, 2.0, 4).clamped(90.0, "a.tif"); }),
        "a.tif: out of range: 4 cells from -95 in steps of 2 extend beyond 90 degrees, and cell 1 "
        "would be empty");
}

TEST(Axis, UnevenCells_HaveTheirOwnWidths)
{
    const Axis axis = Axis::uneven({ 10.0, 11.0, 13.0, 14.5 });
    EXPECT_FALSE(axis.is_even());
    EXPECT_EQ(edges_of(axis), (Edges { 10, 11, 13, 14.5 }));
    EXPECT_EQ(axis.centre(1), 12.0);
    EXPECT_EQ(axis.step(), 1.5);
    EXPECT_EQ(axis.narrowest(), 1.0);
    EXPECT_EQ(axis.widest(), 2.0);
    EXPECT_EQ(axis, Axis::uneven({ 10.0, 11.0, 13.0, 14.5 }));
    EXPECT_NE(axis, Axis::uneven({ 10.0, 11.5, 13.0, 14.5 }));
    EXPECT_NE(axis, Axis(10.0, 1.5, 3));
}

TEST(Axis, PartOfUnevenCells_GoesOnAround)
{
    const Axis axis = Axis::uneven({ 0.0, 90.0, 100.0, 360.0 });
    EXPECT_EQ(edges_of(axis.part(1, 2, -360.0)), (Edges { -270, -260, 0 }));
    EXPECT_EQ(edges_of(axis.part(2, 3)), (Edges { 100, 360, 450, 460 }));
    EXPECT_EQ(edges_of(axis.part(2, 1)), (Edges { 100, 360 }));
    EXPECT_EQ(edges_of(Axis::uneven({ 90.0, 20.0, -90.0 }).part(0, 1)), (Edges { 90, 20 }));
}

TEST(Axis, UnevenEdgesThatTurn_AreRefused)
{
    const auto invalid = IsProblem(ProblemCode::invalid, "axis");
    EXPECT_THAT(refused([] { Axis::uneven({ 0.0, 2.0, 1.0 }); }), invalid);
    EXPECT_THAT(refused([] { Axis::uneven({ 0.0, 2.0, 2.0 }); }), invalid);
    EXPECT_THAT(refused([] { Axis::uneven({ 0.0 }); }), invalid);
    EXPECT_THAT(refused([] { Axis::uneven({ 0.0, NAN, 2.0 }); }), invalid);
}

} // namespace
} // namespace cityflux
