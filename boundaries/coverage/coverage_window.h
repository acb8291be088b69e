#pragma once

#include "boundaries/coverage/coverage.h"
#include "grids/storage/tiling.h"
#include "grids/storage/touched_cells.h"

#include <cstddef>

namespace cityflux {

void add_cells(TouchedCells& touched, const CityCoverage& coverage);
/// The window of TouchedCells around the cells that a city touches.
CellWindow window_around(const CityCoverage& coverage, const Grid& grid);

/// How many cells a city touches.
std::size_t count_touched(const CityCoverage& coverage);

} // namespace cityflux
