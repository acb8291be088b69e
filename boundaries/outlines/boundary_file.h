#pragma once

#include "boundaries/outlines/city.h"
#include "boundaries/outlines/datum.h"

#include <optional>
#include <string>

namespace cityflux {

/// Where cities are read from, and how.
struct BoundaryRequest {
    std::string file; ///< anything OGR reads: GeoJSON, GeoPackage, Shapefile ...
    std::string layer; ///< "" where the file has one only
    std::string id_field; ///< "": the first usual field that the file has
    std::string name_field; ///< "": the first usual one
    Datum datum = Datum::wgs84; ///< of the coordinates
    std::optional<std::string> crs; ///< declared where the file has none
};

/// Reads cities, brings them to WGS84 longitude and latitude, repairs them. A city without a usable geometry stays in the
/// list with a flag. Throws InputError for files, layers and fields that are not there, for ids that are not unique (naming
/// them) and for a missing coordinate reference system.
CityList read_boundaries(const BoundaryRequest& request);

/// Splits "FILE:LAYER" where FILE exists and the whole does not.
BoundaryRequest parse_boundary_argument(const std::string& argument);

} // namespace cityflux
