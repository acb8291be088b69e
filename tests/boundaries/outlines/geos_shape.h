#pragma once

#include "boundaries/outlines/geometry.h"

#include <memory>

#include <geos_c.h>

namespace cityflux::test {

/// Polygons as GEOS sees them, without repair: an independent way to coverage fractions and to
/// validity.
class GeosShape {
public:
    explicit GeosShape(const MultiPolygon& polygons)
        : handle_(GEOS_init_r())
    {
        std::vector<GEOSGeometry*> parts;
        for (const Polygon& polygon : polygons) {
            std::vector<GEOSGeometry*> holes;
            for (const Ring& hole : polygon.holes) {
                holes.push_back(ring(hole));
            }
            parts.push_back(GEOSGeom_createPolygon_r(
                handle_, ring(polygon.outer), holes.data(), static_cast<unsigned>(holes.size())));
        }
        whole_ = GEOSGeom_createCollection_r(
            handle_, GEOS_MULTIPOLYGON, parts.data(), static_cast<unsigned>(parts.size()));
    }
    ~GeosShape()
    {
        GEOSGeom_destroy_r(handle_, whole_);
        GEOS_finish_r(handle_);
    }
    GeosShape(const GeosShape&) = delete;
    GeosShape& operator=(const GeosShape&) = delete;

    double area() const { return area_of(whole_); }

    bool valid() const { return GEOSisValid_r(handle_, whole_) == 1; }

    double area_within(const Box& box) const
    {
        GEOSGeometry* cell = ring_polygon({ { box.min_x, box.min_y }, { box.max_x, box.min_y },
            { box.max_x, box.max_y }, { box.min_x, box.max_y } });
        GEOSGeometry* common = GEOSIntersection_r(handle_, whole_, cell);
        const double area = area_of(common);
        GEOSGeom_destroy_r(handle_, common);
        GEOSGeom_destroy_r(handle_, cell);
        return area;
    }

    /// Area that this and all others have in common.
    double area_common(const std::vector<const GeosShape*>& others) const
    {
        GEOSGeometry* common = GEOSGeom_clone_r(handle_, whole_);
        for (const GeosShape* other : others) {
            GEOSGeometry* less = GEOSIntersection_r(handle_, common, other->whole_);
            GEOSGeom_destroy_r(handle_, common);
            common = less;
        }
        const double area = area_of(common);
        GEOSGeom_destroy_r(handle_, common);
        return area;
    }

private:
    GEOSGeometry* ring(const Ring& points) const
    {
        GEOSCoordSequence* sequence
            = GEOSCoordSeq_create_r(handle_, static_cast<unsigned>(points.size() + 1), 2);
        for (std::size_t i = 0; i <= points.size(); ++i) {
            GEOSCoordSeq_setXY_r(handle_, sequence, static_cast<unsigned>(i),
                points[i % points.size()].x, points[i % points.size()].y);
        }
        return GEOSGeom_createLinearRing_r(handle_, sequence);
    }
    GEOSGeometry* ring_polygon(const Ring& points) const
    {
        return GEOSGeom_createPolygon_r(handle_, ring(points), nullptr, 0);
    }
    double area_of(const GEOSGeometry* geometry) const
    {
        double area = 0.0;
        GEOSArea_r(handle_, geometry, &area);
        return area;
    }

    GEOSContextHandle_t handle_;
    GEOSGeometry* whole_ = nullptr;
};

} // namespace cityflux::test
