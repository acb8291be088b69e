#pragma once

#include "boundaries/outlines/geometry.h"

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <geos_c.h>

namespace cityflux {

/// RAII GEOS context and functions on its geometries. It must outlive all of its geometries.
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
        GEOSCoordSequence* sequence
            = GEOSCoordSeq_create_r(handle_, static_cast<unsigned>(points.size() + 1), 2);
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
        return own(GEOSGeom_createPolygon_r(
            handle_, ring(outer).release(), inner.data(), static_cast<unsigned>(inner.size())));
    }

    Geometry collection(std::vector<Geometry> parts) const
    {
        std::vector<GEOSGeometry*> raw;
        for (Geometry& part : parts) {
            raw.push_back(part.release());
        }
        return own(GEOSGeom_createCollection_r(
            handle_, GEOS_MULTIPOLYGON, raw.data(), static_cast<unsigned>(raw.size())));
    }

    bool valid(const Geometry& geometry) const
    {
        return GEOSisValid_r(handle_, geometry.get()) == 1;
    }

    /// Makes a geometry valid by its rings, not by its lines (GEOS_MAKE_VALID_STRUCTURE). All area
    /// inside an outer ring counts, also if enclosed twice. A hole removes only area that is
    /// inside.
    Geometry made_valid(const Geometry& geometry) const
    {
        GEOSMakeValidParams* parameters = GEOSMakeValidParams_create_r(handle_);
        GEOSMakeValidParams_setMethod_r(handle_, parameters, GEOS_MAKE_VALID_STRUCTURE);
        Geometry valid = own(GEOSMakeValidWithParams_r(handle_, geometry.get(), parameters));
        GEOSMakeValidParams_destroy_r(handle_, parameters);
        return valid;
    }

    /// Returns the polygons of a geometry inside a box. Throws std::runtime_error if GEOS fails, so
    /// that no area is lost.
    MultiPolygon areas_within(const Geometry& geometry, const Box& box) const
    {
        const Geometry window = polygon({ { box.min_x, box.min_y }, { box.max_x, box.min_y },
                                            { box.max_x, box.max_y }, { box.min_x, box.max_y } },
            {});
        const Geometry part = own(GEOSIntersection_r(handle_, geometry.get(), window.get()));
        if (!part) {
            throw std::runtime_error("GEOS cannot cut an outline");
        }
        MultiPolygon areas;
        add_polygons(part.get(), areas);
        return areas;
    }

    std::string invalid_reason(const Geometry& geometry) const
    {
        char* text = GEOSisValidReason_r(handle_, geometry.get());
        std::string reason = text == nullptr ? "invalid" : text;
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

    /// Adds the polygons of any geometry. Skips points and lines, which a repair may leave and
    /// which have no area.
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
    static void keep_silent(const char*, ...) { }

    GEOSContextHandle_t handle_;
};

} // namespace cityflux
