#include "pipeline/agreement/correlation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

namespace cityflux {
namespace {

double mean_of(std::span<const double> values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Returns ranks from 1. Equal values share the mean of their ranks.
std::vector<double> ranks_of(std::span<const double> values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t { 0 });
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t x, std::size_t y) { return values[x] < values[y]; });
    std::vector<double> ranks(values.size());
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && values[order[end]] == values[order[begin]]) {
            ++end;
        }
        for (std::size_t i = begin; i < end; ++i) {
            ranks[order[i]] = static_cast<double>(begin + 1 + end) / 2.0;
        }
        begin = end;
    }
    return ranks;
}

int order_of(double x, double y)
{
    return (x > y) - (x < y);
}

} // namespace

double pearson(std::span<const double> a, std::span<const double> b)
{
    const double mean_a = mean_of(a);
    const double mean_b = mean_of(b);
    double aa = 0.0;
    double bb = 0.0;
    double ab = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
        ab += (a[i] - mean_a) * (b[i] - mean_b);
    }
    return aa > 0.0 && bb > 0.0 ? std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0)
                                : std::numeric_limits<double>::quiet_NaN();
}

double spearman(std::span<const double> a, std::span<const double> b)
{
    return pearson(ranks_of(a), ranks_of(b));
}

double kendall(std::span<const double> a, std::span<const double> b)
{
    std::int64_t both = 0;
    std::int64_t in_a = 0;
    std::int64_t in_b = 0;
    for (std::size_t i = 1; i < a.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const int of_a = order_of(a[i], a[j]);
            const int of_b = order_of(b[i], b[j]);
            both += of_a * of_b;
            in_a += of_a * of_a;
            in_b += of_b * of_b;
        }
    }
    return in_a > 0 && in_b > 0 ? static_cast<double>(both)
            / std::sqrt(static_cast<double>(in_a) * static_cast<double>(in_b))
                                : std::numeric_limits<double>::quiet_NaN();
}

} // namespace cityflux
