#include "pipeline/tables/mann_kendall.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cityflux {
namespace {

constexpr std::size_t enough_values = 10;

/// Returns n (n - 1) (2 n + 5): 18 times the variance of s for n values in random order.
double spread_of(std::size_t count)
{
    const auto n = static_cast<double>(count);
    return n * (n - 1.0) * (2.0 * n + 5.0);
}

double variance_of(std::span<const double> values)
{
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    double spread = spread_of(sorted.size());
    for (auto tie = sorted.begin(); tie != sorted.end();) {
        const auto end = std::upper_bound(tie, sorted.end(), *tie);
        spread -= spread_of(static_cast<std::size_t>(end - tie));
        tie = end;
    }
    return spread / 18.0;
}

} // namespace

MannKendall mann_kendall(std::span<const double> values)
{
    MannKendall test;
    test.values = values.size();
    for (std::size_t later = 1; later < values.size(); ++later) {
        for (std::size_t earlier = 0; earlier < later; ++earlier) {
            test.s += (values[later] > values[earlier]) - (values[later] < values[earlier]);
        }
    }
    test.variance = variance_of(values);
    if (test.variance > 0.0 && test.s != 0) {
        const auto s = static_cast<double>(test.s);
        test.z = (s > 0.0 ? s - 1.0 : s + 1.0) / std::sqrt(test.variance);
    }
    test.p = std::erfc(std::abs(test.z) / std::sqrt(2.0));
    test.p_is_rough = values.size() < enough_values;
    return test;
}

} // namespace cityflux
