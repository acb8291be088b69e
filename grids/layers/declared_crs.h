#pragma once

#include "grids/geometry/projection.h"
#include "grids/storage/grid_file.h"
#include "grids/text/message.h"

namespace cityflux {

/// Returns a CRS that is declared for a file without one, in the unit of the file's axes. Throws
/// InputError of `subject` if the axes are degrees and the CRS is a projection, or the reverse.
Crs declared_crs(const GridFile& file, const Crs& declared, const Text& subject);

/// Throws InputError about a file that declares no CRS, or one that cannot be read.
[[noreturn]] void refuse_without_crs(const GridFile& file);

} // namespace cityflux
