#include "boundaries/outlines/datum_evidence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace cityflux {
namespace {

constexpr std::size_t least_cities = 3;
constexpr std::size_t most_cities = 12;
constexpr std::size_t points_of_city = 100;
constexpr int rounds = 8;
constexpr double kept_share
    = 0.7; ///< part of the points, the nearest; at the others the sources have other coastlines
constexpr double metres_of_degree = 111320.0;

const Ring& largest_ring(const City& city)
{
    return std::max_element(city.shape.begin(), city.shape.end(),
        [](const Polygon& a, const Polygon& b) {
            return std::abs(signed_area(a.outer)) < std::abs(signed_area(b.outer));
        })
        ->outer;
}

/// Local plane: metres east and north of a centre.
class LocalPlane {
public:
    explicit LocalPlane(Point centre)
        : centre_(centre)
        , metres_east_(metres_of_degree * std::cos(centre.y * std::numbers::pi / 180.0))
    {
    }

    Point metres(Point degrees) const
    {
        return { (degrees.x - centre_.x) * metres_east_,
            (degrees.y - centre_.y) * metres_of_degree };
    }

private:
    Point centre_;
    double metres_east_;
};

/// Returns the vector from a point to the nearest point of a ring.
Point to_ring(Point from, const Ring& ring)
{
    Point best;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point a = ring[i];
        const Point b = ring[(i + 1) % ring.size()];
        const double dx = b.x - a.x;
        const double dy = b.y - a.y;
        const double length2 = dx * dx + dy * dy;
        const double along = length2 > 0.0
            ? std::clamp(((from.x - a.x) * dx + (from.y - a.y) * dy) / length2, 0.0, 1.0)
            : 0.0;
        const Point step { a.x + along * dx - from.x, a.y + along * dy - from.y };
        const double distance2 = step.x * step.x + step.y * step.y;
        if (distance2 < least) {
            least = distance2;
            best = step;
        }
    }
    return best;
}

/// Returns the translation in metres that moves a ring nearest to a known one.
Point shift_between(const Ring& ring, const Ring& known, const LocalPlane& plane)
{
    std::vector<Point> points;
    for (std::size_t i = 0; i < points_of_city; ++i) {
        points.push_back(plane.metres(ring[i * ring.size() / points_of_city]));
    }
    Ring target;
    for (const Point& point : known) {
        target.push_back(plane.metres(point));
    }
    Point shift;
    for (int round = 0; round < rounds; ++round) {
        std::vector<std::pair<double, Point>> steps;
        for (const Point& point : points) {
            const Point step = to_ring({ point.x + shift.x, point.y + shift.y }, target);
            steps.emplace_back(step.x * step.x + step.y * step.y, step);
        }
        const auto kept = static_cast<std::size_t>(kept_share * static_cast<double>(steps.size()));
        std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(kept),
            steps.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        // Steps do not show shifts along the outline. On a closed outline that is half of the
        // directions, therefore twice the mean.
        for (std::size_t i = 0; i < kept; ++i) {
            shift.x += 2.0 * steps[i].second.x / static_cast<double>(kept);
            shift.y += 2.0 * steps[i].second.y / static_cast<double>(kept);
        }
    }
    return shift;
}

} // namespace

std::optional<DatumEvidence> evidence_of_datum(
    const std::vector<City>& cities, const std::vector<City>& known)
{
    constexpr std::array datums { Datum::wgs84, Datum::gcj02, Datum::bd09 };
    std::array<double, datums.size()> squares {};
    DatumEvidence evidence;
    for (const City& city : cities) {
        const auto same = std::find_if(
            known.begin(), known.end(), [&](const City& other) { return other.id == city.id; });
        if (same == known.end() || city.shape.empty() || same->shape.empty()
            || evidence.cities == most_cities) {
            continue;
        }
        const Ring& ring = largest_ring(city);
        const Point centre = centroid(ring);
        const LocalPlane plane(centre);
        const Point shift = shift_between(ring, largest_ring(*same), plane);
        for (std::size_t d = 0; d < datums.size(); ++d) {
            const Point expected = plane.metres(to_wgs84(centre, datums[d]));
            squares[d] += std::pow(shift.x - expected.x, 2) + std::pow(shift.y - expected.y, 2);
        }
        ++evidence.cities;
    }
    if (evidence.cities < least_cities) {
        return std::nullopt;
    }
    const auto best = static_cast<std::size_t>(
        std::min_element(squares.begin(), squares.end()) - squares.begin());
    evidence.best = datums[best];
    evidence.as_it_is_m = std::sqrt(squares[0] / static_cast<double>(evidence.cities));
    evidence.as_best_m = std::sqrt(squares[best] / static_cast<double>(evidence.cities));
    return evidence;
}

} // namespace cityflux
