#pragma once

#include "grids/geometry/grid.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Longitudes and latitudes of the cell centres of a grid, in degrees, row by row.
struct CellPositions {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> longitudes {};
    std::vector<double> latitudes {};
    /// Names of the coordinates for messages: "'XLONG' and 'XLAT'".
    std::string names {};
};

/// Returns the grid whose cell centres have these positions, if it is regular in the plane of
/// `crs`: each centre lies within a thousandth of a cell, or the rounding of float32, of its place.
/// Returns std::nullopt for other positions, and if there are less than two rows or columns.
/// Requires: a projected plane is in metres.
std::optional<Grid> regular_grid(const CellPositions& positions, const Crs& crs);

/// Returns true if the centres of `grid`, which has a CRS, have these positions as closely.
bool lies_at(const Grid& grid, const CellPositions& positions);

} // namespace cityflux
