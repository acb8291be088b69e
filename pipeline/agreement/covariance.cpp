#include "pipeline/agreement/covariance.h"

#include <cmath>

namespace cityflux {

std::optional<Covariance> Covariance::of(const std::vector<std::vector<double>>& matrix)
{
    constexpr double least_pivot = 1e-12; // relative to the diagonal; less is rounding
    Covariance result;
    result.factor_ = matrix;
    auto& l = result.factor_;
    for (std::size_t row = 0; row < l.size(); ++row) {
        for (std::size_t column = 0; column <= row; ++column) {
            double sum = matrix[row][column];
            for (std::size_t k = 0; k < column; ++k) {
                sum -= l[row][k] * l[column][k];
            }
            if (row != column) {
                l[row][column] = sum / l[column][column];
            } else if (sum > least_pivot * matrix[row][row]) {
                l[row][row] = std::sqrt(sum);
            } else {
                return std::nullopt;
            }
        }
    }
    return result;
}

std::vector<double> Covariance::solve(std::span<const double> right) const
{
    std::vector<double> x(right.begin(), right.end());
    for (std::size_t row = 0; row < x.size(); ++row) {
        for (std::size_t k = 0; k < row; ++k) {
            x[row] -= factor_[row][k] * x[k];
        }
        x[row] /= factor_[row][row];
    }
    for (std::size_t row = x.size(); row-- > 0;) {
        for (std::size_t k = row + 1; k < x.size(); ++k) {
            x[row] -= factor_[k][row] * x[k];
        }
        x[row] /= factor_[row][row];
    }
    return x;
}

double Covariance::trace_of_inverse() const
{
    double trace = 0.0;
    for (std::size_t i = 0; i < factor_.size(); ++i) {
        std::vector<double> unit(factor_.size(), 0.0);
        unit[i] = 1.0;
        trace += solve(unit)[i];
    }
    return trace;
}

} // namespace cityflux
