#pragma once

#include "boundaries/coverage.h"
#include "grids/tiling.h"

#include <cstddef>

namespace cityflux {

/// The smallest window of a grid around the cells that a city touches, without cells where it touches none. On a grid that goes
/// around the Earth the columns may cross the grid's own seam and run on beyond its last.
CellWindow window_around(const CityCoverage& coverage, const Grid& grid);

/// How many cells a city touches.
std::size_t count_touched(const CityCoverage& coverage);

} // namespace cityflux
