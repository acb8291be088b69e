#pragma once

#include <cstddef>

namespace cityflux {

/// Sum and count of the numbers that are not NaN.
struct RunSum {
    double sum = 0.0;
    std::size_t valid = 0;
};

/// Sums neighbouring cells in double precision and four lanes. The number at position i goes
/// to lane i mod 4. Numbers beyond the last whole four go to lane 0. The result is (lane 0 +
/// lane 1) + (lane 2 + lane 3). The order depends only on `count`, so each bit of the result
/// is the same on any processor.
RunSum sum_run(const float* values, std::size_t count);
RunSum sum_run(const double* values, std::size_t count);

/// Returns the same sum, without lanes if the run has fewer than four numbers. Most pieces of a
/// city on a coarse grid are that short.
template <typename T> RunSum sum_short_run(const T* values, std::size_t count)
{
    if (count >= 4) {
        return sum_run(values, count);
    }
    RunSum run;
    for (std::size_t i = 0; i < count; ++i) {
        if (values[i] == values[i]) {
            run.sum += static_cast<double>(values[i]);
            ++run.valid;
        }
    }
    return run;
}

} // namespace cityflux
