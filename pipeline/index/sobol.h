#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cityflux {

/// Shares of an output's variance that each factor explains by itself (first) and including its
/// interactions (total).
struct SobolIndices {
    std::size_t rows = 0; ///< number of rows used
    double mean = 0.0; ///< NaN without rows
    double variance = 0.0;
    /// By factor; NaN if the output does not vary. Estimates may lie slightly outside 0..1.
    std::vector<double> first;
    std::vector<double> total;
};

/// Sums over the rows of a radial design. It has two independent base matrices A and B. For each
/// factor (or group of factors) i it also has the matrix A_B(i): A with the columns of i from B.
///
/// With N rows, output f, and V = Var f over the rows of A and B together,
///   S_i  = 1/N  sum f(B)_j (f(A_B(i))_j - f(A)_j) / V          Saltelli et al. 2010, table 2 (b)
///   ST_i = 1/2N sum (f(A)_j - f(A_B(i))_j)^2 / V               Jansen 1999; there (f)
/// In S_i the mean of f is first subtracted from f(B). This does not change the expected value of
/// the estimate, only its precision.
class SobolSums {
public:
    /// `centre` is subtracted from all outputs to reduce rounding errors: any value near them.
    explicit SobolSums(std::size_t factors, double centre = 0.0);

    /// Adds one row: f(A), f(B), and f(A_B(i)) by factor. Skips a row that contains NaN.
    void add(double a, double b, std::span<const double> mixed);
    /// Adds the sums of other rows with the same centre.
    void add(const SobolSums& others);
    SobolIndices indices() const;

private:
    struct Factor {
        double moved = 0.0; ///< sum of f(A_B) - f(A)
        double moved_times_b = 0.0;
        double moved_squared = 0.0;
    };
    double centre_;
    std::size_t rows_ = 0;
    double sum_ = 0.0; ///< sum of f(A) and f(B)
    double squares_ = 0.0;
    std::vector<Factor> factors_;
};

/// Standard errors of Sobol indices, by factor.
struct SobolErrors {
    std::vector<double> first;
    std::vector<double> total;
};

/// Returns standard errors by bootstrap over rows (Archer, Saltelli & Sobol 1997). `outputs` holds
/// f(A), f(B), f(A_B(1)), ... row after row. Returns NaN for indices that are NaN.
SobolErrors bootstrap_errors(std::span<const double> outputs, std::size_t factors,
    std::size_t resamples, std::uint64_t seed);

} // namespace cityflux
