#pragma once

#include <span>

namespace cityflux {

/// Correlations of pairs of values, -1..1. Both spans have the same length and no NaN. NaN where there are fewer than two pairs
/// or one side does not vary.

/// Pearson's product-moment correlation.
double pearson(std::span<const double> a, std::span<const double> b);

/// Spearman's: Pearson's of the ranks; equal values share the mean of their ranks.
double spearman(std::span<const double> a, std::span<const double> b);

/// Kendall's tau-b, which corrects for ties (Kendall 1945, Biometrika 33:239).
double kendall(std::span<const double> a, std::span<const double> b);

} // namespace cityflux
