#pragma once

#include "grids/geometry/grid.h"

namespace cityflux::test {

/// Cells of 0.1 degree, 73-136 E 18-54 N.
inline Grid tenth_degree_china()
{
    return { Axis(73.0, 0.1, 630), Axis(18.0, 0.1, 360), Crs() };
}

} // namespace cityflux::test
