#include "grids/geometry/plane_unit.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

TEST(PlaneUnit, OfCodesAndStrings)
{
    EXPECT_EQ(metres_per_unit(Crs::parse("EPSG:32650", "a")), 1.0);
    EXPECT_EQ(metres_per_unit(Crs::parse("+proj=laea +lat_0=52 +lon_0=10 +units=km", "a")), 1000.0);
    // New York in US survey feet.
    EXPECT_NEAR(metres_per_unit(Crs::parse("EPSG:2263", "a")), 1200.0 / 3937.0, 1e-15);
}

TEST(PlaneUnit, InMetres_SamePlane)
{
    struct Case {
        const char* definition;
        Point place;
    };
    for (const Case& c : { Case { "EPSG:2263", { -74.0, 40.7 } },
             Case { "+proj=laea +lat_0=32 +lon_0=102 +datum=WGS84 +units=km", { 103.0, 31.0 } },
             Case { "EPSG:32650", { 117.0, 40.0 } } }) {
        const Crs stored = Crs::parse(c.definition, "a");
        const Crs metric = in_metres(stored);
        EXPECT_EQ(metres_per_unit(metric), 1.0) << c.definition;
        EXPECT_EQ(metres_per_unit(Crs::parse(metric.definition, "a")), 1.0) << c.definition;
        const Point expected = Projection(stored).to_plane(c.place);
        const Point found = Projection(metric).to_plane(c.place);
        EXPECT_NEAR(found.x, expected.x * metres_per_unit(stored), 1e-3) << c.definition;
        EXPECT_NEAR(found.y, expected.y * metres_per_unit(stored), 1e-3) << c.definition;
    }
}

TEST(PlaneUnit, InMetres_KeepsDegrees)
{
    EXPECT_EQ(in_metres(Crs()), Crs());
    EXPECT_EQ(in_metres(Crs::rotated_pole(39.25, -162, 0)), Crs::rotated_pole(39.25, -162, 0));
}

} // namespace
} // namespace cityflux
