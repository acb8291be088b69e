#pragma once

#include <string>

namespace cityflux {

/// Checks that an ESRI ASCII grid holds as many numbers as its header announces, and nothing but numbers: GDAL takes 0 for
/// words and for numbers that are not there. Throws InputError with the place. The rows of GRASS's form are left to GDAL.
void check_ascii_raster(const std::string& path);

} // namespace cityflux
