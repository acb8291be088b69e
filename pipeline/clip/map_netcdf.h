#pragma once

#include "pipeline/clip/map_sheet.h"
#include "pipeline/clip/map_source.h"
#include "pipeline/output/output_file.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Writes a sheet as CF-1.8 netCDF-4 to file.temporary(). Each inventory and species is a variable
/// (time, sector, y, x). The file also has the bounds of all coordinates, cell_area, the grid
/// mapping, the city totals, and coverage_fraction if asked for. Positions without a band have the
/// fill value, NaN. The file is made in memory, with all rows at once. Throws InputError if the
/// file cannot be written, or if CF has no name for the map projection. Holds hdf5_lock(), so only
/// one thread uses netCDF at a time.
std::vector<WrittenBand> write_map_netcdf(
    const MapSheet& sheet, MapSource& maps, const OutputFile& file);

/// Returns the maximum memory in bytes for making such a file of a map with `bands` bands.
std::size_t bytes_of_map_netcdf(const Grid& grid, std::size_t bands, bool in_double);

} // namespace cityflux
