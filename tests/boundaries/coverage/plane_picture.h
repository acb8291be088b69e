#pragma once

#include "boundaries/coverage/coverage.h"

#include <vector>

namespace cityflux::test {

/// A grid of unit cells in a plain plane, lower left corner at (0, 0), rows from south to north.
inline Grid unit_grid(std::size_t rows, std::size_t columns)
{
    Grid grid;
    grid.x = Axis(0.0, 1.0, columns);
    grid.y = Axis(0.0, 1.0, rows);
    grid.crs = Crs { CrsKind::projected, "EPSG:3857", "a plane" };
    return grid;
}

/// Covered fractions as a picture: the first row of the result is the northernmost, as one would
/// draw it.
inline std::vector<std::vector<double>> picture(const CityCoverage& coverage, const Grid& grid)
{
    std::vector<std::vector<double>> rows(grid.rows(), std::vector<double>(grid.columns(), 0.0));
    const bool south_up = grid.y.step() > 0.0;
    const auto row_of = [&](std::uint32_t row) { return south_up ? grid.rows() - 1 - row : row; };
    for (const CoveredRun& run : coverage.runs) {
        for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
            rows[row_of(run.row)][c] += 1.0;
        }
    }
    for (const CoveredCell& cell : coverage.cells) {
        rows[row_of(cell.row)][cell.column] += cell.fraction;
    }
    return rows;
}

} // namespace cityflux::test
