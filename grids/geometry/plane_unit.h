#pragma once

#include "grids/geometry/projection.h"

namespace cityflux {

/// Returns the length in metres of the unit of a projected plane: 1, 1000 (km), 0.3048006 (US
/// survey foot). Returns 1 if PROJ does not know the unit. Requires: `crs` is projected.
double metres_per_unit(const Crs& crs);

/// Returns the same system with its plane in metres. Systems in degrees or in metres stay
/// unchanged. Throws InputError if PROJ cannot express it.
Crs in_metres(const Crs& crs);

} // namespace cityflux
