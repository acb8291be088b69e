#include "boundaries/coverage/coverage_window.h"

namespace cityflux {

void add_cells(TouchedCells& touched, const CityCoverage& coverage)
{
    for (const CoveredRun& run : coverage.runs) {
        touched.add(run.row, run.column, run.length);
    }
    for (const CoveredCell& cell : coverage.cells) {
        touched.add(cell.row, cell.column);
    }
}

CellWindow window_around(const CityCoverage& coverage, const Grid& grid)
{
    TouchedCells touched(grid);
    add_cells(touched, coverage);
    return touched.window();
}

std::size_t count_touched(const CityCoverage& coverage)
{
    std::size_t count = coverage.cells.size();
    for (const CoveredRun& run : coverage.runs) {
        count += run.length;
    }
    return count;
}

} // namespace cityflux
