#include "pipeline/agreement/log_regression.h"
#include "pipeline/agreement/robust_scale.h"

#include "grids/text/error.h"
#include "pipeline/agreement/student.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double mean(std::span<const double> values)
{
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

} // namespace

double LogRegression::prediction_sigma(double log_x) const
{
    const double distance = log_x - mean_x;
    return sigma
        * std::sqrt(1.0 + 1.0 / static_cast<double>(cities) + distance * distance / spread_x);
}

LogRegression log_regression(
    std::span<const double> log_x, std::span<const double> log_y, const std::string& subject)
{
    LogRegression fit;
    fit.cities = log_x.size();
    if (fit.cities < 3) {
        throw InputError(ProblemCode::insufficient, subject,
            fmt::format("insufficient data: {} {} in common (required: 3 or more)", fit.cities,
                fit.cities == 1 ? "city" : "cities"));
    }
    fit.mean_x = mean(log_x);
    fit.mean_y = mean(log_y);
    double products = 0.0;
    double spread_y = 0.0;
    for (std::size_t i = 0; i < fit.cities; ++i) {
        const double dx = log_x[i] - fit.mean_x;
        const double dy = log_y[i] - fit.mean_y;
        fit.spread_x += dx * dx;
        products += dx * dy;
        spread_y += dy * dy;
    }
    const auto n = static_cast<double>(fit.cities);
    const auto [least, most] = std::minmax_element(log_x.begin(), log_x.end());
    fit.least_x = *least;
    fit.most_x = *most;
    if (fit.least_x == fit.most_x) {
        throw InputError(ProblemCode::insufficient, subject,
            "insufficient data: the primary inventory has the same value in all cities, so the "
            "slope is undefined");
    }
    fit.slope = products / fit.spread_x;
    fit.intercept = fit.mean_y - fit.slope * fit.mean_x;
    double squares = 0.0;
    double smeared = 0.0;
    for (std::size_t i = 0; i < fit.cities; ++i) {
        const double residual = log_y[i] - fit.log_median(log_x[i]);
        squares += residual * residual;
        smeared += std::exp(residual);
    }
    fit.sigma = std::sqrt(squares / (n - 2.0));
    fit.slope_error = fit.sigma / std::sqrt(fit.spread_x);
    fit.intercept_error = fit.sigma * std::sqrt(1.0 / n + fit.mean_x * fit.mean_x / fit.spread_x);
    fit.r2 = spread_y > 0.0 ? 1.0 - squares / spread_y : missing;
    fit.smearing = smeared / n;
    return fit;
}

LeaveOneOut leave_one_out(
    const LogRegression& fit, std::span<const double> log_x, std::span<const double> log_y)
{
    LeaveOneOut result;
    const auto n = static_cast<double>(fit.cities);
    const bool has_interval = fit.cities > 3;
    const double t = has_interval ? student_quantile(0.95, n - 3.0) : missing;
    std::vector<double> absolute;
    double sum = 0.0;
    double squares = 0.0;
    double inside = 0.0;
    for (std::size_t i = 0; i < fit.cities; ++i) {
        const double distance = log_x[i] - fit.mean_x;
        const double rest = 1.0 - 1.0 / n - distance * distance / fit.spread_x; // 1 - leverage
        LeftOutCity city;
        if (rest < 1e-12) {
            city.error = missing;
            result.cities.push_back(city);
            continue;
        }
        const double residual = log_y[i] - fit.log_median(log_x[i]);
        city.error = residual / rest;
        if (has_interval) {
            const double variance = std::max(0.0,
                ((n - 2.0) * fit.sigma * fit.sigma - residual * residual / rest)
                    / (n - 3.0)); // without it
            city.inside = std::abs(city.error) <= t * std::sqrt(variance / rest);
        }
        absolute.push_back(std::abs(city.error));
        sum += city.error;
        squares += city.error * city.error;
        inside += city.inside ? 1.0 : 0.0;
        result.cities.push_back(city);
    }
    const auto count = static_cast<double>(absolute.size());
    result.median_absolute_error = median_of(std::move(absolute));
    result.rmse = std::sqrt(squares / count);
    result.bias = sum / count;
    result.coverage = has_interval ? inside / count : missing;
    return result;
}

} // namespace cityflux
