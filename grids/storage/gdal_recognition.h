#pragma once

#include <optional>
#include <string>

namespace cityflux {

/// Returns true if GDAL opens a file as a raster. For a text, drivers that take tables of points or
/// the raw bytes of numbers are not asked. The path may be that of a .gz.
bool is_gdal_raster(const std::string& path);

/// Returns the raster in the same folder that GDAL reads together with a file: "a.dat" for the
/// header "a.hdr" of ENVI. Returns std::nullopt if the file is not part of one.
std::optional<std::string> raster_of_part(const std::string& path);

} // namespace cityflux
