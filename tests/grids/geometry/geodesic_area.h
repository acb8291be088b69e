#pragma once

#include "grids/geometry/earth.h"

#include <cmath>
#include <vector>

#include <geodesic.h>

/// Area in m2 inside an outline of (longitude, latitude) points joined by geodesics on WGS84:
/// Karney's algorithm, which shares nothing with the authalic latitudes that it is to check.
inline double geodesic_area(const std::vector<std::pair<double, double>>& outline)
{
    geod_geodesic wgs84;
    geod_init(&wgs84, cityflux::earth::semi_major_m, cityflux::earth::flattening);
    std::vector<double> latitudes;
    std::vector<double> longitudes;
    for (const auto& [longitude, latitude] : outline) {
        longitudes.push_back(longitude);
        latitudes.push_back(latitude);
    }
    double area = 0.0;
    double perimeter = 0.0;
    geod_polygonarea(&wgs84, latitudes.data(), longitudes.data(), static_cast<int>(outline.size()),
        &area, &perimeter);
    return std::abs(area);
}

/// The outline of a rectangle in some plane, each edge divided into `pieces` and taken to longitude
/// and latitude by `place`.
template <typename Place>
std::vector<std::pair<double, double>> divided_outline(
    double x0, double y0, double x1, double y1, int pieces, const Place& place)
{
    std::vector<std::pair<double, double>> outline;
    const auto edge = [&](double xa, double ya, double xb, double yb) {
        for (int i = 0; i < pieces; ++i) {
            const double t = static_cast<double>(i) / pieces;
            outline.push_back(place(xa + (xb - xa) * t, ya + (yb - ya) * t));
        }
    };
    edge(x0, y0, x1, y0);
    edge(x1, y0, x1, y1);
    edge(x1, y1, x0, y1);
    edge(x0, y1, x0, y0);
    return outline;
}
