#include "grids/column_span.h"

#include <algorithm>

namespace cityflux {

ColumnSpan shortest_span(const std::vector<bool>& marked, bool around)
{
    const auto first = static_cast<std::size_t>(std::find(marked.begin(), marked.end(), true) - marked.begin());
    const auto end = static_cast<std::size_t>(std::find(marked.rbegin(), marked.rend(), true).base() - marked.begin());
    ColumnSpan span { first, end - first };
    std::size_t longest = marked.size() - span.count; // the gap across the seam
    std::size_t gap = 0;
    for (std::size_t c = first; around && c < end; ++c) {
        gap = marked[c] ? 0 : gap + 1;
        if (gap > longest) {
            longest = gap;
            span = { c + 1, marked.size() - gap };
        }
    }
    return span;
}

} // namespace cityflux
