#include "boundaries/coverage_window.h"

#include "grids/column_span.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace cityflux {

CellWindow window_around(const CityCoverage& coverage, const Grid& grid)
{
    if (coverage.runs.empty() && coverage.cells.empty()) {
        return {};
    }
    std::vector<bool> marked(grid.columns(), false);
    std::size_t first_row = std::numeric_limits<std::size_t>::max();
    std::size_t end_row = 0;
    const auto mark = [&](std::size_t row, std::size_t column, std::size_t length) {
        first_row = std::min(first_row, row);
        end_row = std::max(end_row, row + 1);
        std::fill_n(marked.begin() + static_cast<std::ptrdiff_t>(column), length, true);
    };
    for (const CoveredRun& run : coverage.runs) {
        mark(run.row, run.column, run.length);
    }
    for (const CoveredCell& cell : coverage.cells) {
        mark(cell.row, cell.column, 1);
    }
    const ColumnSpan columns = shortest_span(marked, grid.wraps());
    return { first_row, end_row - first_row, columns.first, columns.count };
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
