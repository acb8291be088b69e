#pragma once

#include "grids/geometry/grid.h"
#include "grids/storage/grid_file.h"
#include "grids/text/message.h"

namespace cityflux {

/// Returns the grid of a file without CRS in one that is declared for it: in the unit of the axes,
/// or with the axes on which two-dimensional coordinates are regular. Throws InputError of
/// `subject` if the coordinates contradict the CRS, and of the file if they only count rows and
/// columns.
Grid grid_in_declared_crs(const GridFile& file, const Crs& declared, const Text& subject);

/// Throws InputError about a file that declares no CRS, or one that cannot be read.
[[noreturn]] void refuse_without_crs(const GridFile& file);

} // namespace cityflux
