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

} // namespace cityflux
