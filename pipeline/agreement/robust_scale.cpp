#include "pipeline/agreement/robust_scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace cityflux {
namespace {

/// Factor from the median absolute deviation to the standard deviation of normal values: 1 / (0.75
/// quantile of the normal distribution).
constexpr double of_normal = 1.482602218505602;

double small_sample_factor(std::size_t n)
{
    constexpr std::array factors { 1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129,
        1.107 }; // n of 2 to 9
    return n < 2 + factors.size() ? factors[n - 2]
                                  : static_cast<double>(n) / (static_cast<double>(n) - 0.8);
}

/// Returns the median of chi-squared: exact to five digits for few degrees of freedom, otherwise by
/// Wilson and Hilferty 1931.
double median_of_chi2(std::size_t degrees)
{
    constexpr std::array medians { 0.454936, 1.386294, 2.365974, 3.356694, 4.351460, 5.348121,
        6.345811, 7.344121 };
    if (degrees <= medians.size()) {
        return medians[degrees - 1];
    }
    const double third = 1.0 - 2.0 / (9.0 * static_cast<double>(degrees));
    return static_cast<double>(degrees) * third * third * third;
}

} // namespace

double median_of(std::vector<double> values)
{
    if (values.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

double mad_deviation(const std::vector<double>& values)
{
    if (values.size() < 2) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double median = median_of(values);
    std::vector<double> distances;
    for (const double value : values) {
        distances.push_back(std::abs(value - median));
    }
    return small_sample_factor(values.size()) * of_normal * median_of(std::move(distances));
}

double pooled_deviation(std::span<const SampleDeviation> samples)
{
    std::vector<double> deviations;
    for (const SampleDeviation& sample : samples) {
        const std::size_t degrees = sample.values - 1;
        deviations.push_back(
            sample.deviation / std::sqrt(median_of_chi2(degrees) / static_cast<double>(degrees)));
    }
    return median_of(std::move(deviations));
}

SampleDeviation sample_deviation(std::span<const double> values)
{
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return { values.size(), std::sqrt(squares / (n - 1.0)) };
}

} // namespace cityflux
