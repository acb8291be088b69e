#pragma once

#include "pipeline/clip/map_frame.h"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace cityflux {

/// Means of a field by pixel of its map on a page. A pixel that is larger than the cells has the
/// mean of the cells it meets, a smaller one the value of the cell at its middle.
class PixelMeans {
public:
    /// `values` has the value of each cell of the frame's grid, rows in stored order, NaN for
    /// cells not to be drawn. Both must outlive the result.
    PixelMeans(const MapFrame& frame, std::span<const double> values);

    /// Return the size of the map in whole pixels.
    std::size_t width() const { return columns_.size(); }
    std::size_t height() const { return rows_.size(); }
    /// Returns the mean at a pixel, from the upper left corner; NaN if it has no value.
    double mean(std::size_t x, std::size_t y) const;

private:
    /// Cells of an axis, from the first to one past the last.
    using CellInterval = std::pair<std::size_t, std::size_t>;

    std::span<const double> values_;
    std::size_t grid_columns_;
    std::vector<CellInterval> columns_; ///< by column of pixels
    std::vector<CellInterval> rows_;
};

} // namespace cityflux
