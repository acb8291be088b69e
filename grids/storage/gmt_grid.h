#pragma once

#include "grids/storage/netcdf_variable.h"

namespace cityflux {

/// Returns true if a file has the flat form of old GMT: x_range, y_range, spacing, dimension and
/// z(xysize), with rows from north to south.
bool is_gmt_grid(const NetcdfHandle& handle);

/// Reads a file of this form. Throws InputError if its numbers do not fit together.
NetcdfContents read_gmt_grid(const NetcdfHandle& handle);

} // namespace cityflux
