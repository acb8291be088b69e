#pragma once

namespace cityflux::earth {

/// WGS84 (NIMA TR8350.2): semi-major axis in metres and flattening.
inline constexpr double semi_major_m = 6378137.0;
inline constexpr double flattening = 1.0 / 298.257223563;

/// Sine of the authalic latitude of a geodetic latitude in degrees on WGS84: -1 at the south pole, +1 at the
/// north pole. A band of the ellipsoid between two latitudes has an area proportional to the difference of their
/// authalic sines, so that in the plane (longitude, authalic sine) every rectangle has its true area.
/// Formula: Snyder 1987, "Map Projections - A Working Manual", USGS PP 1395, eq. 3-11 and 3-12.
double authalic_sine(double latitude_deg);

/// Inverse of authalic_sine: geodetic latitude in degrees.
double latitude_of_authalic_sine(double sine);

/// Area in m2 of one degree of longitude times one unit of authalic sine.
double area_per_degree_and_sine();

/// True area in m2 of the cell between two latitudes, `width_deg` degrees wide. Positive for any order of latitudes.
double cell_area(double latitude_a_deg, double latitude_b_deg, double width_deg);

/// The same on a sphere of the given radius in metres, for inventories that declare one.
double spherical_cell_area(double latitude_a_deg, double latitude_b_deg, double width_deg, double radius_m);

} // namespace cityflux::earth
