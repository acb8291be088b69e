#include "grids/geometry/earth.h"

#include "tests/grids/geometry/geodesic_area.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <gtest/gtest.h>

namespace cityflux::earth {
namespace {

/// Total area of WGS84 in m2: Karney 2013, "Algorithms for geodesics", J. Geodesy 87, and
/// GeographicLib.
constexpr double whole_ellipsoid_m2 = 510065621724088.4;

/// Parallels are no geodesics: divided into a thousand pieces they are, to some 1e-11 of a cell of
/// one degree.
double independent_area(double south, double north, double width)
{
    return geodesic_area(divided_outline(7.0, south, 7.0 + width, north, 1000,
        [](double longitude, double latitude) { return std::pair(longitude, latitude); }));
}

TEST(Earth, CellsHaveTheAreaThatGeodesicsEnclose)
{
    for (const double size : { 0.1, 1.0 }) {
        for (const double latitude : { 0.0, 30.0, 60.0, 75.0, 89.9 }) {
            const double south = latitude;
            const double north = std::min(latitude + size, 90.0);
            const double expected = independent_area(south, north, size);
            EXPECT_NEAR(cell_area(south, north, size) / expected, 1.0, 1e-9)
                << size << " degree at " << latitude;
            EXPECT_EQ(cell_area(-south, -north, size), cell_area(south, north, size))
                << "south as north";
            EXPECT_EQ(cell_area(north, south, size), cell_area(south, north, size))
                << "whatever the order";
        }
    }
}

TEST(Earth, AllZones_SumToTheEllipsoid)
{
    // 0.5 m2 are four roundings of float64 at 5e14.
    EXPECT_NEAR(cell_area(-90.0, 90.0, 360.0), whole_ellipsoid_m2, 0.5);
    EXPECT_NEAR(area_per_degree_and_sine() * 720.0, whole_ellipsoid_m2, 0.5);

    double sum = 0.0;
    for (int row = 0; row < 1800; ++row) {
        sum += 3600.0 * cell_area(-90.0 + row / 10.0, -90.0 + (row + 1) / 10.0, 0.1);
    }
    EXPECT_NEAR(sum / whole_ellipsoid_m2, 1.0, 1e-13) << "the rounding of 1800 rows";
}

TEST(Earth, Sphere_DiffersFromEllipsoid)
{
    // The ellipsoid changes the area of a cell by up to 0.7 %.
    const double sphere = spherical_cell_area(0.0, 1.0, 1.0, 6371007.18);
    EXPECT_NEAR(cell_area(0.0, 1.0, 1.0) / sphere - 1.0, -0.0045, 0.0005);
    EXPECT_NEAR(cell_area(80.0, 81.0, 1.0) / spherical_cell_area(80.0, 81.0, 1.0, 6371007.18) - 1.0,
        0.0085, 0.0005);
}

TEST(Earth, AuthalicSineRunsFromPoleToPole)
{
    EXPECT_EQ(authalic_sine(-90.0), -1.0);
    EXPECT_EQ(authalic_sine(0.0), 0.0);
    EXPECT_EQ(authalic_sine(90.0), 1.0);
    // Snyder 1987, eq. 3-18: a series in the eccentricity, here to its sixth power. The next term
    // is 1e-8 degree.
    const double e2 = flattening * (2.0 - flattening);
    const auto authalic_latitude = [&](double latitude) {
        const double a = e2 / 3.0 + 31.0 * e2 * e2 / 180.0 + 59.0 * e2 * e2 * e2 / 560.0;
        const double b = 17.0 * e2 * e2 / 360.0 + 61.0 * e2 * e2 * e2 / 1260.0;
        const double c = 383.0 * e2 * e2 * e2 / 45360.0;
        const double radians = latitude * std::numbers::pi / 180.0;
        return latitude
            + (-a * std::sin(2 * radians) + b * std::sin(4 * radians) - c * std::sin(6 * radians))
            * 180.0 / std::numbers::pi;
    };
    for (const double latitude : { 10.0, 31.2, 45.0, 60.0, 80.0 }) {
        EXPECT_NEAR(std::asin(authalic_sine(latitude)) * 180.0 / std::numbers::pi,
            authalic_latitude(latitude), 1e-7);
    }
    double before = -2.0;
    for (double latitude = -90.0; latitude <= 90.0; latitude += 0.25) {
        EXPECT_GT(authalic_sine(latitude), before);
        EXPECT_EQ(authalic_sine(-latitude), -authalic_sine(latitude));
        before = authalic_sine(latitude);
    }
}

TEST(Earth, AuthalicSineIsInverted)
{
    for (double latitude = -90.0; latitude <= 90.0; latitude += 0.125) {
        // Near the poles the sine of a latitude is flat: the same rounding moves the latitude
        // further there.
        const double rounding
            = 1e-14 / std::max(std::cos(latitude * std::numbers::pi / 180.0), 1e-8);
        EXPECT_NEAR(latitude_of_authalic_sine(authalic_sine(latitude)), latitude,
            std::max(1e-13, 60.0 * rounding));
    }
    for (double sine = -1.0; sine <= 1.0; sine += 1.0 / 1024.0) {
        EXPECT_NEAR(authalic_sine(latitude_of_authalic_sine(sine)), sine, 4e-16);
    }
    EXPECT_EQ(latitude_of_authalic_sine(1.0), 90.0);
    EXPECT_EQ(latitude_of_authalic_sine(-1.0), -90.0);
    EXPECT_EQ(latitude_of_authalic_sine(1.0 + 1e-15), 90.0) << "a rounding beyond the pole";
}

TEST(Earth, SphericalCells)
{
    const double radius = 6371000.0;
    const double whole = 4.0 * std::numbers::pi * radius * radius;
    EXPECT_NEAR(spherical_cell_area(-90.0, 90.0, 360.0, radius) / whole, 1.0, 1e-15);
    EXPECT_NEAR(spherical_cell_area(0.0, 30.0, 360.0, radius) / whole, 0.25, 1e-15)
        << "sin 30 = 1/2";
    EXPECT_EQ(
        spherical_cell_area(30.0, 0.0, 1.0, radius), spherical_cell_area(0.0, 30.0, 1.0, radius));
}

} // namespace
} // namespace cityflux::earth
