#pragma once

#include "boundaries/outlines/city.h"
#include "boundaries/outlines/datum.h"

#include <optional>
#include <string>

namespace cityflux {

/// Source of cities: a boundary file, its fields, datum and CRS.
struct BoundaryRequest {
    std::string file; ///< path of a file that OGR reads: GeoJSON, GeoPackage, Shapefile ...
    std::string layer; ///< "" if the file has only one
    std::string id_field; ///< default: the first usual field that the file has
    std::string name_field; ///< default: the first usual field that the file has
    Datum datum = Datum::wgs84; ///< datum of the coordinates
    std::optional<std::string> crs; ///< declared CRS of a file without one
    bool overrides = false; ///< true if `crs` wins over what the file declares
};

/// Reads cities, transforms them to WGS84 longitude and latitude, and repairs them. A city without
/// a usable geometry stays in the list with a flag. Throws InputError on missing files, layers and
/// fields, on missing or duplicate ids (naming them), on a missing CRS, and on one that contradicts
/// the declared one.
CityList read_boundaries(const BoundaryRequest& request);

/// Splits "FILE:LAYER" if FILE exists and a file of the whole name does not.
BoundaryRequest parse_boundary_argument(const std::string& argument);

} // namespace cityflux
