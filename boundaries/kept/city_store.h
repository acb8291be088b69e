#pragma once

#include "boundaries/kept/cache.h"
#include "boundaries/outlines/boundary_file.h"
#include "boundaries/outlines/city.h"

#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// The version of the way from a boundary file to cities: changes when the same file would give other outlines, names or
/// flags, or when the form of the store does.
inline constexpr int boundary_algorithm_version = 4;

/// Cities as read_boundaries gives them, kept in a cache under a hash of the file's bytes, of its companions (.dbf, .prj,
/// -wal ...), of the request and of the libraries that read it. Files of other formats than GeoPackage, GeoJSON, FlatGeobuf
/// and Shapefile may refer to more than they hold and are read anew each time. Throws as read_boundaries does.
CityList read_boundaries(const BoundaryRequest& request, const Cache& cache);

/// What is kept of cities, and the cities of it: nothing of bytes that are no such record.
std::string record_of_cities(const CityList& cities);
std::optional<CityList> cities_of_record(std::string_view bytes);

} // namespace cityflux
