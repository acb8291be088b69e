#pragma once

#include "pipeline/table/totals_table.h"
#include "pipeline/tables/gazetteer.h"
#include "pipeline/tables/observation.h"
#include "pipeline/tables/statistics.h"
#include "pipeline/totals/chosen_cities.h"
#include "pipeline/totals/layer_query.h"
#include "pipeline/totals/table_cities.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Request of `cityflux totals --table`.
struct TableTotalsRequest {
    std::string table; ///< a file
    /// Description of a foreign table; "" for a table of totals or of statistics.
    std::filesystem::path description;
    LayerQuery layers; ///< series and years of the table; no months
    std::string unit = "t"; ///< any mass
};

/// City totals from a table instead of a grid, with their warnings and notes.
struct TableTotals {
    TotalsTable table;
    std::vector<UnmatchedName> unmatched; ///< names that match no city, or several
    std::vector<std::string> elsewhere; ///< names of known cities that are not in the list
    std::vector<std::string> notes; ///< each a sentence
    std::vector<std::string> trace; ///< derivation of the values, for the manifest
    /// Missing values, each a sentence; exit code 4 if not empty.
    std::vector<std::string> shortcomings;
};

/// Observations of one table. They must outlive it.
struct ObservedTable {
    const std::vector<Observation>& observations;
    std::string subject; ///< source of the observations, for messages
    Level level = Level::city; ///< of the names in the observations
};

/// Computes city totals from a statistics table. Each chosen city has a row for each series and
/// year of the table. Without a value the row is NaN and an incomplete result; its flag is
/// `no-value`, or that of the table. `lower` and `upper` are the table's interval, NaN if it has
/// none. `edge_share` and `valid_share` are NaN. Throws InputError if the file is refused, nothing
/// in it is a mass, or two rows give a city the same total. Also throws if a sector, species or
/// year asked for does not occur.
TableTotals make_table_totals(
    const TableTotalsRequest& request, const ChosenCities& chosen, const Gazetteer& gazetteer);

/// Computes city totals from observations in the same way.
TableTotals totals_of(const ObservedTable& observed, const TableTotalsRequest& request,
    const ChosenCities& chosen, const Gazetteer& gazetteer);

} // namespace cityflux
