#pragma once

#include "pipeline/clip/band_sum.h"
#include "pipeline/clip/city_map.h"
#include "pipeline/clip/map_sheet.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Quick-look of a sheet: the sum of its bands in t km-2 of the city's part of each cell, with the
/// outline. Maps pass as they are written, some rows at a time. If there are too many cells to be
/// visible, several are drawn as one.
class MapPicture {
public:
    explicit MapPicture(const MapSheet& sheet);

    /// Starts some rows, before their bands are added. Rows come from the first to the last.
    void begin_rows(std::size_t first, const CityMap& rows);
    /// Adds the tonnes of a band in these rows, by its position in MapSheet::bands.
    void add(std::size_t band, const std::vector<double>& tonnes);
    /// Returns the PNG after the last row. `source` is the text below the map.
    /// Requires: the bands have a sum (band_sum()), so they are of one species. Throws
    /// InputError if it cannot be drawn.
    std::string png(const MultiPolygon& outline, const std::string& source);

private:
    std::string title() const;
    std::string subtitle() const;
    void finish_rows();

    const MapSheet& sheet_;
    BandSum sum_;
    std::size_t together_; ///< number of rows, and of columns, drawn as one
    Grid grid_; ///< grid that is drawn
    std::vector<double> tonnes_; ///< by cell of grid_; NaN if no band has data
    std::vector<double> km2_; ///< area of the city's part of the cells with data
    std::size_t first_row_ = 0; ///< first of the rows in work
    std::vector<double> shown_km2_; ///< area of each cell in work
    std::vector<double> sums_; ///< sum of the bands of each cell in work, in t
};

} // namespace cityflux
