#pragma once

#include <cstddef>
#include <vector>

namespace cityflux {

/// Columns of a grid without a gap, from `first` on; on a grid that goes around the Earth they may run on beyond the last.
struct ColumnSpan {
    std::size_t first = 0;
    std::size_t count = 0;

    bool operator==(const ColumnSpan&) const = default;
};

/// The shortest span that holds all columns marked, of which there is one at least. Where the columns go `around` the Earth it
/// may cross the grid's own seam, if that makes it shorter.
ColumnSpan shortest_span(const std::vector<bool>& marked, bool around);

} // namespace cityflux
