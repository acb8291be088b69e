#pragma once

#include "grids/geometry/grid.h"
#include "grids/storage/tiling.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Which rows and columns of a grid are touched, and the smallest window around them.
class TouchedCells {
public:
    explicit TouchedCells(const Grid& grid);

    /// `length` cells of a row from `column` on.
    void add(std::size_t row, std::size_t column, std::size_t length = 1);
    /// Without cells where none is touched. On a grid that goes around the Earth the columns may cross the grid's own seam and
    /// run on beyond its last, where that makes the window smaller.
    CellWindow window() const;

private:
    bool around_;
    std::vector<bool> rows_;
    std::vector<bool> columns_;
};

} // namespace cityflux
