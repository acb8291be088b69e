#pragma once

#include "pipeline/clip/map_sheet.h"
#include "pipeline/clip/map_source.h"
#include "pipeline/output/output_file.h"

#include <string>
#include <vector>

namespace cityflux {

/// Writes a sheet as a cloud-optimised GeoTIFF to file.temporary(): north up, a band for each of the sheet with its title, unit
/// and metadata, and perhaps one more, coverage_fraction; NaN is nodata. Rows are taken as many at once as the
/// sheet says. Throws InputError where it cannot be written. Safe from several threads.
std::vector<WrittenBand> write_geotiff(const MapSheet& sheet, MapSource& maps, const OutputFile& file);

/// Throws InputError for a grid that GeoTIFF cannot state: a shifted pole, half cells at the poles. `whose` it is begins the
/// sentence.
void check_geotiff_grid(const Grid& grid, const std::string& whose);

} // namespace cityflux
