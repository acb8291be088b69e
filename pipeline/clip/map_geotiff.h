#pragma once

#include "pipeline/clip/map_sheet.h"
#include "pipeline/clip/map_source.h"
#include "pipeline/output/output_file.h"

#include <string>
#include <vector>

namespace cityflux {

/// Writes a sheet as a cloud-optimised GeoTIFF to file.temporary(): north up, with NaN as nodata.
/// Each band of the sheet has its title, unit and metadata. The last band is coverage_fraction if
/// the sheet asks for it. Rows are taken sheet.rows_at_once at a time. Throws InputError if the
/// file cannot be written. Thread-safe.
std::vector<WrittenBand> write_geotiff(
    const MapSheet& sheet, MapSource& maps, const OutputFile& file);

/// Throws InputError for a grid that GeoTIFF cannot represent: a rotated pole, or half cells at the
/// poles. The message begins with `whose`, the name of its city.
void check_geotiff_grid(const Grid& grid, const std::string& whose);

} // namespace cityflux
