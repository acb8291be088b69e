#include "boundaries/repair.h"

#include "boundaries/geos.h"
#include "boundaries/validity_proof.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Without repeated points and the closing point. True where points other than the closing one were dropped.
bool drop_repetitions(Ring& ring)
{
    if (ring.size() > 1 && ring.front() == ring.back()) {
        ring.pop_back();
    }
    const std::size_t before = ring.size();
    ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
    while (ring.size() > 1 && ring.front() == ring.back()) {
        ring.pop_back();
    }
    return ring.size() != before;
}

/// Longitudes that jump from near 180 to near -180 are made to run on. True where the ring was changed.
bool unwind(Ring& ring)
{
    bool jumps = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const double jump = std::abs(ring[(i + 1) % ring.size()].x - ring[i].x);
        jumps = jumps || (jump > 180.0 && jump < 360.0);
    }
    if (!jumps) {
        return false;
    }
    Ring unwound = ring;
    for (Point& point : unwound) {
        point.x += point.x < 0.0 ? 360.0 : 0.0;
    }
    const auto [low, high]
        = std::minmax_element(unwound.begin(), unwound.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
    if (high->x - low->x > 180.0) {
        return false;
    }
    ring = std::move(unwound);
    return true;
}

/// Whether most points of a ring lie inside another: a hole may touch its outer ring.
bool lies_inside(const Ring& ring, const Ring& outer)
{
    const auto inside = std::count_if(ring.begin(), ring.end(), [&](const Point& p) { return contains(outer, p); });
    return 2 * static_cast<std::size_t>(inside) > ring.size();
}

void orient(Ring& ring, bool counter_clockwise)
{
    if ((signed_area(ring) > 0.0) != counter_clockwise) {
        std::reverse(ring.begin(), ring.end());
    }
}

/// The polygons as GEOS finds them valid or makes them so.
MultiPolygon made_valid(const std::vector<Polygon>& polygons, std::vector<std::string>& changes)
{
    const Geos geos;
    std::vector<Geos::Geometry> pieces;
    for (const Polygon& polygon : polygons) {
        pieces.push_back(geos.polygon(polygon.outer, polygon.holes));
    }
    Geos::Geometry whole = geos.collection(std::move(pieces));
    if (!geos.valid(whole)) {
        changes.push_back("taken apart where it crosses or overlaps itself (" + geos.invalid_reason(whole) + ")");
        // Each part is made valid on its own, then all are united: parts that overlap count once.
        std::vector<Geos::Geometry> sound;
        for (const Polygon& polygon : polygons) {
            Geos::Geometry piece = geos.polygon(polygon.outer, polygon.holes);
            if (!geos.valid(piece)) {
                piece = geos.own(GEOSMakeValid_r(geos.handle(), piece.get()));
            }
            MultiPolygon areas;
            geos.add_polygons(piece.get(), areas);
            for (const Polygon& area : areas) {
                sound.push_back(geos.polygon(area.outer, area.holes));
            }
        }
        const Geos::Geometry all = geos.collection(std::move(sound));
        whole = geos.own(GEOSUnaryUnion_r(geos.handle(), all.get()));
    }
    MultiPolygon shape;
    geos.add_polygons(whole.get(), shape);
    return shape;
}

} // namespace

Repaired repair(std::vector<RawPart> parts, bool degrees)
{
    Repaired result;
    std::size_t short_rings = 0;
    std::size_t unclosed = 0;
    std::size_t unwound = 0;
    std::size_t parts_as_holes = 0;

    std::vector<Polygon> polygons;
    for (RawPart& part : parts) {
        std::vector<Ring> rings;
        for (Ring& ring : part.rings) {
            unclosed += ring.size() > 2 && !(ring.front() == ring.back()) ? 1 : 0;
            drop_repetitions(ring);
            if (ring.size() < 3) {
                ++short_rings;
                continue;
            }
            unwound += degrees && unwind(ring) ? 1 : 0;
            rings.push_back(std::move(ring));
        }
        if (rings.empty()) {
            continue;
        }
        const std::size_t first = polygons.size();
        polygons.push_back({ std::move(rings.front()), {} });
        for (std::size_t r = 1; r < rings.size(); ++r) {
            // A hole lies in one of the outer rings of its part; anything else is a part of its own.
            const auto owner = std::find_if(polygons.begin() + static_cast<std::ptrdiff_t>(first), polygons.end(),
                [&](const Polygon& polygon) { return lies_inside(rings[r], polygon.outer); });
            if (owner != polygons.end()) {
                owner->holes.push_back(std::move(rings[r]));
            } else {
                ++parts_as_holes;
                polygons.push_back({ std::move(rings[r]), {} });
            }
        }
    }
    const auto note = [&](std::size_t count, const char* one, const char* many) {
        if (count > 0) {
            result.changes.push_back(count == 1 ? fmt::format("1 {}", one) : fmt::format("{} {}", count, many));
        }
    };
    note(unclosed, "ring closed", "rings closed");
    note(short_rings, "ring of fewer than 3 points dropped", "rings of fewer than 3 points dropped");
    note(unwound, "ring across 180 degrees unwound", "rings across 180 degrees unwound");
    note(parts_as_holes, "ring written as a hole made a part", "rings written as holes made parts");
    if (polygons.empty()) {
        return result;
    }

    if (surely_valid(polygons)) {
        result.shape = std::move(polygons);
    } else {
        result.shape = made_valid(polygons, result.changes);
    }
    std::erase_if(result.shape, [](const Polygon& polygon) { return signed_area(polygon.outer) == 0.0; });
    for (Polygon& polygon : result.shape) {
        orient(polygon.outer, true);
        for (Ring& hole : polygon.holes) {
            orient(hole, false);
        }
    }
    return result;
}

std::string geos_version()
{
    const std::string text = GEOSversion();
    return text.substr(0, text.find('-'));
}

} // namespace cityflux
