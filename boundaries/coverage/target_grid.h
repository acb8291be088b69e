#pragma once

#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"

namespace cityflux {

/// A grid of square cells in a CRS over an outline in longitude and latitude. Its lines lie on multiples of the resolution, so
/// that the grids of two cities fit together; rows run from north to south, as in a GeoTIFF. The resolution is in the unit
/// of the CRS: metres of most map projections, degrees otherwise. Throws InputError for a resolution that is not positive,
/// makes cells wider than 10 degrees, or more than 2147483647 cells, and where the outline has no place in the CRS.
Grid grid_of_resolution(const Crs& crs, double resolution, const MultiPolygon& outline);

} // namespace cityflux
