#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace cityflux {

/// Small symmetric positive definite matrix, as its Cholesky factor.
class Covariance {
public:
    /// Decomposes `matrix`, given by rows. Returns std::nullopt if it is not positive definite.
    static std::optional<Covariance> of(const std::vector<std::vector<double>>& matrix);

    /// Returns x with matrix x = right.
    std::vector<double> solve(std::span<const double> right) const;
    /// Returns the trace of the inverse.
    double trace_of_inverse() const;

private:
    std::vector<std::vector<double>> factor_; ///< lower triangle
};

} // namespace cityflux
