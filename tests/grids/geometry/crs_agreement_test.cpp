#include "grids/geometry/crs_agreement.h"

#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

Crs crs(const char* definition)
{
    return Crs::parse(definition, "test");
}

TEST(CrsAgreement, SpellingsOfUtm_PlaceAlike)
{
    const Crs epsg = crs("EPSG:32650");
    const Crs proj = crs("+proj=utm +zone=50 +datum=WGS84 +units=m");
    EXPECT_TRUE(place_alike(epsg, proj, std::vector<Point> { { 500000, 4400000 } }));
}

TEST(CrsAgreement, Cgcs2000AndWgs84_PlaceAlike)
{
    EXPECT_TRUE(place_earth_alike(crs("EPSG:4490"), crs("EPSG:4326")));
}

TEST(CrsAgreement, ZonesOfUtm_PlaceApart)
{
    EXPECT_FALSE(place_alike(
        crs("EPSG:32650"), crs("EPSG:32651"), std::vector<Point> { { 500000, 4400000 } }));
    EXPECT_FALSE(place_earth_alike(crs("EPSG:32650"), crs("EPSG:32651")));
}

TEST(CrsAgreement, MetresAndDegrees_PlaceApart)
{
    EXPECT_FALSE(place_earth_alike(crs("EPSG:4326"), crs("EPSG:3857")));
}

} // namespace
} // namespace cityflux
