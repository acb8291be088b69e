#include "boundaries/outlines/city_outline.h"

#include "boundaries/outlines/longitudes.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Largest error of a projected outline whose edges are densified, in degrees (about 1 cm).
constexpr double degree_tolerance = 1e-7;

/// Returns the parts as polygons without repair: the first ring is the outer one, all others are
/// holes.
MultiPolygon polygons_of(const std::vector<RawPart>& parts)
{
    MultiPolygon polygons;
    for (const RawPart& part : parts) {
        if (!part.rings.empty()) {
            polygons.push_back(
                { part.rings.front(), { part.rings.begin() + 1, part.rings.end() } });
        }
    }
    return polygons;
}

/// Removes rings that have too few points for an area.
MultiPolygon with_area(MultiPolygon polygons)
{
    const auto is_line = [](const Ring& ring) { return ring.size() < 3; };
    for (Polygon& polygon : polygons) {
        std::erase_if(polygon.holes, is_line);
    }
    std::erase_if(polygons, [&](const Polygon& polygon) { return is_line(polygon.outer); });
    return polygons;
}

bool is_finite(const std::vector<RawPart>& parts)
{
    for (const RawPart& part : parts) {
        for (const Ring& ring : part.rings) {
            if (!std::all_of(ring.begin(), ring.end(),
                    [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); })) {
                return false;
            }
        }
    }
    return true;
}

/// Throws InputError on a point that cannot be longitude and latitude.
void check_on_earth(const std::vector<RawPart>& parts)
{
    for (const RawPart& part : parts) {
        for (const Ring& ring : part.rings) {
            for (const Point& point : ring) {
                if (std::abs(point.y) > 90.0 + 1e-9 || std::abs(point.x) > 720.0) {
                    throw InputError(ProblemCode::out_of_range, {},
                        fmt::format("coordinates out of range: {}, {} is not on the Earth, so "
                                    "these are not longitude and latitude",
                            point.x, point.y));
                }
            }
        }
    }
}

/// Returns polygons of a projected plane in longitude and latitude.
template <typename Place> MultiPolygon in_degrees(const MultiPolygon& polygons, const Place& place)
{
    const auto image_of = [&](const Ring& ring) {
        return longitudes_and_latitudes(ring, place, degree_tolerance, signed_area(ring) > 0.0);
    };
    MultiPolygon images;
    for (const Polygon& polygon : polygons) {
        Polygon image { image_of(polygon.outer), {} };
        for (const Ring& hole : polygon.holes) {
            image.holes.push_back(image_of(hole));
            bring_beside(image.holes.back(), image.outer);
        }
        images.push_back(std::move(image));
    }
    return images;
}

/// Sets shape, area, flags and repair of a city.
void set_repaired(City& city, Repaired repaired)
{
    city.shape = std::move(repaired.shape);
    city.area_km2 = true_area_km2(city.shape);
    if (city.shape.empty() || !(city.area_km2 > 0.0)) {
        city.shape.clear();
        city.flags.emplace_back("no-geometry");
        city.repair = "nothing with an area is left of the geometry";
        return;
    }
    if (!repaired.changes.empty()) {
        city.flags.emplace_back("repaired-geometry");
        city.repair = joined(repaired.changes, "; ");
    }
}

/// Sets an outline whose coordinates are longitude and latitude.
template <typename Place>
void set_geographic_outline(City& city, std::vector<RawPart> parts, const Place& place)
{
    for (RawPart& part : parts) {
        for (Ring& ring : part.rings) {
            std::transform(ring.begin(), ring.end(), ring.begin(), place);
        }
    }
    check_on_earth(parts);
    Repaired repaired = repair(parts, true);
    const bool changed = !repaired.changes.empty();
    set_repaired(city, std::move(repaired));
    city.area_before_km2 = changed ? true_area_km2(polygons_of(parts)) : city.area_km2;
}

/// Sets an outline of a projected plane: repairs it there, then transforms it.
template <typename Place>
void set_projected_outline(City& city, const std::vector<RawPart>& parts, const Place& place)
{
    Repaired repaired = repair(parts, false);
    const bool changed = !repaired.changes.empty();
    repaired.shape = in_degrees(repaired.shape, place);
    set_repaired(city, std::move(repaired));
    city.area_before_km2
        = changed ? true_area_km2(in_degrees(with_area(polygons_of(parts)), place)) : city.area_km2;
}

} // namespace

void set_outline(City& city, std::vector<RawPart> parts, const OutlineReference& reference)
{
    if (parts.empty() || !is_finite(parts)) {
        city.flags.emplace_back("no-geometry");
        city.repair = parts.empty() ? "the feature has no polygon" : "a coordinate is not a number";
        return;
    }
    const auto place
        = [&](Point p) { return to_wgs84(reference.projection.to_wgs84(p), reference.datum); };
    try {
        if (reference.crs.kind == CrsKind::geographic) {
            set_geographic_outline(city, std::move(parts), place);
        } else {
            set_projected_outline(city, parts, place);
        }
    } catch (const InputError& error) {
        city.shape.clear();
        city.flags = { "no-geometry" };
        city.repair
            = Message { .subject = error.message().subject, .problem = error.message().problem }
                  .text();
    }
}

} // namespace cityflux
