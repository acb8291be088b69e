#include "boundaries/outlines/datum.h"

#include "grids/text/error.h"
#include "tests/refusal.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// Metres between two points near each other.
double metres(Point a, Point b)
{
    const double east = (a.x - b.x) * std::cos(a.y * M_PI / 180.0) * 111320.0;
    return std::hypot(east, (a.y - b.y) * 110574.0);
}

TEST(Datum, ShiftsBeijingByThePublishedAmount)
{
    // The example of the public implementations of the formula: 116.404, 39.915 ->
    // 116.41024449916938, 39.91640428150164.
    const Point shifted = from_wgs84({ 116.404, 39.915 }, Datum::gcj02);
    EXPECT_NEAR(shifted.x, 116.41024449916938, 1e-9);
    EXPECT_NEAR(shifted.y, 39.91640428150164, 1e-9);
}

TEST(Datum, ShiftsOnToBaidu)
{
    // 116.404, 39.915 in GCJ-02 -> 116.41036949371029, 39.92133699351021 in BD-09.
    const Point wgs84 = to_wgs84({ 116.404, 39.915 }, Datum::gcj02);
    const Point baidu = from_wgs84(wgs84, Datum::bd09);
    EXPECT_NEAR(baidu.x, 116.41036949371029, 1e-8);
    EXPECT_NEAR(baidu.y, 39.92133699351021, 1e-8);
}

TEST(Datum, ComesBackEverywhereInChina)
{
    for (double x = 73.5; x < 135.0; x += 1.37) {
        for (double y = 18.2; y < 53.5; y += 1.13) {
            for (const Datum datum : { Datum::gcj02, Datum::bd09 }) {
                const Point back = to_wgs84(from_wgs84({ x, y }, datum), datum);
                ASSERT_NEAR(back.x, x, 1e-10);
                ASSERT_NEAR(back.y, y, 1e-10);
                ASSERT_LT(metres(from_wgs84({ x, y }, Datum::gcj02), { x, y }), 1000.0);
            }
        }
    }
}

TEST(Datum, LeavesTheRestOfTheWorldAlone)
{
    EXPECT_EQ(to_wgs84({ 13.4, 52.5 }, Datum::gcj02), (Point { 13.4, 52.5 }));
}

TEST(Datum, RefusesOtherNames)
{
    EXPECT_EQ(parse_datum("gcj02", "--datum"), Datum::gcj02);
    EXPECT_EQ(refusal_of([] { parse_datum("gcj-02", "--datum"); }),
        "--datum: unknown datum 'gcj-02' (known: wgs84, gcj02, bd09)");
}

} // namespace
} // namespace cityflux
