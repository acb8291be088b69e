#pragma once

namespace cityflux::earth {

/// WGS84 (NIMA TR8350.2): semi-major axis in metres and flattening.
inline constexpr double semi_major_m = 6378137.0;
inline constexpr double flattening = 1.0 / 298.257223563;

/// Returns the sine of the authalic latitude of a geodetic latitude in degrees on WGS84: -1 at the
/// south pole, +1 at the north pole. The area between two latitudes is proportional to the
/// difference of their authalic sines. In the plane (longitude, authalic sine) every rectangle
/// therefore has its true area. Formula: Snyder 1987, "Map Projections - A Working Manual", USGS PP
/// 1395, eq. 3-11 and 3-12.
double authalic_sine(double latitude_deg);

/// Returns the geodetic latitude in degrees; inverse of authalic_sine().
double latitude_of_authalic_sine(double sine);

/// Returns the area in m2 of one degree of longitude times one unit of authalic sine.
double area_per_degree_and_sine();

/// Returns the true area in m2 of the cell between two latitudes, `width_deg` degrees wide.
/// Positive for any order of latitudes.
double cell_area(double latitude_a_deg, double latitude_b_deg, double width_deg);

/// Returns the area in m2 of such a cell on a sphere of radius `radius_m`, for inventories that
/// declare one.
double spherical_cell_area(
    double latitude_a_deg, double latitude_b_deg, double width_deg, double radius_m);

} // namespace cityflux::earth
