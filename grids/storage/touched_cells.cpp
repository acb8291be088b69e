#include "grids/storage/touched_cells.h"

#include <algorithm>

namespace cityflux {
namespace {

/// Contiguous range from `first` on; it may extend beyond the last index.
struct Span {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// Returns the shortest span that holds all marked entries. If `around`, it may cross the seam of a
/// circle. Requires: at least one entry is marked.
Span shortest_span(const std::vector<bool>& marked, bool around)
{
    const auto first
        = static_cast<std::size_t>(std::find(marked.begin(), marked.end(), true) - marked.begin());
    const auto end = static_cast<std::size_t>(
        std::find(marked.rbegin(), marked.rend(), true).base() - marked.begin());
    Span span { first, end - first };
    std::size_t longest = marked.size() - span.count; // the gap across the seam
    std::size_t gap = 0;
    for (std::size_t i = first; around && i < end; ++i) {
        gap = marked[i] ? 0 : gap + 1;
        if (gap > longest) {
            longest = gap;
            span = { i + 1, marked.size() - gap };
        }
    }
    return span;
}

} // namespace

TouchedCells::TouchedCells(const Grid& grid)
    : around_(grid.wraps())
    , rows_(grid.rows(), false)
    , columns_(grid.columns(), false)
{
}

void TouchedCells::add(std::size_t row, std::size_t column, std::size_t length)
{
    rows_[row] = true;
    std::fill_n(columns_.begin() + static_cast<std::ptrdiff_t>(column), length, true);
}

CellWindow TouchedCells::window() const
{
    if (std::find(rows_.begin(), rows_.end(), true) == rows_.end()) {
        return {};
    }
    const Span rows = shortest_span(rows_, false);
    const Span columns = shortest_span(columns_, around_);
    return { rows.first, rows.count, columns.first, columns.count };
}

} // namespace cityflux
