#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cityflux {

/// Returns the median, for an even number the mean of the two middle values. Returns NaN if there
/// are none. Requires: no value is NaN.
double median_of(std::vector<double> values);

/// Returns the standard deviation estimated by the median absolute deviation: b_n 1.4826 med |x -
/// med x|. The factor b_n for few values makes it unbiased for normal values (Croux & Rousseeuw
/// 1992, Computational Statistics 1:411). b_n is 1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129,
/// 1.107 for 2 to 9, and n / (n - 0.8) above. Returns NaN for fewer than two values.
double mad_deviation(const std::vector<double>& values);

/// Deviation of the values in one place, for estimating a deviation common to many places.
struct SampleDeviation {
    std::size_t values = 0; ///< at least 2
    double deviation = 0.0; ///< with n - 1
};

/// Returns the deviation common to many small samples. It is the median of their deviations, each
/// divided by the median that a sample of its size has for normal values of deviation 1. The
/// divisor is sqrt(median of chi2 with n - 1 degrees / (n - 1)). Up to half of the samples may be
/// outliers. Returns NaN if there are no samples.
double pooled_deviation(std::span<const SampleDeviation> samples);

/// Returns the deviation with n - 1. Requires: at least two values.
SampleDeviation sample_deviation(std::span<const double> values);

} // namespace cityflux
