#pragma once

#include <string>

namespace cityflux {

/// Throws InputError, with the command that makes a netCDF of it, if a path is a Zarr store, an
/// array or a description inside one.
void refuse_zarr(const std::string& path);

} // namespace cityflux
