#pragma once

#include "pipeline/clip/map_sheet.h"
#include "pipeline/program/output_file.h"

#include <vector>

namespace cityflux {

/// Writes a sheet as a cloud-optimised GeoTIFF to file.temporary(): north up, a band for each of the sheet with its title, unit
/// and metadata, and perhaps one more, coverage_fraction; NaN is nodata. Throws InputError where it cannot be written and for a
/// grid that GeoTIFF cannot state: a shifted pole, half cells at the poles. Safe from several threads.
std::vector<WrittenBand> write_geotiff(const MapSheet& sheet, const BandSource& bands, const OutputFile& file);

} // namespace cityflux
