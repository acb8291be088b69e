#pragma once

#include "grids/catalogue/catalogue.h"
#include "grids/geometry/grid.h"

#include <string>

namespace cityflux {

/// The grid of a raster, of whatever is in it: that of `--like FILE`. Throws InputError where it cannot be read or does not say
/// its coordinate reference system.
Grid grid_like(const std::string& path, const Catalogue& catalogue);

} // namespace cityflux
