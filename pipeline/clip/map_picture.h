#pragma once

#include "pipeline/clip/band_sum.h"
#include "pipeline/clip/city_map.h"
#include "pipeline/clip/map_sheet.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// The quick-look of a sheet: the sum of its bands as t km-2 of the city's part of each cell, with the city's outline. Maps go
/// by as they are written, some rows at a time; cells that are too many to be seen are drawn several as one.
class MapPicture {
public:
    explicit MapPicture(const MapSheet& sheet);

    /// Before the bands of some rows. Rows come from the first to the last.
    void begin_rows(std::size_t first, const CityMap& rows);
    /// The tonnes of a band in these rows, by its position in MapSheet::bands.
    void add(std::size_t band, const std::vector<double>& tonnes);
    /// After the last row: a PNG. `source` is what stands below the map. The bands have to be of one species: others have no
    /// sum. Throws InputError where it cannot be drawn.
    std::string png(const MultiPolygon& outline, const std::string& source);

private:
    std::string title() const;
    std::string subtitle() const;
    void finish_rows();

    const MapSheet& sheet_;
    BandSum sum_;
    std::size_t together_; ///< rows and columns drawn as one
    Grid grid_; ///< as it is drawn
    std::vector<double> tonnes_; ///< by cell of it; NaN where no band has data
    std::vector<double> km2_; ///< of the city's part of the cells with data
    std::size_t first_row_ = 0; ///< of those in work
    std::vector<double> shown_km2_; ///< of each cell in work
    std::vector<double> sums_; ///< of their bands, t
};

} // namespace cityflux
