#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// ln y = intercept + slope ln x by ordinary least squares, and what it says of a city that it has not seen.
struct LogRegression {
    std::size_t cities = 0;
    double intercept = 0.0;
    double slope = 0.0;
    double sigma = 0.0; ///< standard deviation of the residuals in logs, with cities - 2 degrees of freedom
    double intercept_error = 0.0; ///< standard error
    double slope_error = 0.0; ///< standard error
    double r2 = 0.0;
    double mean_x = 0.0; ///< of ln x
    double mean_y = 0.0; ///< of ln y
    double spread_x = 0.0; ///< sum of squares of ln x about its mean
    double least_x = 0.0; ///< of ln x: beyond it the regression is extended
    double most_x = 0.0;
    /// Duan's smearing factor: the mean of exp(residual), by which the median becomes a mean without a normal distribution
    /// (Duan 1983, J. Am. Stat. Assoc. 78:605). Told beside exp(sigma^2 / 2), which the mean is made with.
    double smearing = 1.0;

    double log_median(double log_x) const { return intercept + slope * log_x; }
    /// Standard deviation of ln y of another city about log_median: sigma sqrt(1 + 1/n + (ln x - mean)^2 / spread).
    double prediction_sigma(double log_x) const;
};

/// One city left out: what the regression on the others says of it. By closed form (PRESS): the residual grows by
/// 1 / (1 - leverage), which is the same as fitting again.
struct LeftOutCity {
    double error = 0.0; ///< ln of what was left out less what the others say
    bool inside = false; ///< within the others' 95 % prediction interval
};

/// All cities left out in turn.
struct LeaveOneOut {
    std::vector<LeftOutCity> cities; ///< in the order given
    double median_absolute_error = 0.0; ///< in logs
    double rmse = 0.0; ///< in logs
    double bias = 0.0; ///< mean error in logs
    double coverage = 0.0; ///< share inside the 95 % prediction interval; NaN with 3 cities, whose fits have no residuals
};

/// Fits logs. Throws InputError that begins with `subject` for fewer than 3 cities and where all x are equal.
LogRegression log_regression(std::span<const double> log_x, std::span<const double> log_y, const std::string& subject);

/// The leave-one-out errors of a fit to the same values. A city whose leverage is 1 (without it all x are equal) has no error:
/// NaN, and counts in nothing.
LeaveOneOut leave_one_out(const LogRegression& fit, std::span<const double> log_x, std::span<const double> log_y);

} // namespace cityflux
