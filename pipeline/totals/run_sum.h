#pragma once

#include <cstddef>

namespace cityflux {

/// Sum and count of the numbers that are data: not NaN.
struct RunSum {
    double sum = 0.0;
    std::size_t valid = 0;
};

/// Sums neighbouring cells in double precision, in four lanes: the number at position i goes to lane i mod 4 and the rest
/// beyond the last whole four to lane 0; the result is (lane 0 + lane 1) + (lane 2 + lane 3). The order, and so each bit of the
/// result, is fixed by `count` alone, whatever the processor.
RunSum sum_run(const float* values, std::size_t count);
RunSum sum_run(const double* values, std::size_t count);

/// The same without the way to the lanes where the run is too short to have four, as most pieces of a city on a coarse grid.
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
