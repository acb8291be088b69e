#include "grids/geometry/earth.h"

#include <cmath>
#include <numbers>

namespace cityflux::earth {
namespace {

constexpr double degree = std::numbers::pi / 180.0;

constexpr double eccentricity_squared = flattening * (2.0 - flattening);

/// Returns Snyder's q (eq. 3-12) as a function of the sine of the geodetic latitude. Its term ln((1
/// - e s) / (1 + e s)) / 2e equals -atanh(e s) / e. The series in e2 s2 < 0.0067 is exact to
/// rounding after eight terms.
constexpr double q_of_sine(double s)
{
    const double x = eccentricity_squared * s * s;
    const double x2 = x * x;
    const double series = (1.0 + x * (1.0 / 3.0))
        + x2
            * ((1.0 / 5.0 + x * (1.0 / 7.0))
                + x2 * ((1.0 / 9.0 + x * (1.0 / 11.0)) + x2 * (1.0 / 13.0 + x * (1.0 / 15.0))));
    return (1.0 - eccentricity_squared) * s * (1.0 / (1.0 - x) + series);
}

constexpr double q_at_pole = q_of_sine(1.0);

} // namespace

double authalic_sine(double latitude_deg)
{
    if (latitude_deg >= 90.0) {
        return 1.0;
    }
    if (latitude_deg <= -90.0) {
        return -1.0;
    }
    return q_of_sine(std::sin(latitude_deg * degree)) / q_at_pole;
}

double latitude_of_authalic_sine(double sine)
{
    if (sine >= 1.0) {
        return 90.0;
    }
    if (sine <= -1.0) {
        return -90.0;
    }
    // Newton on s = sin(latitude): dq/ds = 2 (1 - e2) / (1 - e2 s2)^2. Converges quadratically from
    // s = sine.
    constexpr double e2 = eccentricity_squared;
    double s = sine;
    for (int step = 0; step < 12; ++step) {
        const double d = 1.0 - e2 * s * s;
        const double change = (q_of_sine(s) - sine * q_at_pole) * d * d / (2.0 * (1.0 - e2));
        s -= change;
        if (std::abs(change) < 1e-16) {
            break;
        }
    }
    return std::asin(std::fmax(-1.0, std::fmin(1.0, s))) / degree;
}

double area_per_degree_and_sine()
{
    // Half the ellipsoid is pi a^2 q_p, and spans 360 degrees and one unit of sine.
    return semi_major_m * semi_major_m * q_at_pole / 2.0 * degree;
}

double cell_area(double latitude_a_deg, double latitude_b_deg, double width_deg)
{
    return std::abs(authalic_sine(latitude_b_deg) - authalic_sine(latitude_a_deg)) * width_deg
        * area_per_degree_and_sine();
}

double spherical_cell_area(
    double latitude_a_deg, double latitude_b_deg, double width_deg, double radius_m)
{
    return std::abs(std::sin(latitude_b_deg * degree) - std::sin(latitude_a_deg * degree))
        * width_deg * degree * radius_m * radius_m;
}

} // namespace cityflux::earth
