#pragma once

#include "boundaries/coverage/grid_plane.h"
#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace cityflux {

/// A place in the plane of the source grid and in that of longitude (degrees) and authalic sine, where areas are true.
struct Spot {
    Point source;
    Point earth;
};

/// The lines between the cells of a grid, in its own coordinates, ascending.
struct GridLines {
    std::vector<double> at;
    bool reversed = false; ///< whether the file stores the cells in descending order
    double step = 0.0;

    explicit GridLines(const Axis& axis)
        : reversed(axis.step() < 0.0)
        , step(std::abs(axis.step()))
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
    /// The cell of a coordinate, on a line the upper one; -1 and cells() are off the grid.
    std::int32_t cell_of(double x) const
    {
        return static_cast<std::int32_t>(std::upper_bound(at.begin(), at.end(), x) - at.begin()) - 1;
    }
    std::uint32_t stored(std::int32_t cell) const { return static_cast<std::uint32_t>(reversed ? cells() - 1 - cell : cell); }
};

/// Where the outline passes a line between two cells. Of a row line: the line, the column it passes in, x, and +1 where the
/// city begins to the right of it; of a column line: the row, the line, y, and +1 where the city begins above it.
struct Pass {
    std::int32_t band = 0;
    std::int32_t place = 0;
    double coordinate = 0.0;
    int sign = 0;
    Spot spot;
};

/// A piece of the outline within one target cell: points [first, end) of the walk.
struct Piece {
    std::int32_t row = 0;
    std::int32_t column = 0;
    std::size_t first = 0;
    std::size_t end = 0;
};

/// The outline of a city, walked from cell to cell of a target grid. Every step leads to a cell beside, so that how often the
/// outline winds around a corner of cells is the same along rows and along columns, whatever the rounding. Rows and columns
/// count in the order of the lines.
struct OutlineWalk {
    std::vector<Spot> spots;
    std::vector<Piece> pieces; ///< on the grid; by row, then column
    std::vector<Pass> passes_of_rows; ///< of column lines, by row
    std::vector<Pass> passes_of_lines; ///< of row lines, by line
    double area = 0.0; ///< of the city, in degrees times authalic sine
    /// Cells between which the city lies; may be off the grid.
    std::int32_t first_row = std::numeric_limits<std::int32_t>::max();
    std::int32_t last_row = std::numeric_limits<std::int32_t>::min();
    std::int32_t first_column = std::numeric_limits<std::int32_t>::max();
    std::int32_t last_column = std::numeric_limits<std::int32_t>::min();
};

/// A grid with what it takes to find places in it.
struct PlacedGrid {
    const Grid& grid;
    const Projection& projection; ///< of its CRS; not for sharing between threads
};

/// Walks a city, in longitude and latitude, through the cells of `target`, whose lines are x and y. Its spots lie on the
/// outline as it is in the source plane. Throws InputError where the city has no place in the CRS of one of them, or goes
/// around a pole of a rotated target grid.
OutlineWalk walk_outline(const MultiPolygon& city, const PlacedGrid& source, const GridPlane& source_plane,
    const PlacedGrid& target, const GridLines& x, const GridLines& y);

/// The point at t, from 0 at a to 1 at b.
Point between(Point a, Point b, double t);
/// A point in the plane of longitude and authalic sine.
Point on_earth(Point longitude_latitude);
/// x moved by whole worlds next to `reference`; as it is where the plane does not repeat.
double near(double x, double reference, double world_width);
/// Distance of p from the line through a and b, all stretched by (sx, sy).
double distance_from_chord(Point p, Point a, Point b, double sx, double sy);

} // namespace cityflux
