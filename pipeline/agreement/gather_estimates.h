#pragma once

#include "pipeline/agreement/estimates.h"
#include "pipeline/tables/city_names.h"
#include "pipeline/tables/observation.h"
#include "pipeline/tables/statistics.h"

#include <string>
#include <vector>

namespace cityflux {

/// Choice and matching of years.
struct YearMatching {
    std::vector<int> years; ///< years to compare; empty: all years of the tables
    /// Largest distance of years: an inventory without the year uses its nearest one within this,
    /// for each city. The earlier of two equally near years is used. Default: 0.
    int nearest = 0;
};

/// Totals of all inventories, grouped for comparison.
struct GatheredEstimates {
    /// A table for each species, sector and year of at least two inventories, with these
    /// inventories. All tables have all cities.
    std::vector<EstimateTable> tables;
    std::vector<std::string> inventories; ///< in order of first appearance
    std::vector<UnmatchedName> unmatched; ///< names that match no city, or several
    /// Skipped values, and years used instead of others, each a sentence.
    std::vector<std::string> notes;
    std::vector<std::string> warnings; ///< CollectedTotals::warnings
};

/// Arranges city totals of several inventories for comparison.
/// - Values are converted to t; quantities that are not masses are skipped, with a note.
/// - Upper and lower case of a species are equal. Rows without a sector are assigned to "total".
/// - A city is found by its name; its id decides between cities of one name, or if the name finds
/// none. Throws InputError if an inventory has a value twice or no name. Throws InputError if there
/// is nothing to compare: fewer than two inventories, or no common species, sector and year.
GatheredEstimates gather_estimates(const std::vector<Observation>& observations,
    const CityNames& cities, const YearMatching& matching = {});

/// Returns, for example, "1997-2009, 2011".
std::string text_of_years(const std::vector<int>& years);

} // namespace cityflux
