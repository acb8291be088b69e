#pragma once

#include "pipeline/agreement/estimates.h"

#include <cstddef>
#include <limits>
#include <vector>

namespace cityflux {

/// Agreement of two inventories over their common cities (values above 0). Ratios are second
/// divided by first. Statistics are NaN with too few cities: correlations and limits need two.
struct PairAgreement {
    std::size_t first = 0; ///< indices of inventories, first < second
    std::size_t second = 0;
    std::size_t n = 0; ///< number of cities
    double pearson = std::numeric_limits<double>::quiet_NaN(); ///< of the logs
    double spearman = std::numeric_limits<double>::quiet_NaN();
    double kendall = std::numeric_limits<double>::quiet_NaN(); ///< tau-b
    double median_ratio = std::numeric_limits<double>::quiet_NaN();
    /// Bias and limits of agreement by Bland & Altman 1986 (Lancet 327:307), as ratios: exp(mean d)
    /// and exp(mean d -+ 1.96 s). d is the difference of logs and s its standard deviation. 95 % of
    /// cities have a ratio between the limits if d is normal.
    double bias = std::numeric_limits<double>::quiet_NaN();
    double lower_limit = std::numeric_limits<double>::quiet_NaN();
    double upper_limit = std::numeric_limits<double>::quiet_NaN();
};

/// Returns all pairs of inventories with a common city, in order of the table.
std::vector<PairAgreement> agreement_of_pairs(const EstimateTable& table);

} // namespace cityflux
