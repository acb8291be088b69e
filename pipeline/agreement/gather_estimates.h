#pragma once

#include "pipeline/agreement/estimates.h"
#include "pipeline/tables/city_names.h"
#include "pipeline/tables/observation.h"
#include "pipeline/tables/statistics.h"

#include <string>
#include <vector>

namespace cityflux {

/// How years are chosen and matched.
struct YearMatching {
    std::vector<int> years; ///< to compare; all of the tables where empty
    /// An inventory without the year stands in with its nearest one not further off than this, for each city; of two equally
    /// near the earlier.
    int nearest = 0;
};

/// The totals of all inventories by what can be compared.
struct GatheredEstimates {
    /// For each species, sector and year that two inventories or more have, the inventories that have it; all with all the
    /// cities.
    std::vector<EstimateTable> tables;
    std::vector<std::string> inventories; ///< in the order in which they were met
    std::vector<UnmatchedName> unmatched; ///< names that are not that of one city
    /// What was left out, and which years stand for others, each a sentence.
    std::vector<std::string> notes;
};

/// Puts city totals side by side. Values become t; upper and lower case of a species are the same; a statistic without a sector
/// is of the sector "total"; what is no mass is left out. A city is found by its name, its id telling those of one name apart,
/// or by its id where the name finds none. Throws InputError where an inventory has a value twice, has no name, and where there
/// is nothing to compare: fewer than two inventories, or none with a species, sector and year in common.
GatheredEstimates gather_estimates(
    const std::vector<Observation>& observations, const CityNames& cities, const YearMatching& matching = {});

/// "1997-2009, 2011".
std::string text_of_years(const std::vector<int>& years);

} // namespace cityflux
