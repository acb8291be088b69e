#include "tests/pipeline/totals/ellipsoid_zone.h"

#include <cmath>
#include <numbers>

namespace cityflux {
namespace {

constexpr double degree = std::numbers::pi / 180.0;

} // namespace

double half_q(double latitude, const Ellipsoid& ellipsoid)
{
    const double f = 1.0 / ellipsoid.inverse_flattening;
    const double e2 = f * (2.0 - f);
    const double e = std::sqrt(e2);
    const double s = std::sin(latitude * degree);
    return 0.5 * (1.0 - e2)
        * (s / (1.0 - e2 * s * s) - std::log((1.0 - e * s) / (1.0 + e * s)) / (2.0 * e));
}

double zone_area_m2(double south, double north, double width_deg)
{
    return wgs84_ellipsoid.semi_major_m * wgs84_ellipsoid.semi_major_m
        * (half_q(north, wgs84_ellipsoid) - half_q(south, wgs84_ellipsoid)) * width_deg * degree;
}

} // namespace cityflux
