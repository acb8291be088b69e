#include "tests/pipeline/totals/albers_field.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cityflux {
namespace {

constexpr double degree = std::numbers::pi / 180.0;
/// Points along each side of a cell.
constexpr std::size_t parts = 20;

/// Albers projection by Snyder 1987, eq. 14-1 to 14-6 and 14-11 to 14-15, with q = 2 half_q.
class Albers {
public:
    explicit Albers(const Ellipsoid& ellipsoid)
        : ellipsoid_(ellipsoid)
        , n_((m2(25.0) - m2(47.0)) / (2.0 * (half_q(47.0, ellipsoid) - half_q(25.0, ellipsoid))))
        , c0_(m2(25.0) + 2.0 * n_ * half_q(25.0, ellipsoid))
    {
    }

    /// Cone constant.
    double n() const { return n_; }

    /// Radius of a parallel in the plane, in m; the latitude in degrees.
    double rho(double latitude) const
    {
        return ellipsoid_.semi_major_m * std::sqrt(c0_ - 2.0 * n_ * half_q(latitude, ellipsoid_))
            / n_;
    }

private:
    double m2(double latitude) const
    {
        const double f = 1.0 / ellipsoid_.inverse_flattening;
        const double e2 = f * (2.0 - f);
        const double s = std::sin(latitude * degree);
        const double c = std::cos(latitude * degree);
        return c * c / (1.0 - e2 * s * s);
    }

    Ellipsoid ellipsoid_;
    double n_;
    double c0_;
};

/// Points of equal true area in each row and column of a lattice, south to north and west to east.
struct ProjectedPoints {
    std::vector<double> radius; ///< of each row of points, in m
    std::vector<double> sine; ///< of the angle of each column of points from the central meridian
    std::vector<double> cosine;
};

ProjectedPoints points_of(const Lattice& l, const Albers& albers)
{
    ProjectedPoints points;
    for (std::size_t r = 0; r < l.rows; ++r) {
        const double low = half_q(l.y_edge(r), wgs84_ellipsoid);
        const double high = half_q(l.y_edge(r + 1), wgs84_ellipsoid);
        for (std::size_t p = 0; p < parts; ++p) {
            // The latitude with the wanted fraction of the cell's area south of it, by bisection.
            const double wanted = low + (high - low) * (static_cast<double>(p) + 0.5) / parts;
            double south = l.y_edge(r);
            double north = l.y_edge(r + 1);
            for (int step = 0; step < 40; ++step) {
                const double middle = 0.5 * (south + north);
                (half_q(middle, wgs84_ellipsoid) < wanted ? south : north) = middle;
            }
            points.radius.push_back(albers.rho(0.5 * (south + north)));
        }
    }
    for (std::size_t c = 0; c < l.columns; ++c) {
        for (std::size_t p = 0; p < parts; ++p) {
            const double longitude
                = l.x_edge(c) + (static_cast<double>(p) + 0.5) / (parts * l.per_degree);
            points.sine.push_back(std::sin(albers.n() * (longitude - 105.0) * degree));
            points.cosine.push_back(std::cos(albers.n() * (longitude - 105.0) * degree));
        }
    }
    return points;
}

/// Returns cells without mass that hold all points; `origin` is the radius of the equator in m.
AlbersField cells_around(const ProjectedPoints& points, double origin, double size_m)
{
    const auto widest = std::minmax_element(points.sine.begin(), points.sine.end());
    const auto [smallest, largest]
        = std::minmax_element(points.radius.begin(), points.radius.end());
    const double least_cosine = *std::min_element(points.cosine.begin(), points.cosine.end());
    AlbersField cells;
    cells.size_m = size_m;
    cells.west_m = std::floor(*largest * *widest.first / size_m) * size_m;
    cells.north_m = std::ceil((origin - *smallest * least_cosine) / size_m) * size_m;
    cells.columns
        = static_cast<std::size_t>(std::ceil((*largest * *widest.second - cells.west_m) / size_m));
    cells.rows
        = static_cast<std::size_t>(std::ceil((cells.north_m - (origin - *largest)) / size_m));
    cells.tonnes.assign(cells.rows * cells.columns, 0.0);
    return cells;
}

} // namespace

AlbersField on_albers(const MassField& field, double size_m, const Ellipsoid& ellipsoid)
{
    const Albers albers(ellipsoid);
    const ProjectedPoints points = points_of(field.lattice, albers);
    const double origin = albers.rho(0.0);
    AlbersField result = cells_around(points, origin, size_m);
    for (std::size_t r = 0; r < points.radius.size(); ++r) {
        for (std::size_t c = 0; c < points.sine.size(); ++c) {
            const double mass
                = field.tonnes[r / parts * field.lattice.columns + c / parts] / (parts * parts);
            if (mass != 0.0) {
                const double x = points.radius[r] * points.sine[c];
                const double y = origin - points.radius[r] * points.cosine[c];
                const auto column = static_cast<std::size_t>((x - result.west_m) / size_m);
                const auto row = static_cast<std::size_t>((result.north_m - y) / size_m);
                result.tonnes.at(row * result.columns + column) += mass;
            }
        }
    }
    return result;
}

} // namespace cityflux
