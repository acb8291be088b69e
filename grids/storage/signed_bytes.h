#pragma once

#include <string>

class GDALRasterBand;

namespace cityflux {

/// Returns true if the bytes of a band are signed. GDAL 3.7 and later have a type of their own for
/// them. Earlier versions return unsigned bytes with the item PIXELTYPE=SIGNEDBYTE, which a VRT
/// over such a file may lack; its source files are then asked. Throws InputError if a VRT mixes
/// sources of signed and unsigned bytes, or converts signed bytes, which those versions of GDAL do
/// as if they were unsigned.
bool has_signed_bytes(GDALRasterBand& band, const std::string& path);

} // namespace cityflux
