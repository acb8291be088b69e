#pragma once

#include "grids/catalogue/catalogue.h"
#include "grids/geometry/grid.h"

#include <string>

namespace cityflux {

/// Returns the grid of a raster, regardless of its contents, for `--like FILE`. Throws InputError
/// if the raster cannot be read or has no coordinate reference system.
Grid grid_like(const std::string& path, const Catalogue& catalogue);

} // namespace cityflux
