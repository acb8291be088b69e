#pragma once

#include "pipeline/agreement/estimates.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Agreement of two inventories on the trend of one city, over their common years (values above 0;
/// only original years, not matched ones).
struct TrendAgreement {
    std::string species;
    std::string sector;
    ComparedCity city;
    std::string first; ///< inventory
    std::string second;
    std::size_t years = 0; ///< common years, at least three
    int first_year = 0;
    int last_year = 0;
    double first_slope
        = 0.0; ///< Sen's slope of the logs, as a relative change per year: exp(slope) - 1
    double second_slope = 0.0;
    double first_p = 1.0; ///< Mann-Kendall; rough below ten years
    double second_p = 1.0;
    /// True if both rise or both fall. std::nullopt if one does neither.
    std::optional<bool> same_sign;
    /// Spearman's correlation of the changes of the logs between consecutive common years, per
    /// year. NaN with fewer than three changes.
    double changes = std::numeric_limits<double>::quiet_NaN();
};

/// Returns the trends of all cities and pairs of inventories with at least three common years, in
/// order of tables. Requires: tables of one species and sector are consecutive, in order of year,
/// and have the same cities.
std::vector<TrendAgreement> agreement_of_trends(std::span<const EstimateTable> tables);

} // namespace cityflux
