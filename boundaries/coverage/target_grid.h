#pragma once

#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"

namespace cityflux {

/// Returns a grid of square cells in a CRS over an outline in longitude and latitude. Its lines lie
/// on multiples of the resolution, so that the grids of two cities align. Rows run from north to
/// south, as in a GeoTIFF. The resolution is in the unit of the CRS: metres for most map
/// projections, otherwise degrees. Throws InputError if the resolution is not positive or wider
/// than 10 degrees. Throws InputError on more than 2147483647 cells, and if the outline has no
/// image in the CRS.
Grid grid_of_resolution(const Crs& crs, double resolution, const MultiPolygon& outline);

} // namespace cityflux
