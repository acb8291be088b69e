#pragma once

#include "boundaries/kept/cache.h"
#include "boundaries/outlines/boundary_file.h"
#include "boundaries/outlines/city.h"

#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// Version of the conversion from a boundary file to cities. Increases if the same file would yield
/// other outlines, names or flags, or if the form of the store changes.
inline constexpr int boundary_algorithm_version = 5;

/// Returns the cities of read_boundaries(), kept in a cache. The key is a hash of the file, its
/// companions (.dbf, .prj, -wal ...), the request and the versions of the libraries. Formats other
/// than GeoPackage, GeoJSON, FlatGeobuf and Shapefile may refer to other files and are read again
/// each time. Throws like read_boundaries().
CityList read_boundaries(const BoundaryRequest& request, const Cache& cache);

/// Converts cities to a record and back. Returns std::nullopt if the bytes are not such a record.
std::string record_of_cities(const CityList& cities);
std::optional<CityList> cities_of_record(std::string_view bytes);

} // namespace cityflux
