#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "pipeline/table/totals_table.h"
#include "pipeline/totals/chosen_cities.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace cityflux {

/// Cities whose coverage is computed, in the order of their list. The list must outlive it.
struct CoveredCities {
    CitySelection cities;
    /// Index of each city in `in_table`; std::nullopt if it has no rows.
    std::vector<std::optional<std::size_t>> table_index;
    std::vector<TotalsCity> in_table; ///< the chosen cities
};

/// Returns the chosen cities. With EdgeRule::fill, adds all other cities, because they also get
/// their part of partly covered cells.
CoveredCities covered_cities(const ChosenCities& chosen, EdgeRule edge);

} // namespace cityflux
