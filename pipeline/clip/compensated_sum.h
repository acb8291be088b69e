#pragma once

#include <cmath>

namespace cityflux {

/// Neumaier's sum (1974): many cells alike do not drift.
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
