#include "boundaries/outlines/repair.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// Areas in square units of the coordinates.
constexpr double rounding = 1e-12;

Ring closed(Ring ring)
{
    ring.push_back(ring.front());
    return ring;
}

Ring square(double x, double y, double side)
{
    return closed({ { x, y }, { x + side, y }, { x + side, y + side }, { x, y + side } });
}

bool mentions(const Repaired& repaired, const std::string& words)
{
    for (const std::string& change : repaired.changes) {
        if (change.find(words) != std::string::npos) {
            return true;
        }
    }
    return false;
}

TEST(Repair, LeavesAValidPolygonAlone)
{
    const Repaired repaired = repair({ { { square(0, 0, 2), square(0.5, 0.5, 1) } } }, true);
    EXPECT_TRUE(repaired.changes.empty());
    EXPECT_NEAR(planar_area(repaired.shape), 3.0, rounding);
}

TEST(Repair, OrientsRings)
{
    Ring clockwise = square(0, 0, 2);
    std::reverse(clockwise.begin(), clockwise.end());
    const Repaired repaired = repair({ { { clockwise, square(0.5, 0.5, 1) } } }, true);
    ASSERT_EQ(repaired.shape.size(), 1U);
    EXPECT_GT(signed_area(repaired.shape[0].outer), 0.0);
    EXPECT_LT(signed_area(repaired.shape[0].holes.at(0)), 0.0);
}

TEST(Repair, BowTieKeepsBothWings)
{
    const Repaired repaired
        = repair({ { { closed({ { 0, 0 }, { 1, 1 }, { 1, 0 }, { 0, 1 } }) } } }, true);
    EXPECT_NEAR(planar_area(repaired.shape), 0.5, rounding);
    EXPECT_TRUE(mentions(repaired, "crosses"));
}

TEST(Repair, SeveralTurns_BecomeOne)
{
    // 179..181 and the same again as -181..-179: 2 degrees wide, once.
    const auto block = [](double west) {
        return closed({ { west, 0 }, { west + 2, 0 }, { west + 2, 1 }, { west, 1 } });
    };
    const Repaired twice = repair({ { { block(179) } }, { { block(-181) } } }, true);
    EXPECT_NEAR(planar_area(twice.shape), 2.0, rounding);
    EXPECT_TRUE(mentions(twice, "one turn"));
    // One ring of 400 degrees lies on itself along 40 of them.
    const Repaired long_ring
        = repair({ { { closed({ { -200, 0 }, { 200, 0 }, { 200, 1 }, { -200, 1 } }) } } }, true);
    EXPECT_NEAR(planar_area(long_ring.shape), 360.0, 1e-9);
    // In a plane there is no turn.
    EXPECT_NEAR(planar_area(repair({ { { block(179) } }, { { block(-181) } } }, false).shape), 4.0,
        rounding);
}

TEST(Repair, ClosesRings)
{
    Ring open = square(0, 0, 2);
    open.pop_back();
    const Repaired repaired = repair({ { { open } } }, true);
    EXPECT_NEAR(planar_area(repaired.shape), 4.0, rounding);
    EXPECT_TRUE(mentions(repaired, "1 ring closed"));
}

TEST(Repair, DropsRingsWithoutAnArea)
{
    const Repaired repaired
        = repair({ { { square(0, 0, 2), { { 5, 5 }, { 6, 6 } }, { { 7, 7 } } } } }, true);
    EXPECT_NEAR(planar_area(repaired.shape), 4.0, rounding);
    EXPECT_TRUE(mentions(repaired, "2 rings of fewer than 3 points dropped"));
}

TEST(Repair, PartsWrittenAsHolesBecomeParts)
{
    // The ECharts form: an island beside the mainland, stored as a further ring of one polygon, and
    // a true hole.
    const Repaired repaired
        = repair({ { { square(0, 0, 2), square(5, 5, 1), square(0.5, 0.5, 1) } } }, true);
    EXPECT_NEAR(planar_area(repaired.shape), 4.0 + 1.0 - 1.0, rounding);
    EXPECT_EQ(repaired.shape.size(), 2U);
    EXPECT_TRUE(mentions(repaired, "1 ring written as a hole made a part"));
}

TEST(Repair, OverlappingPartsCountOnce)
{
    const Repaired repaired = repair({ { { square(0, 0, 2) } }, { { square(1, 0, 2) } } }, true);
    EXPECT_NEAR(planar_area(repaired.shape), 6.0, rounding);
}

TEST(Repair, RepeatedPointsAreNoFault)
{
    Ring ring = square(0, 0, 2);
    ring.insert(ring.begin() + 1, ring[1]);
    const Repaired repaired = repair({ { { ring } } }, true);
    EXPECT_NEAR(planar_area(repaired.shape), 4.0, rounding);
    EXPECT_EQ(repaired.shape[0].outer.size(), 4U);
}

TEST(Repair, UnwindsJumpsAcrossTheDateLine)
{
    const Repaired repaired
        = repair({ { { closed({ { 179, 0 }, { -179, 0 }, { -179, 1 }, { 179, 1 } }) } } }, true);
    EXPECT_NEAR(planar_area(repaired.shape), 2.0, rounding);
    EXPECT_TRUE(mentions(repaired, "180 degrees"));
}

TEST(Repair, SeamWithBothSigns_IsOneMeridian)
{
    for (const double sign : { -1.0, 1.0 }) {
        const double seam = 180.0 * sign;
        const double inside = 179.0 * sign;
        const Repaired repaired = repair({ { { closed({ { -seam, 0 }, { seam, 1 }, { inside, 1 },
                                             { inside, 0 }, { seam, 0 } }) } } },
            true);
        EXPECT_NEAR(planar_area(repaired.shape), 1.0, rounding);
    }
}

TEST(Repair, RingFromSeamToSeam_HoldsThePole)
{
    const Repaired repaired = repair(
        { { { closed({ { -180, -80 }, { -90, -70 }, { 0, -70 }, { 90, -70 }, { 180, -80 } }) } } },
        true);
    EXPECT_NEAR(planar_area(repaired.shape), 180.0 * 20.0 + 180.0 * 15.0, 1e-6);
}

TEST(Repair, StripAroundTheEarth_HoldsNoPole)
{
    const Repaired repaired = repair({ { { closed({ { -180, 10 }, { 180, 10 }, { 180, 20 },
                                         { 60, 20 }, { -60, 20 }, { -180, 20 } }) } } },
        true);
    EXPECT_NEAR(planar_area(repaired.shape), 3600.0, 1e-6);
}

TEST(Repair, PoleRing_IsTheSameFromEachVertex)
{
    Ring ring { { 20, -65 }, { -5, -75 }, { 10, -78 }, { 90, -70 }, { 180, -70 }, { -90, -70 },
        { -10, -65 }, { 0, -60 } };
    const double area = planar_area(repair({ { { closed(ring) } } }, true).shape);
    for (std::size_t i = 1; i < ring.size(); ++i) {
        std::rotate(ring.begin(), ring.begin() + 1, ring.end());
        EXPECT_NEAR(planar_area(repair({ { { closed(ring) } } }, true).shape), area, 1e-6);
    }
}

TEST(Repair, WorldWideBox_IsUnchanged)
{
    const Repaired repaired = repair(
        { { { closed({ { -180, -90 }, { 180, -90 }, { 180, 90 }, { -180, 90 } }) } } }, true);
    EXPECT_NEAR(planar_area(repaired.shape), 360.0 * 180.0, 1e-6);
    EXPECT_TRUE(repaired.changes.empty());
}

TEST(Repair, NothingLeftIsAnEmptyShape)
{
    EXPECT_TRUE(repair({ { { { { 1, 1 }, { 2, 2 } } } } }, true).shape.empty());
    EXPECT_TRUE(repair({ { { closed({ { 0, 0 }, { 1, 1 }, { 2, 2 } }) } } }, true).shape.empty());
    EXPECT_TRUE(repair({}, true).shape.empty());
}

} // namespace
} // namespace cityflux
