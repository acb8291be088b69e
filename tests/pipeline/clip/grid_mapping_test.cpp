#include "pipeline/clip/grid_mapping.h"

#include "tests/refusal.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

double parameter(const GridMapping& mapping, const std::string& name)
{
    const auto found = std::find_if(mapping.parameters.begin(), mapping.parameters.end(),
        [&](const auto& one) { return one.first == name; });
    return found == mapping.parameters.end() ? -999.0 : found->second;
}

TEST(GridMapping, LongitudeAndLatitude)
{
    const GridMapping mapping = grid_mapping(Crs(), "a");
    EXPECT_EQ(mapping.name, "latitude_longitude");
    EXPECT_EQ(parameter(mapping, "semi_major_axis"), 6378137.0);
    EXPECT_THAT(mapping.wkt, StartsWith("GEOGCRS[\"WGS 84\""));
}

TEST(GridMapping, GaussKruegerOfCgcs2000)
{
    const GridMapping mapping = grid_mapping(Crs::parse("EPSG:4549", "a"), "a");
    EXPECT_EQ(mapping.name, "transverse_mercator");
    EXPECT_EQ(parameter(mapping, "longitude_of_central_meridian"), 120.0);
    EXPECT_EQ(parameter(mapping, "false_easting"), 500000.0);
    EXPECT_EQ(parameter(mapping, "scale_factor_at_central_meridian"), 1.0);
    EXPECT_EQ(mapping.unit, "m");
}

TEST(GridMapping, AlbersAsChineseMapsHaveIt)
{
    const GridMapping mapping = grid_mapping(
        Crs::parse("+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80 +units=m", "a"),
        "a");
    EXPECT_EQ(mapping.name, "albers_conical_equal_area");
    EXPECT_THAT(mapping.standard_parallels, ElementsAre(25.0, 47.0));
    EXPECT_EQ(parameter(mapping, "longitude_of_central_meridian"), 105.0);
}

TEST(GridMapping, RotatedPole_KeepsItsParameters)
{
    const GridMapping mapping = grid_mapping(Crs::rotated_pole(43.0, -170.0, 5.0), "a");
    EXPECT_EQ(mapping.name, "rotated_latitude_longitude");
    EXPECT_EQ(parameter(mapping, "grid_north_pole_latitude"), 43.0);
    EXPECT_EQ(parameter(mapping, "grid_north_pole_longitude"), -170.0);
    EXPECT_EQ(parameter(mapping, "north_pole_grid_longitude"), 5.0);
}

TEST(GridMapping, ProjectionWithoutCfName_IsRefused)
{
    EXPECT_THAT(
        refusal_of([] { grid_mapping(Crs::parse("+proj=robin +datum=WGS84", "a"), "Berlin"); }),
        HasSubstr("Berlin: unsupported projection in CF: "));
}

} // namespace
} // namespace cityflux
