#pragma once

#include <span>

namespace cityflux {

/// Correlations of pairs of values, -1..1. They are NaN with fewer than two pairs, or if one side
/// does not vary. Requires: both spans have the same length and no NaN.

/// Returns Pearson's product-moment correlation.
double pearson(std::span<const double> a, std::span<const double> b);

/// Returns Spearman's correlation: Pearson's of the ranks. Equal values share the mean of their
/// ranks.
double spearman(std::span<const double> a, std::span<const double> b);

/// Returns Kendall's tau-b, which corrects for ties (Kendall 1945, Biometrika 33:239).
double kendall(std::span<const double> a, std::span<const double> b);

} // namespace cityflux
