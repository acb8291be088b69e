#pragma once

#include "boundaries/coverage/spot.h"
#include "boundaries/coverage/walk_planes.h"
#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace cityflux {

/// Lines between the cells of a grid, in its own coordinates, ascending.
struct GridLines {
    std::vector<double> at;
    bool reversed = false; ///< true if the file stores the cells in descending order

    explicit GridLines(const Axis& axis)
        : reversed(axis.step() < 0.0)
    {
        for (std::size_t i = 0; i <= axis.count(); ++i) {
            at.push_back(axis.edge(i));
        }
        if (reversed) {
            std::reverse(at.begin(), at.end());
        }
    }

    std::int32_t cells() const { return static_cast<std::int32_t>(at.size()) - 1; }
    double operator[](std::int32_t line) const { return at[static_cast<std::size_t>(line)]; }
    /// Returns the cell of a coordinate, on a line the upper cell. Returns -1 or cells() if it is
    /// off the grid.
    std::int32_t cell_of(double x) const
    {
        return static_cast<std::int32_t>(std::upper_bound(at.begin(), at.end(), x) - at.begin())
            - 1;
    }
    std::uint32_t stored(std::int32_t cell) const
    {
        return static_cast<std::uint32_t>(reversed ? cells() - 1 - cell : cell);
    }
};

/// Crossing of the outline with a line between two cells:
/// - row line: `band` is the line, `place` the column, `coordinate` x; `sign` is +1 if the city
/// begins to its right;
/// - column line: `band` is the row, `place` the line, `coordinate` y; `sign` is +1 if the city
/// begins above.
struct Pass {
    std::int32_t band = 0;
    std::int32_t place = 0;
    double coordinate = 0.0;
    int sign = 0;
    Spot spot;
};

/// Piece of the outline within one target cell: points [first, end) of the walk.
struct Piece {
    std::int32_t row = 0;
    std::int32_t column = 0;
    std::size_t first = 0;
    std::size_t end = 0;
};

/// Outline of a city, walked from cell to cell of a target grid. Each step leads to a neighbouring
/// cell. Winding numbers around a corner are therefore the same along rows and along columns,
/// whatever the rounding. Rows and columns are in the order of the lines.
struct OutlineWalk {
    std::vector<Spot> spots;
    std::vector<Piece> pieces; ///< pieces on the grid, by row, then column
    std::vector<Pass> passes_of_rows; ///< crossings of column lines, by row
    std::vector<Pass> passes_of_lines; ///< crossings of row lines, by line
    double area = 0.0; ///< area of the city, in degrees times authalic sine
    /// Range of cells that the city intersects; it may extend off the grid.
    std::int32_t first_row = std::numeric_limits<std::int32_t>::max();
    std::int32_t last_row = std::numeric_limits<std::int32_t>::min();
    std::int32_t first_column = std::numeric_limits<std::int32_t>::max();
    std::int32_t last_column = std::numeric_limits<std::int32_t>::min();
};

/// Walks a city, in longitude and latitude, through the cells of the target grid, whose lines are x
/// and y. The spots lie on the outline in the source plane. Throws InputError if the city has no
/// image in one of the CRSs, or goes around a pole of a rotated target grid.
OutlineWalk walk_outline(
    const MultiPolygon& city, const WalkPlanes& planes, const GridLines& x, const GridLines& y);

} // namespace cityflux
