#pragma once

#include "pipeline/agreement/estimates.h"

#include <cstddef>
#include <limits>
#include <vector>

namespace cityflux {

/// How two inventories agree over the cities that both have (values above 0). Ratios are second by first. NaN where there are
/// too few cities: correlations want two, the limits too.
struct PairAgreement {
    std::size_t first = 0; ///< inventories, first < second
    std::size_t second = 0;
    std::size_t n = 0; ///< cities
    double pearson = std::numeric_limits<double>::quiet_NaN(); ///< of the logs
    double spearman = std::numeric_limits<double>::quiet_NaN();
    double kendall = std::numeric_limits<double>::quiet_NaN(); ///< tau-b
    double median_ratio = std::numeric_limits<double>::quiet_NaN();
    /// Bland & Altman 1986 (Lancet 327:307) on logs, turned back into ratios: exp(mean d) and exp(mean d -+ 1.96 s), where d is
    /// the difference of logs and s its standard deviation. 95 % of cities have a ratio between the limits where d is normal.
    double bias = std::numeric_limits<double>::quiet_NaN();
    double lower_limit = std::numeric_limits<double>::quiet_NaN();
    double upper_limit = std::numeric_limits<double>::quiet_NaN();
};

/// All pairs of inventories that have a city in common, in the order of the table.
std::vector<PairAgreement> agreement_of_pairs(const EstimateTable& table);

} // namespace cityflux
