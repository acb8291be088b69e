#pragma once

#include "pipeline/clip/city_map.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Maps of one city, given some rows at a time so that large ones need not be in memory as a whole.
class MapSource {
public:
    virtual ~MapSource() = default;

    /// Computes rows of the map from `first` on, and drops those computed before. Rows come
    /// from the first to the last.
    virtual const CityMap& advance_to_rows(std::size_t first, std::size_t count) = 0;
    /// Returns the city's tonnes of a band (by its position in MapSheet::bands) in each cell of
    /// these rows. They are the whole mass of the cell times the weight of the mask. They are NaN
    /// if the cell has no data or lies outside the city. Called once for each band and rows.
    virtual std::vector<double> tonnes(std::size_t band) = 0;
};

} // namespace cityflux
