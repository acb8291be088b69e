#include "boundaries/repair.h"

#include "boundaries/validity_proof.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <memory>

#include <fmt/format.h>
#include <geos_c.h>

namespace cityflux {
namespace {

void keep_silent(const char*, ...) { }

/// A GEOS context with its own geometries; all objects go before it.
class Geos {
public:
    Geos()
        : handle_(GEOS_init_r())
    {
        GEOSContext_setNoticeHandler_r(handle_, keep_silent);
        GEOSContext_setErrorHandler_r(handle_, keep_silent);
    }
    ~Geos() { GEOS_finish_r(handle_); }
    Geos(const Geos&) = delete;
    Geos& operator=(const Geos&) = delete;

    GEOSContextHandle_t handle() const { return handle_; }

    struct Deleter {
        GEOSContextHandle_t handle;
        void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle, geometry); }
    };
    using Geometry = std::unique_ptr<GEOSGeometry, Deleter>;
    Geometry own(GEOSGeometry* geometry) const { return Geometry(geometry, Deleter { handle_ }); }

    Geometry ring(const Ring& points) const
    {
        GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(handle_, static_cast<unsigned>(points.size() + 1), 2);
        for (std::size_t i = 0; i <= points.size(); ++i) {
            const Point& point = points[i % points.size()];
            GEOSCoordSeq_setXY_r(handle_, sequence, static_cast<unsigned>(i), point.x, point.y);
        }
        return own(GEOSGeom_createLinearRing_r(handle_, sequence));
    }

    Geometry polygon(const Ring& outer, const std::vector<Ring>& holes) const
    {
        std::vector<GEOSGeometry*> inner;
        for (const Ring& hole : holes) {
            inner.push_back(ring(hole).release());
        }
        return own(GEOSGeom_createPolygon_r(handle_, ring(outer).release(), inner.data(), static_cast<unsigned>(inner.size())));
    }

    Geometry collection(std::vector<Geometry> parts) const
    {
        std::vector<GEOSGeometry*> raw;
        for (Geometry& part : parts) {
            raw.push_back(part.release());
        }
        return own(GEOSGeom_createCollection_r(handle_, GEOS_MULTIPOLYGON, raw.data(), static_cast<unsigned>(raw.size())));
    }

    bool valid(const Geometry& geometry) const { return GEOSisValid_r(handle_, geometry.get()) == 1; }

    std::string invalid_reason(const Geometry& geometry) const
    {
        char* text = GEOSisValidReason_r(handle_, geometry.get());
        const std::string reason = text == nullptr ? "invalid" : text;
        GEOSFree_r(handle_, text);
        return reason;
    }

    Ring points_of(const GEOSGeometry* geometry) const
    {
        const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(handle_, geometry);
        unsigned size = 0;
        GEOSCoordSeq_getSize_r(handle_, sequence, &size);
        Ring points;
        for (unsigned i = 0; i + 1 < size; ++i) {
            Point point;
            GEOSCoordSeq_getXY_r(handle_, sequence, i, &point.x, &point.y);
            points.push_back(point);
        }
        return points;
    }

    /// Collects the polygons of any geometry; points and lines that a repair leaves behind have no area.
    void add_polygons(const GEOSGeometry* geometry, MultiPolygon& out) const
    {
        if (geometry == nullptr || GEOSisEmpty_r(handle_, geometry) == 1) {
            return;
        }
        const int type = GEOSGeomTypeId_r(handle_, geometry);
        if (type == GEOS_POLYGON) {
            Polygon polygon;
            polygon.outer = points_of(GEOSGetExteriorRing_r(handle_, geometry));
            const int holes = GEOSGetNumInteriorRings_r(handle_, geometry);
            for (int h = 0; h < holes; ++h) {
                polygon.holes.push_back(points_of(GEOSGetInteriorRingN_r(handle_, geometry, h)));
            }
            out.push_back(std::move(polygon));
        } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
            const int parts = GEOSGetNumGeometries_r(handle_, geometry);
            for (int p = 0; p < parts; ++p) {
                add_polygons(GEOSGetGeometryN_r(handle_, geometry, p), out);
            }
        }
    }

private:
    GEOSContextHandle_t handle_;
};

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

/// An outline that spans more than the 360 degrees of the Earth may lie on itself there, where none of its edges meet: what is
/// beyond the first turn is brought back, and what then lies on each other is united.
MultiPolygon within_one_turn(const MultiPolygon& shape)
{
    const Box box = bounding_box(shape);
    const Geos geos;
    std::vector<Geos::Geometry> pieces;
    for (double west = box.min_x; west < box.max_x; west += 360.0) {
        const double shift = west - box.min_x;
        const Ring turn { { west, box.min_y }, { west + 360.0, box.min_y }, { west + 360.0, box.max_y }, { west, box.max_y } };
        const Geos::Geometry window = geos.polygon(turn, {});
        for (const Polygon& polygon : shape) {
            const Geos::Geometry whole = geos.polygon(polygon.outer, polygon.holes);
            const Geos::Geometry part = geos.own(GEOSIntersection_r(geos.handle(), whole.get(), window.get()));
            MultiPolygon areas;
            geos.add_polygons(part.get(), areas);
            for (Polygon& area : areas) {
                const auto move
                    = [&](Ring& ring) { std::for_each(ring.begin(), ring.end(), [&](Point& point) { point.x -= shift; }); };
                move(area.outer);
                std::for_each(area.holes.begin(), area.holes.end(), move);
                pieces.push_back(geos.polygon(area.outer, area.holes));
            }
        }
    }
    const Geos::Geometry all = geos.collection(std::move(pieces));
    const Geos::Geometry united = geos.own(GEOSUnaryUnion_r(geos.handle(), all.get()));
    MultiPolygon one_turn;
    geos.add_polygons(united.get(), one_turn);
    return one_turn;
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
    if (degrees && bounding_box(result.shape).max_x - bounding_box(result.shape).min_x > 360.0) {
        result.shape = within_one_turn(result.shape);
        result.changes.emplace_back("what spans more than 360 degrees brought into one turn of the Earth");
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
