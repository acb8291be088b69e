#pragma once

#include <string>

namespace cityflux {

/// Walks the header of a netCDF-3 file (any of the classic formats; The NetCDF Classic Format Specification) without keeping
/// anything: the netCDF library takes memory for as many dimensions, attributes and variables as a header announces, before it
/// sees that the file does not hold them, and writes names of any length into buffers of 256 bytes. Other files pass. Throws
/// InputError beginning with the path where the file ends before what is announced, and where a list is none.
void check_classic_header(const std::string& path);

} // namespace cityflux
