#pragma once

#include "grids/geometry/grid.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace cityflux {

/// A coarser view of a map: how many rows and columns it has.
struct OverviewSize {
    std::size_t rows = 0;
    std::size_t columns = 0;
};

/// Views by 2, 4, 8 ... in each direction, until one of at most `most` rows and columns; none for a map that small.
std::vector<OverviewSize> overview_sizes(const Grid& grid, std::size_t most);

/// Which cells of a map lie under those of a coarser view. The view spans the map also where their counts do not divide.
struct OverviewLinks {
    OverviewLinks(std::size_t rows_of_map, std::size_t columns_of_map, const OverviewSize& of);

    /// Part of a cell of the map that lies under a cell of the view, along one direction.
    struct Link {
        std::size_t fine = 0;
        std::size_t coarse = 0;
        double share = 0.0;
    };
    OverviewSize size;
    std::vector<Link> rows; ///< by row of the view, then of the map
    std::vector<Link> columns;
};

/// A coarser view of a map, made while the rows of the map go by from the first to the last. Each cell of the view has the
/// amount of the cells under it over their extent: the mass over the area (over the number of cells, where values are masses).
/// Cells outside the city have no amount but an extent, so that the mass per area is kept on all scales, and a colour means the
/// same on each.
class OverviewRows {
public:
    explicit OverviewRows(std::shared_ptr<const OverviewLinks> links)
        : links_(std::move(links))
    {
    }

    /// Takes the next row of the map, cell by cell; an amount is NaN where there is none.
    void add(std::span<const double> amounts, std::span<const double> extents);
    /// The rows of the view that have become whole since the last call, one after the other; NaN where no cell under one has an
    /// amount.
    std::vector<double> take();

private:
    /// A row of the view in the making.
    struct Row {
        std::vector<double> amounts;
        std::vector<double> extents;
    };

    std::shared_ptr<const OverviewLinks> links_;
    std::size_t next_ = 0; ///< row of the map
    std::size_t next_link_ = 0; ///< of its rows
    std::size_t first_open_ = 0; ///< row of the view
    std::deque<Row> open_;
    std::vector<double> whole_;
};

} // namespace cityflux
