#include "boundaries/coverage/part_outline.h"

#include "tests/boundaries/coverage/plane_picture.h"

#include <array>
#include <stdexcept>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

Spot spot(double x, double y)
{
    return { { x, y }, { x, y } };
}

/// The cell from (0, 0) to (1, 1), and a city that covers its left half.
struct HalfCell {
    Grid grid = test::unit_grid(1, 1);
    GridPlane plane { grid };
    PartOutline outline { plane };
    Spot corners[4] = { spot(0, 0), spot(1, 0), spot(0, 1), spot(1, 1) };
    std::array<CellSide, 4> sides { CellSide { corners[0], {}, corners[1], 1 },
        CellSide { corners[1], {}, corners[3], 1 }, CellSide { corners[2], {}, corners[3], -1 },
        CellSide { corners[0], {}, corners[2], -1 } };
    Pass below { 0, 0, 0.5, -1, spot(0.5, 0) };
    Pass above { 1, 0, 0.5, -1, spot(0.5, 1) };
    std::array<SideWinding, 4> windings { SideWinding { 1, { &below, 1 }, 0 },
        SideWinding { 0, {}, 0 }, SideWinding { 1, { &above, 1 }, 0 }, SideWinding { 1, {}, 1 } };
};

TEST(PartOutline, AllSides_EncloseTheCell)
{
    HalfCell cell;
    cell.outline.begin(cell.corners[0]);
    for (const CellSide& side : cell.sides) {
        cell.outline.add_side(side, SideWinding {});
    }
    EXPECT_EQ(cell.outline.earth_area(), 1.0);
    CityCoverage coverage;
    cell.outline.cover(coverage);
    EXPECT_EQ(test::picture(coverage, cell.grid)[0][0], 1.0);
    EXPECT_EQ(coverage.share_on_grid, 1.0);
}

TEST(PartOutline, HalfCell_HasHalfTheArea)
{
    HalfCell cell;
    cell.outline.begin(cell.corners[0]);
    for (std::size_t s = 0; s < cell.sides.size(); ++s) {
        cell.outline.add_side(cell.sides[s], cell.windings[s]);
    }
    cell.outline.add_edges(std::array { spot(0.5, 0), spot(0.5, 1) });
    EXPECT_EQ(cell.outline.earth_area(), 0.5);
    CityCoverage coverage;
    cell.outline.cover(coverage);
    EXPECT_EQ(test::picture(coverage, cell.grid)[0][0], 0.5);
}

TEST(PartOutline, WindingsThatDisagree_AreRefused)
{
    HalfCell cell;
    cell.outline.begin(cell.corners[0]);
    EXPECT_THROW(cell.outline.add_side(cell.sides[0], SideWinding { 1, { &cell.below, 1 }, 1 }),
        std::logic_error);
}

} // namespace
} // namespace cityflux
