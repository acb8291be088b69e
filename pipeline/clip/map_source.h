#pragma once

#include "pipeline/clip/city_map.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// The maps of one city, given some rows at a time so that large ones need not be in memory whole.
class MapSource {
public:
    virtual ~MapSource() = default;

    /// Works out rows of the map from `first` on; what was taken before is dropped. Rows come from the first to the last.
    virtual const CityMap& take_rows(std::size_t first, std::size_t count) = 0;
    /// The city's tonnes in each cell of these rows, of a band by its position in MapSheet::bands: the whole mass of the cell
    /// times the weight of the mask; NaN where the cell has no data or is not the city's. To be asked for once for each rows.
    virtual std::vector<double> tonnes(std::size_t band) = 0;
};

} // namespace cityflux
