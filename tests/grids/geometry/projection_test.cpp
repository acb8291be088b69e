#include "grids/geometry/projection.h"

#include "tests/refusal.h"

#include <array>
#include <cmath>
#include <numbers>
#include <optional>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Vector = std::array<double, 3>;

constexpr double degree = std::numbers::pi / 180.0;

Vector vector_of(double longitude, double latitude)
{
    return { std::cos(latitude * degree) * std::cos(longitude * degree),
        std::cos(latitude * degree) * std::sin(longitude * degree), std::sin(latitude * degree) };
}

double dot(const Vector& a, const Vector& b)
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/// Longitude and latitude about a shifted pole, from the vectors of its axes: the pole, the point
/// where the rotated equator meets the meridian opposite the pole, and the vector across.
Point rotated(Point place, double pole_latitude, double pole_longitude)
{
    const Vector z = vector_of(pole_longitude, pole_latitude);
    const Vector x = vector_of(pole_longitude + 180.0, 90.0 - pole_latitude);
    const Vector y { z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2],
        z[0] * x[1] - z[1] * x[0] };
    const Vector v = vector_of(place.x, place.y);
    return { std::atan2(dot(v, y), dot(v, x)) / degree, std::asin(dot(v, z)) / degree };
}

void expect_near(Point a, Point b, double tolerance)
{
    EXPECT_NEAR(a.x, b.x, tolerance);
    EXPECT_NEAR(a.y, b.y, tolerance);
}

TEST(Crs, IsReadFromCodeStringAndWkt)
{
    EXPECT_EQ(Crs::parse("EPSG:4326", "a").kind, CrsKind::geographic);
    EXPECT_EQ(Crs::parse("OGC:CRS84", "a").kind, CrsKind::geographic);
    EXPECT_EQ(Crs::parse("EPSG:32650", "a").kind, CrsKind::projected);
    EXPECT_EQ(Crs::parse("EPSG:32650", "a").name, "WGS 84 / UTM zone 50N");
    EXPECT_EQ(Crs::parse("+proj=laea +lat_0=52 +lon_0=10 +datum=WGS84 +type=crs", "a").kind,
        CrsKind::projected);
    const char* wkt
        = R"(GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],)"
          R"(UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]])";
    EXPECT_EQ(Crs::parse(wkt, "a"), Crs()) << "by its code, however it is worded";
}

TEST(Crs, CompoundCrs_KeepsItsPlane)
{
    EXPECT_EQ(Crs::parse("EPSG:32650+5773", "a").kind, CrsKind::projected);
    EXPECT_EQ(Crs::parse("EPSG:4979", "a").kind, CrsKind::geographic);
}

TEST(Crs, UnknownCrs_IsRefused)
{
    EXPECT_THAT(refusal_of([] { Crs::parse("EPSG:99999999", "--assume-crs"); }),
        HasSubstr("--assume-crs: 'EPSG:99999999' is not a coordinate reference system PROJ knows; "
                  "give an EPSG code"));
    EXPECT_NE(refusal_of([] { Crs::parse("", "a"); }), "accepted");
    EXPECT_EQ(refusal_of([] { Crs::parse("+proj=longlat", "a"); }), "accepted")
        << "+type=crs need not be written";
    EXPECT_NE(refusal_of([] { Crs::parse("+proj=nowhere", "a"); }), "accepted");
    EXPECT_THAT(refusal_of([] { Crs::parse("EPSG:5773", "a.tif"); }),
        HasSubstr("a.tif: 'EGM96 height' is neither a geographic nor"));
    EXPECT_THAT(refusal_of([] { Crs::parse("EPSG:4978", "a.tif"); }),
        HasSubstr("neither a geographic nor"));
}

TEST(Crs, Wgs84NeedsNoTransformation)
{
    EXPECT_TRUE(Crs().is_wgs84());
    EXPECT_TRUE(Crs::parse("OGC:CRS84", "a").is_wgs84());
    EXPECT_TRUE(Crs::parse("EPSG:4490", "a").is_wgs84()) << "CGCS2000, centimetres away";
    EXPECT_FALSE(Crs::parse("EPSG:4214", "a").is_wgs84()) << "Beijing 1954, a hundred metres away";
    EXPECT_FALSE(Crs::parse("EPSG:32650", "a").is_wgs84());
    EXPECT_FALSE(Crs::rotated_pole(39.25, -162.0, 0.0).is_wgs84());
}

TEST(Projection, Wgs84StaysItself)
{
    const Projection projection { Crs() };
    EXPECT_EQ(projection.to_plane({ 179.5, -45.25 }), (Point { 179.5, -45.25 }));
    EXPECT_EQ(projection.to_wgs84({ 359.5, -45.25 }), (Point { 359.5, -45.25 }));
}

TEST(Projection, LongitudeComesFirst)
{
    // The axes of EPSG:4258 (ETRS89) are latitude, longitude; here x is always longitude.
    expect_near(
        Projection(Crs::parse("EPSG:4258", "a")).to_plane({ 10.0, 52.0 }), { 10.0, 52.0 }, 1e-6);
    // EPSG:3035 has northing before easting, and its origin, 10 E 52 N, at 4,321,000 m east and
    // 3,210,000 m north.
    expect_near(Projection(Crs::parse("EPSG:3035", "a")).to_plane({ 10.0, 52.0 }),
        { 4321000.0, 3210000.0 }, 1e-3);
}

TEST(Projection, UtmOnItsCentralMeridian)
{
    const Projection utm(Crs::parse("EPSG:32632", "a"));
    // Easting 500 km; northing 0.9996 times the 5,000,000-odd metres of the meridian from the
    // equator to 45 N (4,984,944.378 m on WGS84, Karney).
    expect_near(utm.to_plane({ 9.0, 45.0 }), { 500000.0, 0.9996 * 4984944.378 }, 2e-3);
    expect_near(utm.to_wgs84({ 500000.0, 0.9996 * 4984944.378 }), { 9.0, 45.0 }, 2e-8);
}

TEST(Projection, ThereAndBack)
{
    for (const char* definition : { "EPSG:32650", "EPSG:3035",
             "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +datum=WGS84 +type=crs" }) {
        const Projection projection(Crs::parse(definition, "a"));
        for (const Point place :
            { Point { 116.4, 39.9 }, Point { 121.5, 31.2 }, Point { 102.7, 25.0 } }) {
            // PROJ's inverse Albers iterates to about a millimetre.
            expect_near(projection.to_wgs84(projection.to_plane(place)), place, 2e-8);
        }
    }
}

TEST(Projection, RotatedPoleOfCosmo)
{
    // The pole at 39.25 N, 162 W puts the rotated origin at 50.75 N, 18 E.
    const Projection projection(Crs::rotated_pole(39.25, -162.0, 0.0));
    expect_near(projection.to_wgs84({ 0.0, 0.0 }), { 18.0, 50.75 }, 1e-9);
    expect_near(projection.to_plane({ 18.0, 50.75 }), { 0.0, 0.0 }, 1e-9);
    EXPECT_NEAR(projection.to_plane({ 0.0, 90.0 }).y, 39.25, 1e-9);
}

TEST(Projection, RotatedPoleByVectors)
{
    for (const auto& [latitude, longitude] :
        { std::pair(39.25, -162.0), std::pair(40.0, -170.0), std::pair(-30.0, 12.0) }) {
        const Projection projection(Crs::rotated_pole(latitude, longitude, 0.0));
        for (const Point place : { Point { 13.4, 52.5 }, Point { -3.7, 40.4 },
                 Point { 28.0, -26.2 }, Point { 116.4, 39.9 } }) {
            expect_near(projection.to_plane(place), rotated(place, latitude, longitude), 1e-9);
            expect_near(projection.to_wgs84(rotated(place, latitude, longitude)), place, 1e-9);
        }
    }
}

TEST(Projection, NorthPoleGridLongitude_TurnsLongitudes)
{
    const Projection plain(Crs::rotated_pole(39.25, -162.0, 0.0));
    const Projection turned(Crs::rotated_pole(39.25, -162.0, 20.0));
    // CF: the longitude of the true north pole in the rotated system, which is 0 without it.
    EXPECT_NEAR(plain.to_plane({ 0.0, 89.999999 }).x, 0.0, 1e-5);
    EXPECT_NEAR(turned.to_plane({ 0.0, 89.999999 }).x, 20.0, 1e-5);
    const Point berlin = plain.to_plane({ 13.4, 52.5 });
    expect_near(turned.to_plane({ 13.4, 52.5 }), { berlin.x + 20.0, berlin.y }, 1e-9);
}

TEST(Projection, ModelSphere_KeepsLatitudes)
{
    // Weather models give their latitudes on a sphere: they must not be turned into geocentric
    // ones.
    const double radius = 6370000.0;
    const Projection mercator(Crs::parse("+proj=merc +R=6370000 +units=m +type=crs", "a"));
    expect_near(mercator.to_plane({ 10.0, 45.0 }),
        { radius * 10.0 * degree, radius * std::asinh(std::tan(45.0 * degree)) }, 1e-3);
}

TEST(Projection, Seam_IsOppositeToCentralMeridian)
{
    const auto seam
        = [](const char* definition) { return Projection(Crs::parse(definition, "a")).seam(); };
    const auto beside = [](std::optional<double> found, double expected) {
        return found && std::abs(std::remainder(*found - expected, 360.0)) < 1e-10;
    };
    EXPECT_TRUE(beside(seam("EPSG:6933"), 180.0)) << "EASE-Grid 2.0, a cylinder";
    EXPECT_TRUE(beside(seam("EPSG:3857"), 180.0));
    EXPECT_TRUE(beside(seam("+proj=merc +lon_0=110.25"), -69.75));
    EXPECT_TRUE(beside(seam("+proj=aea +lat_1=25 +lat_2=47 +lon_0=105"), -75.0)) << "a cone";
    EXPECT_TRUE(beside(seam("ESRI:54009"), 180.0)) << "Mollweide";
}

TEST(Projection, AzimuthalAndTransversePlanesHaveNoSeam)
{
    for (const char* definition :
        { "EPSG:6931", "EPSG:3035", "EPSG:32650", "EPSG:4549", "EPSG:4326" }) {
        EXPECT_FALSE(Projection(Crs::parse(definition, "a")).seam()) << definition;
    }
}

TEST(Projection, PlacesWithoutAnImageAreRefused)
{
    const Projection polar(Crs::parse("+proj=gnom +lat_0=90 +datum=WGS84 +type=crs", "a"));
    EXPECT_THAT(refusal_of([&] {
        polar.to_plane({ 0.0, -45.0 });
    }),
        HasSubstr("the point 0 E -45 N has no place in"));
    const Projection equal_area(Crs::parse("EPSG:3035", "a"));
    EXPECT_THAT(refusal_of([&] {
        equal_area.to_wgs84({ 1e9, 1e9 });
    }),
        HasSubstr("has no place on the Earth"));
}

} // namespace
} // namespace cityflux
