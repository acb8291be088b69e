#pragma once

namespace cityflux {

struct Ellipsoid {
    double semi_major_m;
    double inverse_flattening;
};
inline constexpr Ellipsoid wgs84_ellipsoid { 6378137.0, 298.257223563 };
inline constexpr Ellipsoid krasovsky { 6378245.0, 298.3 };
inline constexpr Ellipsoid grs80 { 6378137.0, 298.257222101 };

/// Half of q of Snyder 1987, eq. 3-12, without unit. The area of a zone is a^2 times the difference
/// of these at its latitudes (degrees) times its width in radians.
double half_q(double latitude, const Ellipsoid& ellipsoid);

/// True area in m2 between two latitudes, on WGS84: the textbook formula of a zone of the
/// ellipsoid, written down here so that the expectations do not rest on the code they test.
double zone_area_m2(double south, double north, double width_deg);

} // namespace cityflux
