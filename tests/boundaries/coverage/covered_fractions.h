#pragma once

#include "boundaries/coverage/coverage.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace cityflux::test {

/// Row and column of a cell.
using Place = std::pair<std::size_t, std::size_t>;

/// Covered fraction of every cell that a city intersects.
inline std::map<Place, double> fractions(const CityCoverage& coverage)
{
    std::map<Place, double> cells;
    for (const CoveredRun& run : coverage.runs) {
        for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
            cells[{ run.row, c }] = 1.0;
        }
    }
    for (const CoveredCell& cell : coverage.cells) {
        cells[{ cell.row, cell.column }] = cell.fraction;
    }
    return cells;
}

} // namespace cityflux::test
