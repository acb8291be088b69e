#pragma once

#include "pipeline/clip/map_sheet.h"
#include "pipeline/program/output_file.h"

#include <vector>

namespace cityflux {

/// Writes a sheet as CF-1.8 netCDF-4 to file.temporary(): for each inventory and species a variable (time, sector, y, x), with
/// the bounds of all coordinates, cell_area, the grid mapping, the city's totals, and perhaps coverage_fraction. What the sheet
/// has no band for is the fill value, NaN. The file is made in memory. Throws InputError where it cannot be written, and for a
/// map projection that CF has no name for. Takes turns with all who use netCDF.
std::vector<WrittenBand> write_map_netcdf(const MapSheet& sheet, const BandSource& bands, const OutputFile& file);

} // namespace cityflux
