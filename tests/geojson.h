#pragma once

#include "tests/box_outline.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

/// GeoJSON texts of the features that a test writes as its boundary file. Properties are JSON
/// objects.
namespace cityflux::geojson {

inline std::string properties(const std::string& id)
{
    return fmt::format(R"({{"id":"{}"}})", id);
}
inline std::string properties(const std::string& id, const std::string& name)
{
    return fmt::format(R"({{"id":"{}","name":"{}"}})", id, name);
}

/// Coordinates of a closed ring: the first point is repeated at the end.
inline std::string coordinates(const Ring& ring)
{
    std::string text;
    for (const Point& point : ring) {
        text += fmt::format("[{},{}],", point.x, point.y);
    }
    return fmt::format("[{}[{},{}]]", text, ring.front().x, ring.front().y);
}

/// Feature of one outline without holes.
inline std::string feature(const std::string& properties, const Ring& outline)
{
    return fmt::format(
        R"({{"type":"Feature","properties":{},"geometry":{{"type":"Polygon","coordinates":[{}]}}}})",
        properties, coordinates(outline));
}
inline std::string feature(const std::string& properties, const Box& outline)
{
    return feature(properties, box_ring(outline));
}

/// Feature of several outlines without holes.
inline std::string feature_of_parts(const std::string& properties, const std::vector<Ring>& parts)
{
    std::vector<std::string> polygons;
    for (const Ring& part : parts) {
        polygons.push_back("[" + coordinates(part) + "]");
    }
    return fmt::format(
        R"({{"type":"Feature","properties":{},"geometry":{{"type":"MultiPolygon","coordinates":[{}]}}}})",
        properties, fmt::join(polygons, ","));
}

/// Feature whose geometry is null.
inline std::string feature_without_geometry(const std::string& properties)
{
    return fmt::format(R"({{"type":"Feature","properties":{},"geometry":null}})", properties);
}

inline std::string collection(const std::vector<std::string>& features)
{
    return fmt::format(
        R"({{"type":"FeatureCollection","features":[{}]}})", fmt::join(features, ",\n"));
}

} // namespace cityflux::geojson
