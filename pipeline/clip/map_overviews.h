#pragma once

#include "grids/geometry/grid.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace cityflux {

/// Number of rows and columns of an overview, a coarser version of a map.
struct OverviewSize {
    std::size_t rows = 0;
    std::size_t columns = 0;
};

/// Returns the sizes of overviews by 2, 4, 8 ... in each direction, until one has at most `most`
/// rows and columns. Returns none for a map that small.
std::vector<OverviewSize> overview_sizes(const Grid& grid, std::size_t most);

/// Links from cells of a map to cells of an overview. The overview covers the map also if the
/// counts are not multiples.
struct OverviewLinks {
    OverviewLinks(std::size_t rows_of_map, std::size_t columns_of_map, const OverviewSize& of);

    /// Part of a cell of the map that lies under a cell of the overview, along one direction.
    struct Link {
        std::size_t fine = 0;
        std::size_t coarse = 0;
        double share = 0.0;
    };
    OverviewSize size;
    std::vector<Link> rows; ///< by row of the overview, then of the map
    std::vector<Link> columns;
};

/// Overview of a map, made while the rows of the map pass from the first to the last. Each
/// cell of the overview has the amount of the cells under it divided by their extent. The
/// extent is an area, or the number of cells if values are masses. Cells outside the city have
/// an extent but no amount. The mass per area is therefore preserved on all scales, and a
/// colour has the same meaning on each.
class OverviewRows {
public:
    explicit OverviewRows(std::shared_ptr<const OverviewLinks> links)
        : links_(std::move(links))
    {
    }

    /// Adds the next row of the map, cell by cell. An amount is NaN if there is none.
    void add(std::span<const double> amounts, std::span<const double> extents);
    /// Returns the rows of the overview completed since the last call, one after the other. A value
    /// is NaN if no cell under it has an amount.
    std::vector<double> take();

private:
    /// Row of the overview that is not complete.
    struct Row {
        std::vector<double> amounts;
        std::vector<double> extents;
    };

    std::shared_ptr<const OverviewLinks> links_;
    std::size_t next_ = 0; ///< next row of the map
    std::size_t next_link_ = 0; ///< index in links_->rows
    std::size_t first_open_ = 0; ///< first row of the overview in open_
    std::deque<Row> open_;
    std::vector<double> whole_;
};

} // namespace cityflux
