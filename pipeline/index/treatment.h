#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// What is done about outliers of an indicator before it is normalised. Missing values (NaN) stay missing and take no part
/// in quantiles.
struct Treatment {
    enum class Kind {
        none,
        winsorise, ///< values beyond the quantiles `lower` and `upper` become these quantiles
        tukey, ///< values beyond Q1 - fences IQR and Q3 + fences IQR become these fences (Tukey 1977)
        log ///< natural logarithm of value + offset; all must be positive
    };
    Kind kind = Kind::none;
    double lower = 0.025; ///< quantiles of winsorise, 0..1
    double upper = 0.975;
    double fences = 1.5; ///< in interquartile ranges
    double offset = 0.0; ///< of log

    bool operator==(const Treatment&) const = default;
};

/// For people: "none", "winsorise 0.05 0.95", "Tukey 1.5", "log + 1".
std::string text_of(const Treatment& treatment);

/// Quantile of sorted values without NaN, by linear interpolation between order statistics (Hyndman & Fan 1996, type 7).
double quantile(std::span<const double> sorted, double share);

/// The quantile of values in any order and without NaN, without sorting them all; leaves them in another order.
double quantile_of_unsorted(std::span<double> values, double share);

/// The treated values, one for each value. Throws InputError where a logarithm does not exist and where a value is infinite.
std::vector<double> treated(std::span<const double> values, const Treatment& treatment);

/// The same into memory that the caller keeps: `out` is given the size of `values`, `scratch` is overwritten.
void treat_into(
    std::span<const double> values, const Treatment& treatment, std::vector<double>& out, std::vector<double>& scratch);

} // namespace cityflux
