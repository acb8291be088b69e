#pragma once

#include "pipeline/clip/city_map.h"
#include "pipeline/clip/map_quantity.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// A coarser view of a map: how many rows and columns it has.
struct OverviewSize {
    std::size_t rows = 0;
    std::size_t columns = 0;
};

/// Views by 2, 4, 8 ... in each direction, until one of at most `most` rows and columns; none for a map that small.
std::vector<OverviewSize> overview_sizes(const Grid& grid, std::size_t most);

/// A band as a coarser view shows it: each of its cells has the mass per area of the cells under it (per cell of the map, for
/// MapQuantity::mass), where cells outside the city have no mass but an area. So the mass per area is kept on all scales, and a
/// colour means the same on each. NaN where no cell under it has a value.
std::vector<double> overview_of(const CityMap& map, const MapBand& band, MapQuantity quantity, const OverviewSize& size);
/// The same for the covered shares.
std::vector<double> coverage_overview(const CityMap& map, const OverviewSize& size);

} // namespace cityflux
