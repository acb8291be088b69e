#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Ordinary least squares fit of ln y = intercept + slope ln x, with its prediction for other
/// cities.
struct LogRegression {
    std::size_t cities = 0;
    double intercept = 0.0;
    double slope = 0.0;
    double sigma
        = 0.0; ///< standard deviation of the residuals in logs, with cities - 2 degrees of freedom
    double intercept_error = 0.0; ///< standard error
    double slope_error = 0.0; ///< standard error
    double r2 = 0.0;
    double mean_x = 0.0; ///< mean of ln x
    double mean_y = 0.0; ///< mean of ln y
    double spread_x = 0.0; ///< sum of squares of ln x around its mean
    double least_x = 0.0; ///< range of ln x; predictions outside it are extrapolations
    double most_x = 0.0;
    /// Duan's smearing factor: the mean of exp(residual), which turns a median into a mean without
    /// assuming a normal distribution (Duan 1983, J. Am. Stat. Assoc. 78:605). Reported for
    /// comparison; the mean uses exp(sigma^2 / 2).
    double smearing = 1.0;

    double log_median(double log_x) const { return intercept + slope * log_x; }
    /// Returns the standard deviation of ln y of another city around log_median(): sigma sqrt(1 +
    /// 1/n + (ln x - mean)^2 / spread).
    double prediction_sigma(double log_x) const;
};

/// Prediction for one city by the regression on all others. Closed form (PRESS): the residual grows
/// by 1 / (1 - leverage), which equals a new fit.
struct LeftOutCity {
    double error = 0.0; ///< ln of the left-out value minus the prediction
    bool inside = false; ///< true if inside the 95 % prediction interval of the others
};

/// Leave-one-out predictions of all cities.
struct LeaveOneOut {
    std::vector<LeftOutCity> cities; ///< in the given order
    double median_absolute_error = 0.0; ///< in logs
    double rmse = 0.0; ///< in logs
    double bias = 0.0; ///< mean error in logs
    /// Share inside the 95 % prediction interval. NaN with 3 cities, because fits to 2 have no
    /// residuals.
    double coverage = 0.0;
};

/// Fits logs. Throws InputError beginning with `subject` if there are fewer than 3 cities or all x
/// are equal.
LogRegression log_regression(
    std::span<const double> log_x, std::span<const double> log_y, const std::string& subject);

/// Returns the leave-one-out errors of a fit to the same values. A city with leverage 1 (without it
/// all x are equal) has the error NaN and is not counted.
LeaveOneOut leave_one_out(
    const LogRegression& fit, std::span<const double> log_x, std::span<const double> log_y);

} // namespace cityflux
