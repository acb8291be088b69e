#pragma once

#include "pipeline/tables/energy_balance.h"
#include "pipeline/tables/gazetteer.h"
#include "pipeline/totals/table_totals.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Request of `cityflux totals --energy`.
struct EnergyTotalsRequest {
    TableTotalsRequest table; ///< `table` is the table of energy; it has no description
    std::vector<std::filesystem::path> factors; ///< the first file with a factor for a fuel counts
    std::string city; ///< city of all rows; "" if the table has a column for it
    int year = 0; ///< year of all rows; 0 if the table has a column for it
    GridChoice grid;
    std::string inventory = "energy"; ///< inventory of the totals
};

/// Computes city totals from an energy balance: a sector for each fuel, and the sums of
/// EnergyEmissions. With `city`, only that city gets rows. Otherwise cities without a row in the
/// table get rows flagged `no-value`. Throws InputError as make_table_totals() does.
TableTotals make_energy_totals(
    const EnergyTotalsRequest& request, const ChosenCities& chosen, const Gazetteer& gazetteer);

} // namespace cityflux
