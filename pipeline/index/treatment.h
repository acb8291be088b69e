#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Treatment of outliers of an indicator before normalisation. Missing values (NaN) stay missing
/// and do not count in quantiles.
struct Treatment {
    enum class Kind {
        none,
        winsorise, ///< values beyond the quantiles `lower` and `upper` become these quantiles
        tukey, ///< values beyond Q1 - fences IQR and Q3 + fences IQR become these fences (Tukey
               ///< 1977)
        log ///< natural logarithm of value + offset; all must be positive
    };
    Kind kind = Kind::none;
    double lower = 0.025; ///< quantiles of winsorise, 0..1
    double upper = 0.975;
    double fences = 1.5; ///< in interquartile ranges
    double offset = 0.0; ///< for log

    bool operator==(const Treatment&) const = default;
};

/// Returns "none", "winsorise 0.05 0.95", "Tukey 1.5" or "log + 1".
std::string text_of(const Treatment& treatment);

/// Returns a quantile of sorted values, by linear interpolation between order statistics (Hyndman &
/// Fan 1996, type 7). Returns NaN if there are none. Requires: no value is NaN.
double quantile(std::span<const double> sorted, double share);

/// Returns a quantile of values in any order, without sorting all of them. Changes their order.
/// Requires: no value is NaN.
double quantile_of_unsorted(std::span<double> values, double share);

/// Returns the treated value of each value. Throws InputError if a logarithm does not exist or a
/// value is infinite.
std::vector<double> treated(std::span<const double> values, const Treatment& treatment);

/// Treats values into the caller's memory. `out` is resized to `values`, `scratch` is overwritten.
void treat_into(std::span<const double> values, const Treatment& treatment,
    std::vector<double>& out, std::vector<double>& scratch);

} // namespace cityflux
