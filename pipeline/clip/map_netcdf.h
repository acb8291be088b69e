#pragma once

#include "pipeline/clip/map_sheet.h"
#include "pipeline/clip/map_source.h"
#include "pipeline/output/output_file.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Writes a sheet as CF-1.8 netCDF-4 to file.temporary(): for each inventory and species a variable (time, sector, y, x), with
/// the bounds of all coordinates, cell_area, the grid mapping, the city's totals, and perhaps coverage_fraction. What the sheet
/// has no band for is the fill value, NaN. The file is made in memory, of all rows at once. Throws InputError where it cannot
/// be written, and for a map projection that CF has no name for. Takes turns with all who use netCDF.
std::vector<WrittenBand> write_map_netcdf(const MapSheet& sheet, MapSource& maps, const OutputFile& file);

/// Bytes of memory that it takes at most to make such a file of a map with so many bands.
std::size_t bytes_of_map_netcdf(const Grid& grid, std::size_t bands, bool in_double);

} // namespace cityflux
