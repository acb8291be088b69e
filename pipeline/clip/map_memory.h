#pragma once

#include "pipeline/clip/city_map_source.h"
#include "pipeline/clip/clip_request.h"

#include <cstddef>

namespace cityflux {

/// Memory that a map may always use, in bytes. A run that holds much data
/// can still write small maps.
inline constexpr std::size_t always_allowed_bytes = 32'000'000;

/// Returns the memory in bytes that the run leaves for maps at present.
std::size_t left_for_maps(const ClipRequest& request);

/// Map as netCDF, which is made in memory.
struct NetcdfMap {
    const Grid& grid;
    std::size_t bands = 0;
    bool in_double = false;
};

/// Throws InputError if a netCDF file does not fit into memory. `other_bytes` is the memory of
/// the maps without the file.
void check_netcdf_memory(
    const City& city, const NetcdfMap& map, std::size_t other_bytes, std::size_t memory_bytes);

/// Rows and memory of a map in work.
struct RowPlan {
    std::size_t rows_at_once = 0; ///< number of rows to compute at once
    std::size_t memory_bytes = 0; ///< memory for the values of a GeoTIFF while it is written
};

/// Divides memory between the computation of rows and the values of a file with `bands` bands.
/// Throws InputError if not even one row fits, or netCDF does not.
RowPlan plan_rows(const ClipRequest& request, const City& city, const CityMapSource& maps,
    std::size_t bands, std::size_t memory_bytes);

} // namespace cityflux
