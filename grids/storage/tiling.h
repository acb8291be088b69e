#pragma once

#include "grids/geometry/grid.h"

#include <cstddef>

namespace cityflux {

/// A rectangle of cells, in the stored order of the grid.
struct CellWindow {
    std::size_t row = 0;
    std::size_t rows = 0;
    std::size_t column = 0;
    std::size_t columns = 0;

    std::size_t cells() const { return rows * columns; }
    bool operator==(const CellWindow&) const = default;
};

/// How the cells of a grid are stored together: tiles (chunks, strips, blocks) that are read and decoded whole. The last
/// ones across and down may reach beyond the grid.
struct Tiling {
    std::size_t rows = 1; ///< of a tile
    std::size_t columns = 1; ///< of a tile

    std::size_t down(const Grid& grid) const { return (grid.rows() + rows - 1) / rows; }
    std::size_t across(const Grid& grid) const { return (grid.columns() + columns - 1) / columns; }
    /// The cells of a tile that are on the grid; tiles count along rows.
    CellWindow window(std::size_t tile, const Grid& grid) const;

    bool operator==(const Tiling&) const = default;
};

} // namespace cityflux
