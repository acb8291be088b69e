#pragma once

#include "grids/geometry/grid.h"
#include "grids/storage/tiling.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Rows and columns of a grid that hold intersecting cells, and the smallest window around them.
class TouchedCells {
public:
    explicit TouchedCells(const Grid& grid);

    /// Adds `length` cells of a row from `column` on.
    void add(std::size_t row, std::size_t column, std::size_t length = 1);
    /// Returns the smallest window, or one without cells if none were added. On a grid that goes
    /// around the Earth the window may cross the grid's seam. Its columns then continue beyond the
    /// last column.
    CellWindow window() const;

private:
    bool around_;
    std::vector<bool> rows_;
    std::vector<bool> columns_;
};

} // namespace cityflux
