#include "grids/storage/tiling.h"

#include <algorithm>

namespace cityflux {

CellWindow Tiling::window(std::size_t tile, const Grid& grid) const
{
    const std::size_t row = tile / across(grid) * rows;
    const std::size_t column = tile % across(grid) * columns;
    return { row, std::min(rows, grid.rows() - row), column,
        std::min(columns, grid.columns() - column) };
}

} // namespace cityflux
