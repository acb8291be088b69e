#include "boundaries/outlines/neighbours.h"

#include "boundaries/outlines/geos.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

constexpr double least_km2 = 1e-6;

/// Largest distance, in degrees, of a city from a gap that it borders: rounding of the union.
constexpr double touching_degrees = 1e-9;

/// Part of a city, within one turn from 180 W to 180 E.
struct Part {
    std::size_t city = 0;
    Polygon shape;
    Box box;
    bool is_copy = false; ///< true for a copy, one turn further west, of a part that extends beyond
                          ///< 180 degrees
};

Ring shifted(Ring ring, double shift)
{
    for (Point& point : ring) {
        point.x += shift;
    }
    return ring;
}

Polygon shifted(const Polygon& polygon, double shift)
{
    Polygon moved { shifted(polygon.outer, shift), {} };
    for (const Ring& hole : polygon.holes) {
        moved.holes.push_back(shifted(hole, shift));
    }
    return moved;
}

std::vector<Part> parts_of(const CitySelection& cities)
{
    std::vector<Part> parts;
    for (std::size_t c = 0; c < cities.size(); ++c) {
        for (const Polygon& polygon : cities[c].shape) {
            const double shift
                = -360.0 * std::floor((bounding_box(polygon.outer).min_x + 180.0) / 360.0);
            parts.push_back({ c, shift == 0.0 ? polygon : shifted(polygon, shift), {}, false });
            parts.back().box = bounding_box(parts.back().shape.outer);
            if (parts.back().box.max_x > 180.0) {
                Part copy { c, shifted(parts.back().shape, -360.0), {}, true };
                copy.box = bounding_box(copy.shape.outer);
                parts.push_back(std::move(copy));
            }
        }
    }
    std::sort(parts.begin(), parts.end(),
        [](const Part& a, const Part& b) { return a.box.min_x < b.box.min_x; });
    return parts;
}

bool overlap(const Box& a, const Box& b)
{
    return a.min_x < b.max_x && b.min_x < a.max_x && a.min_y < b.max_y && b.min_y < a.max_y;
}

struct Shared {
    MultiPolygon ground;
    bool decided = true;
};

Shared shared_by(const Part& a, const Part& b, const Geos& geos)
{
    const auto first = geos.polygon(a.shape.outer, a.shape.holes);
    const auto second = geos.polygon(b.shape.outer, b.shape.holes);
    const auto both = geos.own(GEOSIntersection_r(geos.handle(), first.get(), second.get()));
    Shared shared;
    shared.decided = both != nullptr;
    geos.add_polygons(both.get(), shared.ground);
    return shared;
}

Point centre_of_largest(const MultiPolygon& polygons)
{
    const auto larger = [](const Polygon& a, const Polygon& b) {
        return std::abs(signed_area(a.outer)) < std::abs(signed_area(b.outer));
    };
    return centroid(std::max_element(polygons.begin(), polygons.end(), larger)->outer);
}

void find_overlaps(const std::vector<Part>& parts, NeighbourReport& report)
{
    struct Found {
        std::size_t a = 0;
        std::size_t b = 0;
        double km2 = 0.0;
        Point at;
        bool decided = true;
    };
    tbb::enumerable_thread_specific<Geos> contexts;
    std::vector<std::vector<Found>> found(parts.size());
    tbb::parallel_for(std::size_t { 0 }, parts.size(), [&](std::size_t p) {
        const Part& a = parts[p];
        for (std::size_t q = p + 1; q < parts.size() && parts[q].box.min_x < a.box.max_x; ++q) {
            const Part& b = parts[q];
            if (a.city == b.city || (a.is_copy && b.is_copy) || !overlap(a.box, b.box)) {
                continue;
            }
            const Shared shared = shared_by(a, b, contexts.local());
            const double km2 = true_area_km2(shared.ground);
            if (!shared.decided || km2 > 0.0) {
                found[p].push_back({ std::min(a.city, b.city), std::max(a.city, b.city), km2,
                    shared.ground.empty() ? Point {} : centre_of_largest(shared.ground),
                    shared.decided });
            }
        }
    });
    std::map<std::pair<std::size_t, std::size_t>, SharedGround> pairs;
    std::map<std::pair<std::size_t, std::size_t>, double> largest;
    for (const auto& of_part : found) {
        for (const Found& one : of_part) {
            const auto key = std::pair(one.a, one.b);
            if (!one.decided) {
                report.undecided.push_back({ one.a, one.b, 0.0, {} });
                continue;
            }
            SharedGround& pair
                = pairs.try_emplace(key, SharedGround { one.a, one.b, 0.0, one.at }).first->second;
            pair.km2 += one.km2;
            if (one.km2 > largest[key]) {
                largest[key] = one.km2;
                pair.at = one.at;
            }
        }
    }
    for (const auto& [key, pair] : pairs) {
        if (pair.km2 > least_km2) {
            report.overlaps.push_back(pair);
            report.overlap_km2 += pair.km2;
        }
    }
    std::stable_sort(report.overlaps.begin(), report.overlaps.end(),
        [](const SharedGround& a, const SharedGround& b) { return a.km2 > b.km2; });
}

/// Returns the cities with a part on the border of a ring.
std::vector<std::size_t> cities_around(
    const Ring& ring, const std::vector<Part>& parts, const Geos& geos)
{
    std::vector<std::size_t> around;
    const Box box = bounding_box(ring);
    const Box near { box.min_x - touching_degrees, box.min_y - touching_degrees,
        box.max_x + touching_degrees, box.max_y + touching_degrees };
    const auto gap = geos.polygon(ring, {});
    for (const Part& part : parts) {
        if (part.box.min_x > near.max_x) {
            break;
        }
        double distance = 1.0;
        if (overlap(near, part.box)
            && GEOSDistance_r(geos.handle(), gap.get(),
                   geos.polygon(part.shape.outer, part.shape.holes).get(), &distance)
                == 1
            && distance <= touching_degrees) {
            around.push_back(part.city);
        }
    }
    std::sort(around.begin(), around.end());
    around.erase(std::unique(around.begin(), around.end()), around.end());
    return around;
}

/// Returns a point in the middle of an edge: land may touch the border of a hole in a point, but
/// not along an edge.
Point middle_of_edge(const Ring& ring)
{
    return { 0.5 * (ring[0].x + ring[1].x), 0.5 * (ring[0].y + ring[1].y) };
}

struct Hole {
    const Ring* ring = nullptr;
    Box box;
    double whole_km2 = 0.0;
    double km2 = 0.0; ///< area without the land inside
};

/// Returns the holes of all land. The area of land inside a hole is subtracted from the smallest
/// hole that contains it.
std::vector<Hole> holes_of(const MultiPolygon& land)
{
    std::vector<Hole> holes;
    for (const Polygon& polygon : land) {
        for (const Ring& hole : polygon.holes) {
            const double km2 = true_area_km2({ { hole, {} } });
            holes.push_back({ &hole, bounding_box(hole), km2, km2 });
        }
    }
    for (const Polygon& polygon : land) {
        const Box box = bounding_box(polygon.outer);
        Hole* smallest = nullptr;
        for (Hole& hole : holes) {
            const bool may_hold = hole.box.min_x <= box.min_x && hole.box.min_y <= box.min_y
                && box.max_x <= hole.box.max_x && box.max_y <= hole.box.max_y;
            if (may_hold && (smallest == nullptr || hole.whole_km2 < smallest->whole_km2)
                && contains(*hole.ring, middle_of_edge(polygon.outer))) {
                smallest = &hole;
            }
        }
        if (smallest != nullptr) {
            smallest->km2 -= true_area_km2({ { polygon.outer, {} } });
        }
    }
    return holes;
}

void find_gaps(const std::vector<Part>& parts, NeighbourReport& report)
{
    const Geos geos;
    std::vector<Geos::Geometry> all;
    for (const Part& part : parts) {
        if (!part.is_copy) {
            all.push_back(geos.polygon(part.shape.outer, part.shape.holes));
        }
    }
    const auto collection = geos.collection(std::move(all));
    const auto whole = geos.own(GEOSUnaryUnion_r(geos.handle(), collection.get()));
    if (!whole) {
        report.undecided.push_back({});
        return;
    }
    MultiPolygon land;
    geos.add_polygons(whole.get(), land);
    for (const Hole& hole : holes_of(land)) {
        if (hole.km2 > least_km2) {
            report.gaps.push_back(
                { hole.km2, centroid(*hole.ring), cities_around(*hole.ring, parts, geos) });
            report.gap_km2 += hole.km2;
        }
    }
    std::stable_sort(report.gaps.begin(), report.gaps.end(),
        [](const Gap& a, const Gap& b) { return a.km2 > b.km2; });
}

} // namespace

NeighbourReport compare_neighbours(const CitySelection& cities)
{
    const std::vector<Part> parts = parts_of(cities);
    NeighbourReport report;
    find_overlaps(parts, report);
    find_gaps(parts, report);
    return report;
}

} // namespace cityflux
