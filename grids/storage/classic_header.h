#pragma once

#include <string>

namespace cityflux {

/// Checks the header of a netCDF-3 file (any of the classic formats; The NetCDF Classic Format
/// Specification) before the netCDF library opens the file. Ignores other files. Throws InputError
/// beginning with the path in these cases:
/// - the file ends before what its header declares;
/// - a list is missing, or the type of an attribute is unknown;
/// - a name is longer than 256 bytes (NC_MAX_NAME);
/// - a variable has more than 1024 dimensions (NC_MAX_VAR_DIMS).
void check_classic_header(const std::string& path);

} // namespace cityflux
