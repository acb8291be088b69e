#pragma once

#include <cmath>

namespace cityflux {

/// Compensated sum by Neumaier (1974). Rounding does not accumulate over many equal cells.
class CompensatedSum {
public:
    void add(double value)
    {
        const double next = sum_ + value;
        rest_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
        sum_ = next;
    }
    double value() const { return sum_ + rest_; }

private:
    double sum_ = 0.0;
    double rest_ = 0.0;
};

} // namespace cityflux
