#include "boundaries/outlines/validity_proof.h"

#include "tests/boundaries/outlines/geos_shape.h"

#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using test::GeosShape;

Ring square(double x, double y, double size)
{
    return { { x, y }, { x + size, y }, { x + size, y + size }, { x, y + size } };
}

/// A star of `points` points whose distance from the centre varies between 1 - roughness and 1.
Ring star(std::mt19937& random, std::size_t points, double roughness, double x, double y)
{
    std::uniform_real_distribution<double> radius(1.0 - roughness, 1.0);
    Ring ring;
    for (std::size_t i = 0; i < points; ++i) {
        const double angle
            = 2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(points);
        const double r = radius(random);
        ring.push_back({ x + r * std::cos(angle), y + r * std::sin(angle) });
    }
    return ring;
}

TEST(ValidityProof, SquareTriangleAndComb_AreValid)
{
    EXPECT_TRUE(surely_valid({ { square(0, 0, 1), {} } }));
    EXPECT_TRUE(surely_valid({ { { { 0, 0 }, { 1, 0 }, { 0, 1 } }, {} } }));
    // Points in the middle of straight edges, and teeth that share lines:
    EXPECT_TRUE(
        surely_valid({ { { { 0, 0 }, { 1, 0 }, { 2, 0 }, { 5, 0 }, { 5, 2 }, { 4, 2 }, { 4, 1 },
                             { 3, 1 }, { 3, 2 }, { 2, 2 }, { 2, 1 }, { 1, 1 }, { 1, 2 }, { 0, 2 } },
            {} } }));
}

TEST(ValidityProof, CrossingAndTouchingRingsAreLeftOpen)
{
    EXPECT_FALSE(surely_valid({ { { { 0, 0 }, { 1, 1 }, { 1, 0 }, { 0, 1 } }, {} } }))
        << "a bow-tie";
    EXPECT_FALSE(surely_valid({ { { { 0, 0 }, { 4, 0 }, { 4, 4 }, { 2, 0 }, { 0, 4 } }, {} } }))
        << "a point on an edge";
    EXPECT_FALSE(
        surely_valid({ { { { 0, 0 }, { 2, 0 }, { 2, 2 }, { 2, 1 }, { 2, 0.5 }, { 0, 1 } }, {} } }))
        << "a spike";
    EXPECT_FALSE(surely_valid({ { { { 0, 0 }, { 1, 0 }, { 2, 0 } }, {} } })) << "without an area";
    EXPECT_FALSE(
        surely_valid({ { { { 0, 0 }, { 2, 1 }, { 4, 0 }, { 4, 2 }, { 2, 1 }, { 0, 2 } }, {} } }))
        << "a point met twice";
    EXPECT_FALSE(surely_valid({}));
}

TEST(ValidityProof, SeparatePartsAndInnerHoles_AreValid)
{
    EXPECT_TRUE(surely_valid({ { square(0, 0, 1), {} }, { square(2, 0, 1), {} } }));
    EXPECT_FALSE(surely_valid({ { square(0, 0, 1), {} }, { square(1, 0, 1), {} } }))
        << "a common edge";
    EXPECT_FALSE(surely_valid({ { square(0, 0, 2), {} }, { square(1, 1, 2), {} } }))
        << "an overlap";
    EXPECT_FALSE(surely_valid({ { square(0, 0, 4), {} }, { square(1, 1, 1), {} } }))
        << "a part inside another";
    EXPECT_TRUE(surely_valid({ { square(0, 0, 4), { square(1, 1, 1) } } }));
    EXPECT_TRUE(surely_valid({ { square(0, 0, 9), { square(1, 1, 1), square(4, 4, 2) } } }));
    EXPECT_FALSE(surely_valid({ { square(0, 0, 4), { square(5, 1, 1) } } })) << "a hole outside";
    EXPECT_FALSE(surely_valid({ { square(0, 0, 9), { square(1, 1, 6), square(2, 2, 1) } } }))
        << "a hole in a hole";
    EXPECT_FALSE(surely_valid({ { square(0, 0, 4), { square(0, 0, 1) } } }))
        << "a hole that touches";
}

TEST(ValidityProof, NeverSaysValidWhereGeosDoesNot)
{
    std::mt19937 random(7);
    std::uniform_real_distribution<double> shift(-1.2, 1.2);
    std::size_t proven = 0;
    std::size_t valid = 0;
    std::size_t invalid = 0;
    for (int trial = 0; trial < 4000; ++trial) {
        std::vector<Polygon> polygons { { star(random, 4 + random() % 120, 0.9, 116.0, 40.0),
            {} } };
        if (trial % 2 == 0) {
            // A disturbed order of two neighbouring points makes the ring cross itself, mostly.
            Ring& ring = polygons[0].outer;
            const std::size_t at = random() % (ring.size() - 1);
            std::swap(ring[at], ring[at + 1]);
        }
        if (trial % 3 == 0) {
            polygons.push_back(
                { star(random, 4 + random() % 30, 0.5, 116.0 + shift(random), 40.0 + shift(random)),
                    {} });
        }
        if (trial % 5 == 0) {
            Ring hole = star(random, 4 + random() % 30, 0.5, 0.0, 0.0);
            for (Point& p : hole) {
                p = { 116.0 + 0.05 * shift(random) + 0.08 * p.x, 40.0 + 0.08 * p.y };
            }
            polygons[0].holes.push_back(hole);
        }
        const bool by_geos = GeosShape(polygons).valid();
        const bool by_proof = surely_valid(polygons);
        ASSERT_TRUE(by_geos || !by_proof) << "trial " << trial;
        valid += by_geos ? 1 : 0;
        invalid += by_geos ? 0 : 1;
        proven += by_proof ? 1 : 0;
    }
    EXPECT_GT(invalid, 1000u);
    EXPECT_GT(valid, 1000u);
    EXPECT_GT(static_cast<double>(proven), 0.99 * static_cast<double>(valid))
        << "an answer is given nearly always";
}

TEST(ValidityProof, LatticeRings_AgreeWithGeos)
{
    std::mt19937 random(11);
    std::size_t proven = 0;
    for (int trial = 0; trial < 20000; ++trial) {
        Ring ring;
        for (std::size_t i = 0, count = 3 + random() % 6; i < count; ++i) {
            const Point p { static_cast<double>(random() % 5), static_cast<double>(random() % 5) };
            if (ring.empty() || (!(ring.back() == p) && !(ring.front() == p))) {
                ring.push_back(p);
            }
        }
        if (ring.size() < 3) {
            continue;
        }
        const std::vector<Polygon> polygons { { ring, {} } };
        const bool by_proof = surely_valid(polygons);
        ASSERT_TRUE(!by_proof || GeosShape(polygons).valid()) << "trial " << trial;
        proven += by_proof ? 1 : 0;
    }
    EXPECT_GT(proven, 500u);
}

TEST(ValidityProof, LongTangle_IsLeftOpenQuickly)
{
    // Edges from end to end of the ring, all in all bands: no answer, and no quadratic search for
    // one.
    Ring ring;
    for (int i = 0; i < 200000; ++i) {
        ring.push_back({ i % 2 == 0 ? 0.0 : 1.0, i * 1e-6 });
    }
    EXPECT_FALSE(surely_valid({ { ring, {} } }));
}

} // namespace
} // namespace cityflux
