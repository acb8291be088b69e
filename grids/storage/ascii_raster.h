#pragma once

#include <string>

namespace cityflux {

/// Checks that an ESRI ASCII grid holds only numbers, and as many as its header declares. GDAL
/// reads words and missing numbers as 0. Throws InputError, with the line of a word that is not a
/// number. Grids without ncols and nrows (GRASS) are not checked.
void check_ascii_raster(const std::string& path);

} // namespace cityflux
