#pragma once

#include <string>

namespace cityflux {

/// Checks the header of a netCDF-3 file (any of the classic formats; The NetCDF Classic Format Specification) before the
/// netCDF library opens the file, and keeps nothing of it. Passes other files. Throws InputError beginning with the path if the
/// file ends before what its header declares, if a list is missing, if a name is longer than 256 bytes (NC_MAX_NAME), or if a
/// variable has more than 1024 dimensions (NC_MAX_VAR_DIMS).
void check_classic_header(const std::string& path);

} // namespace cityflux
