#include "pipeline/agreement/blend.h"

#include "grids/text/error.h"
#include "pipeline/agreement/covariance.h"
#include "pipeline/agreement/student.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cityflux {
namespace {

using Matrix = std::vector<std::vector<double>>;
using Positions = std::vector<std::size_t>;

Matrix part_of(const Matrix& matrix, const Positions& positions, double factor, double added)
{
    Matrix part(positions.size(), std::vector<double>(positions.size()));
    for (std::size_t i = 0; i < positions.size(); ++i) {
        for (std::size_t j = 0; j < positions.size(); ++j) {
            part[i][j] = factor * matrix[positions[i]][positions[j]] + (i == j ? added : 0.0);
        }
    }
    return part;
}

Covariance decomposed(const Matrix& matrix)
{
    const auto covariance = Covariance::of(matrix);
    if (!covariance) {
        throw InputError(ProblemCode::inconsistent, named(Setting::shared),
            "inconsistent correlations: the errors of inventories that share data are nearly the "
            "same (the covariance is not positive definite)",
            "give a smaller correlation, e.g. 0.1");
    }
    return *covariance;
}

double sum(const std::vector<double>& values)
{
    double total = 0.0;
    for (const double value : values) {
        total += value;
    }
    return total;
}

/// Generalised least squares mean of values.
struct Mean {
    double value = 0.0;
    double variance = 0.0;
    std::vector<double> weights;
    double q
        = 0.0; ///< sum of squared deviations from the mean, weighted by the inverse covariance C^-1
    double trace = 0.0; ///< trace of M = C^-1 - C^-1 1 1' C^-1 / (1' C^-1 1): growth of q with a
                        ///< variance added to all
};

Mean mean_of(const std::vector<double>& values, const Matrix& matrix)
{
    const Covariance covariance = decomposed(matrix);
    const std::vector<double> ones(values.size(), 1.0);
    Mean mean;
    mean.weights = covariance.solve(ones);
    const double precision = sum(mean.weights);
    double squares = 0.0;
    for (double& weight : mean.weights) {
        squares += weight * weight;
        weight /= precision;
    }
    mean.variance = 1.0 / precision;
    mean.trace = covariance.trace_of_inverse() - squares / precision;
    for (std::size_t i = 0; i < values.size(); ++i) {
        mean.value += mean.weights[i] * values[i];
    }
    std::vector<double> off(values);
    for (double& value : off) {
        value -= mean.value;
    }
    const std::vector<double> scaled = covariance.solve(off);
    for (std::size_t i = 0; i < off.size(); ++i) {
        mean.q += off[i] * scaled[i];
    }
    return mean;
}

Positions present_in(const Matrix& logs, std::size_t city)
{
    Positions present;
    for (std::size_t i = 0; i < logs.size(); ++i) {
        if (!std::isnan(logs[i][city])) {
            present.push_back(i);
        }
    }
    return present;
}

std::vector<double> values_of(
    const Matrix& logs, const ErrorModel& errors, std::size_t city, const Positions& positions)
{
    std::vector<double> values;
    for (const std::size_t i : positions) {
        values.push_back(logs[i][city] - errors.inventories[i].bias);
    }
    return values;
}

double birge_of(const Matrix& logs, const ErrorModel& errors)
{
    double q = 0.0;
    double degrees = 0.0;
    for (std::size_t city = 0; city < logs.front().size(); ++city) {
        const Positions present = present_in(logs, city);
        if (present.size() > 1) {
            q += mean_of(values_of(logs, errors, city, present),
                part_of(errors.covariance, present, 1.0, 0.0))
                     .q;
            degrees += static_cast<double>(present.size() - 1);
        }
    }
    return degrees > 0.0 ? std::max(1.0, q / degrees) : 1.0;
}

/// Part of a variance with its degrees of freedom.
struct VariancePart {
    double variance;
    double degrees;
};

/// Returns Welch-Satterthwaite's degrees of freedom of a sum of variances.
double degrees_of(const std::vector<VariancePart>& parts)
{
    double total = 0.0;
    double squares = 0.0;
    for (const VariancePart& part : parts) {
        total += part.variance;
        squares += part.variance > 0.0 ? part.variance * part.variance / part.degrees : 0.0;
    }
    return squares > 0.0 ? total * total / squares : std::numeric_limits<double>::infinity();
}

CityBlend city_blend(const Matrix& logs, const Blend& all, std::size_t city, BlendInterval interval)
{
    CityBlend result;
    result.weights.assign(logs.size(), 0.0);
    Positions kept = present_in(logs, city);
    result.present = !kept.empty();
    if (!result.present) {
        return result;
    }
    const ErrorModel& errors = all.errors;
    const std::size_t count = kept.size();
    const Mean first = mean_of(
        values_of(logs, errors, city, kept), part_of(errors.covariance, kept, all.birge, 0.0));
    if (count > 1 && first.trace > 0.0) {
        result.tau2 = std::max(0.0, (first.q - static_cast<double>(count - 1)) / first.trace);
    }
    Mean mean;
    while (true) {
        mean = mean_of(values_of(logs, errors, city, kept),
            part_of(errors.covariance, kept, all.birge, result.tau2));
        const auto least = std::min_element(mean.weights.begin(), mean.weights.end());
        if (*least >= 0.0) {
            break;
        }
        kept.erase(kept.begin() + (least - mean.weights.begin()));
    }
    result.log_value = mean.value;
    result.variance = mean.variance;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        result.weights[kept[i]] = mean.weights[i];
    }
    const double level_degrees = errors.level_inventories > 1
        ? static_cast<double>(errors.level_inventories - 1)
        : std::numeric_limits<double>::infinity();
    std::vector<VariancePart> parts { { result.variance, errors.degrees },
        { errors.level_variance, level_degrees } };
    if (interval == BlendInterval::another_inventory) {
        parts[0].variance += all.birge * all.other_variance + result.tau2;
        parts[1].variance += errors.other_level_variance;
    }
    result.degrees = degrees_of(parts);
    result.half_width
        = student_quantile(0.95, result.degrees) * std::sqrt(parts[0].variance + parts[1].variance);
    return result;
}

} // namespace

Blend blend(const std::vector<std::string>& inventories, std::size_t primary, const Matrix& logs,
    const ErrorOptions& options, BlendInterval interval)
{
    Blend result;
    result.errors = error_model(inventories, primary, logs, options);
    result.birge = birge_of(logs, result.errors);
    double whole = 0.0;
    for (const InventoryError& error : result.errors.inventories) {
        if (!error.part_only) {
            result.other_variance += error.sigma * error.sigma;
            whole += 1.0;
        }
    }
    result.other_variance = whole > 0.0 ? result.other_variance / whole : 0.0;
    for (std::size_t city = 0; city < logs.front().size(); ++city) {
        result.cities.push_back(city_blend(logs, result, city, interval));
    }
    return result;
}

} // namespace cityflux
