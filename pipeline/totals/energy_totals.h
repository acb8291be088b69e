#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/tables/energy_balance.h"
#include "pipeline/tables/gazetteer.h"
#include "pipeline/totals/table_totals.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// What `cityflux totals --energy` is asked for.
struct EnergyTotalsRequest {
    TableTotalsRequest table; ///< `table` is the table of energy; it has no description
    std::vector<std::filesystem::path> factors; ///< the first that knows a fuel counts
    std::string city; ///< of all rows; "" where the table has a column
    int year = 0; ///< of all rows; 0 where the table has a column
    GridChoice grid;
    std::string inventory = "energy"; ///< what the totals are called
};

/// City totals of an energy balance: a sector for each fuel, and the sums of EnergyEmissions. With `city` that city alone
/// gets rows; else those that the table has no row of get rows flagged `no-value`. Throws InputError as make_table_totals does.
TableTotals make_energy_totals(const EnergyTotalsRequest& request, const CityList& cities,
    const std::vector<std::size_t>& chosen, const Gazetteer& gazetteer);

} // namespace cityflux
