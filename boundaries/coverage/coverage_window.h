#pragma once

#include "boundaries/coverage/coverage.h"
#include "grids/storage/tiling.h"
#include "grids/storage/touched_cells.h"

#include <cstddef>

namespace cityflux {

void add_cells(TouchedCells& touched, const CityCoverage& coverage);
/// Returns the smallest window (TouchedCells) around the cells that a city intersects.
CellWindow window_around(const CityCoverage& coverage, const Grid& grid);

/// Returns the number of cells that a city intersects.
std::size_t count_touched(const CityCoverage& coverage);

} // namespace cityflux
