#pragma once

#include "pipeline/agreement/estimates.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// How two inventories agree on where one city is going, over the years that both have (values above 0; years of their own
/// only, not matched ones).
struct TrendAgreement {
    std::string species;
    std::string sector;
    ComparedCity city;
    std::string first; ///< inventories
    std::string second;
    std::size_t years = 0; ///< that both have, at least three
    int first_year = 0;
    int last_year = 0;
    double first_slope = 0.0; ///< Sen's, of the logs, as a share a year: exp(slope) - 1
    double second_slope = 0.0;
    double first_p = 1.0; ///< Mann-Kendall; rough below ten years
    double second_p = 1.0;
    /// Whether both rise or both fall; nothing where one does neither.
    std::optional<bool> same_sign;
    /// Spearman's correlation of the changes of the logs from each common year to the next, a year; NaN below three changes.
    double changes = std::numeric_limits<double>::quiet_NaN();
};

/// Of all cities and pairs of inventories with three common years or more, in the order of tables; tables of one species
/// and sector follow each other by year and have the same cities.
std::vector<TrendAgreement> agreement_of_trends(std::span<const EstimateTable> tables);

} // namespace cityflux
