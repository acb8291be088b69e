#pragma once

#include "pipeline/agreement/estimates.h"
#include "pipeline/tables/city_names.h"
#include "pipeline/tables/observation.h"
#include "pipeline/tables/statistics.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cityflux {

/// Totals of one inventory and year, in t, by city. Empty places mark cities without a row.
struct YearTotals {
    std::vector<Estimate> estimates;
    std::vector<std::string> places; ///< files and rows
};

/// Totals of one species and sector.
struct SeriesTotals {
    std::string species;
    std::string sector;
    /// By inventory (index in CollectedTotals::inventories), then year.
    std::map<std::size_t, std::map<int, YearTotals>> by_inventory;

    /// Returns the species and, unless it is "total", the sector.
    std::string text() const;
};

/// City totals of several inventories, by series, inventory and year.
struct CollectedTotals {
    std::vector<SeriesTotals> series; ///< in order of first appearance, as are the inventories
    std::vector<std::string> inventories;
    std::vector<UnmatchedName> unmatched; ///< names that match no city, or several
    std::vector<std::string> notes; ///< skipped values and doubtful matches, each a sentence
    /// Negative totals, and inventories of different scopes, each a sentence.
    std::vector<std::string> warnings;
};

/// Collects observations as described at gather_estimates(). Throws InputError if an inventory has
/// a value twice or no name.
CollectedTotals collect_totals(
    const std::vector<Observation>& observations, const CityNames& cities);

} // namespace cityflux
