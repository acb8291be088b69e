#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cityflux {

/// The median; of an even number the mean of the two in the middle. NaN of nothing. NaN is not allowed among the values.
double median_of(std::vector<double> values);

/// The standard deviation as the median absolute deviation tells it: b_n 1.4826 med |x - med x|, with b_n for few values
/// (Croux & Rousseeuw 1992, Computational Statistics 1:411: 1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107 for 2 to 9,
/// n / (n - 0.8) above), so that of normal values it is right in the mean. NaN of fewer than two.
double mad_deviation(const std::vector<double>& values);

/// Values about each other in one place, for a deviation common to many places.
struct SampleDeviation {
    std::size_t values = 0; ///< at least 2
    double deviation = 0.0; ///< with n - 1
};

/// The deviation common to many small samples: the median of theirs, each divided by the median that a sample of its size has
/// of normal values of deviation 1, sqrt(median of chi2 with n - 1 degrees / (n - 1)). Up to half of the samples may be wild.
/// NaN of no samples.
double pooled_deviation(std::span<const SampleDeviation> samples);

/// The deviation with n - 1 of at least two values.
SampleDeviation sample_deviation(std::span<const double> values);

} // namespace cityflux
