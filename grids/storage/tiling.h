#pragma once

#include "grids/geometry/grid.h"

#include <cstddef>

namespace cityflux {

/// Rectangle of cells, in the stored order of the grid.
struct CellWindow {
    std::size_t row = 0;
    std::size_t rows = 0;
    std::size_t column = 0;
    std::size_t columns = 0;

    std::size_t cells() const { return rows * columns; }
    bool operator==(const CellWindow&) const = default;
};

/// Division of a grid into tiles (chunks, strips, blocks) that are read and decoded whole. The last
/// tiles across and down may extend beyond the grid.
struct Tiling {
    std::size_t rows = 1; ///< rows of a tile
    std::size_t columns = 1; ///< columns of a tile

    std::size_t down(const Grid& grid) const { return (grid.rows() + rows - 1) / rows; }
    std::size_t across(const Grid& grid) const { return (grid.columns() + columns - 1) / columns; }
    /// Returns the cells of a tile that are on the grid. Tiles are numbered along rows.
    CellWindow window(std::size_t tile, const Grid& grid) const;

    bool operator==(const Tiling&) const = default;
};

} // namespace cityflux
