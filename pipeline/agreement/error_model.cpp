#include "pipeline/agreement/error_model.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/agreement/covariance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t fewest_cities = 3;
constexpr double floor_share = 0.25; // relative to the least variance with another inventory

Text blend_subject()
{
    return named(Setting::correct, "blend");
}

std::size_t position_of(
    const std::vector<std::string>& inventories, const std::string& name, Setting setting)
{
    const auto found = std::find(inventories.begin(), inventories.end(), name);
    if (found == inventories.end()) {
        throw InputError(ProblemCode::unknown, named(setting),
            fmt::format("unknown inventory '{}' (known: {})", name, joined(inventories, ", ")));
    }
    return static_cast<std::size_t>(found - inventories.begin());
}

using Matrix = std::vector<std::vector<double>>;

Matrix correlations_of(
    const std::vector<std::string>& inventories, const std::vector<SharedData>& shared)
{
    Matrix correlations(inventories.size(), std::vector<double>(inventories.size(), 0.0));
    for (std::size_t i = 0; i < inventories.size(); ++i) {
        correlations[i][i] = 1.0;
    }
    for (const SharedData& group : shared) {
        if (!(group.correlation > -1.0 && group.correlation < 1.0)) {
            throw InputError(ProblemCode::out_of_range, named(Setting::shared),
                fmt::format("correlation of {} out of range: {} (allowed: above -1, below 1)",
                    joined(group.inventories, ", "), group.correlation));
        }
        for (std::size_t i = 0; i < group.inventories.size(); ++i) {
            for (std::size_t j = i + 1; j < group.inventories.size(); ++j) {
                const std::size_t a
                    = position_of(inventories, group.inventories[i], Setting::shared);
                const std::size_t b
                    = position_of(inventories, group.inventories[j], Setting::shared);
                if (a == b || correlations[a][b] != 0.0) {
                    throw InputError(ProblemCode::duplicate, named(Setting::shared),
                        fmt::format("duplicate correlation of {} and {}", group.inventories[i],
                            group.inventories[j]),
                        "give each pair once");
                }
                correlations[a][b] = correlations[b][a] = group.correlation;
            }
        }
    }
    if (!Covariance::of(correlations)) {
        throw InputError(ProblemCode::inconsistent, named(Setting::shared),
            "inconsistent correlations of the inventories that share data (the matrix is not "
            "positive definite)",
            "give smaller correlations, e.g. 0.1");
    }
    return correlations;
}

/// Returns the differences of every pair of inventories with a common city.
std::vector<PairDifference> differences_of(
    const Matrix& logs, bool about_zero, const Matrix& correlations)
{
    std::vector<PairDifference> pairs;
    for (std::size_t first = 0; first < logs.size(); ++first) {
        for (std::size_t second = first + 1; second < logs.size(); ++second) {
            PairDifference pair { first, second, 0, 0.0, 0.0, correlations[first][second] };
            std::vector<double> differences;
            for (std::size_t city = 0; city < logs[first].size(); ++city) {
                const double difference = logs[first][city] - logs[second][city];
                if (!std::isnan(difference)) {
                    differences.push_back(difference);
                    pair.mean += difference;
                }
            }
            pair.cities = differences.size();
            if (differences.empty()) {
                continue;
            }
            const auto n = static_cast<double>(pair.cities);
            pair.mean /= n;
            for (const double difference : differences) {
                const double off = about_zero ? difference : difference - pair.mean;
                pair.variance += off * off;
            }
            const double degrees = about_zero ? n : n - 1.0;
            pair.variance = degrees > 0.0 ? pair.variance / degrees : 0.0;
            pairs.push_back(pair);
        }
    }
    return pairs;
}

/// Returns biases, with that of `anchor` 0. Throws InputError if no chain of pairs relates an
/// inventory to the anchor.
std::vector<double> biases_of(const std::vector<std::string>& inventories, std::size_t anchor,
    const std::vector<PairDifference>& pairs)
{
    std::vector<bool> tied(inventories.size(), false);
    tied[anchor] = true;
    for (std::size_t round = 0; round < inventories.size(); ++round) {
        for (const PairDifference& pair : pairs) {
            if (tied[pair.first] || tied[pair.second]) {
                tied[pair.first] = tied[pair.second] = true;
            }
        }
    }
    Matrix normal(inventories.size(), std::vector<double>(inventories.size(), 0.0));
    std::vector<double> right(inventories.size(), 0.0);
    for (std::size_t i = 0; i < inventories.size(); ++i) {
        if (!tied[i]) {
            throw InputError(ProblemCode::insufficient, blend_subject(),
                fmt::format("insufficient data: {} has fewer than {} cities in common with {} or "
                            "inventories related to it, so its level is unknown",
                    inventories[i], fewest_cities, inventories[anchor]),
                "leave the inventory out");
        }
    }
    for (const PairDifference& pair : pairs) {
        const auto n = static_cast<double>(pair.cities);
        normal[pair.first][pair.first] += n;
        normal[pair.second][pair.second] += n;
        normal[pair.first][pair.second] -= n;
        normal[pair.second][pair.first] -= n;
        right[pair.first] += n * pair.mean;
        right[pair.second] -= n * pair.mean;
    }
    for (std::size_t i = 0; i < inventories.size(); ++i) {
        normal[anchor][i] = normal[i][anchor] = i == anchor ? 1.0 : 0.0;
    }
    right[anchor] = 0.0;
    return Covariance::of(normal)->solve(right);
}

/// Returns the residual of the fit of sigmas to the pairs of one inventory.
double unexplained(std::size_t inventory, double sigma, const std::vector<InventoryError>& errors,
    const std::vector<PairDifference>& pairs)
{
    double sum = 0.0;
    for (const PairDifference& pair : pairs) {
        if (pair.first == inventory || pair.second == inventory) {
            const double other = errors[pair.first == inventory ? pair.second : pair.first].sigma;
            const double off = 1.0
                - (sigma * sigma + other * other - 2.0 * pair.correlation * sigma * other)
                    / pair.variance;
            sum += static_cast<double>(pair.cities - 1) * off * off;
        }
    }
    return sum;
}

/// Returns the sigma between two bounds with the least residual, by a scan and golden-section
/// search around its minimum.
double best_sigma(std::size_t inventory, double low, double high,
    const std::vector<InventoryError>& errors, const std::vector<PairDifference>& pairs)
{
    constexpr int steps = 64;
    const auto at = [&](double sigma) { return unexplained(inventory, sigma, errors, pairs); };
    int best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (int step = 0; step <= steps; ++step) {
        const double value = at(low + (high - low) * step / steps);
        if (value < least) {
            least = value;
            best = step;
        }
    }
    const double width = (high - low) / steps;
    double left = std::max(low, low + (best - 1) * width);
    double right = std::min(high, low + (best + 1) * width);
    const double golden = 0.5 * (std::sqrt(5.0) - 1.0);
    for (int round = 0; round < 60; ++round) {
        const double a = right - golden * (right - left);
        const double b = left + golden * (right - left);
        (at(a) <= at(b) ? right : left) = at(a) <= at(b) ? b : a;
    }
    const double inside = 0.5 * (left + right);
    return at(low) <= at(inside) ? low : inside;
}

/// Estimates the sigmas that are not stated.
void estimate_sigmas(std::vector<InventoryError>& errors, const std::vector<PairDifference>& pairs)
{
    std::vector<double> floors(errors.size());
    std::vector<double> highs(errors.size());
    for (std::size_t i = 0; i < errors.size(); ++i) {
        if (errors[i].stated) {
            continue;
        }
        double least = std::numeric_limits<double>::infinity();
        double most = 0.0;
        double sum = 0.0;
        double count = 0.0;
        for (const PairDifference& pair : pairs) {
            if (pair.first == i || pair.second == i) {
                least = std::min(least, pair.variance);
                most = std::max(most, pair.variance / (1.0 - std::abs(pair.correlation)));
                sum += pair.variance / (2.0 - 2.0 * pair.correlation);
                count += 1.0;
            }
        }
        floors[i] = std::sqrt(floor_share * least);
        highs[i] = std::sqrt(2.0 * most);
        errors[i].sigma = std::sqrt(sum / count); // start as if all were equally good
    }
    for (int round = 0; round < 500; ++round) {
        double moved = 0.0;
        for (std::size_t i = 0; i < errors.size(); ++i) {
            if (errors[i].stated) {
                continue;
            }
            const double before = errors[i].sigma;
            const double after = best_sigma(i, floors[i], highs[i], errors, pairs);
            if (unexplained(i, after, errors, pairs) < unexplained(i, before, errors, pairs)) {
                errors[i].sigma = after;
                moved = std::max(moved, std::abs(after - before));
            }
        }
        if (moved < 1e-10) {
            break;
        }
    }
    for (std::size_t i = 0; i < errors.size(); ++i) {
        errors[i].at_floor = !errors[i].stated && errors[i].sigma <= floors[i] * (1.0 + 1e-9);
    }
}

/// Computes the variance of the levels of inventories that cover whole cities, and of the chosen
/// level.
void set_level_variances(ErrorModel& model, BlendLevel level)
{
    std::vector<double> levels;
    for (const InventoryError& error : model.inventories) {
        if (!error.part_only) {
            levels.push_back(error.bias);
        }
    }
    model.level_inventories = levels.size();
    if (level == BlendLevel::as_they_are) {
        return; // the sigmas contain it
    }
    if (levels.size() < 2) {
        model.notes.emplace_back(
            "the level is that of one inventory alone: its error is not in the intervals");
        return;
    }
    const auto n = static_cast<double>(levels.size());
    double mean = 0.0;
    for (const double bias : levels) {
        mean += bias / n;
    }
    for (const double bias : levels) {
        model.other_level_variance += (bias - mean) * (bias - mean) / (n - 1.0);
    }
    model.level_variance
        = level == BlendLevel::mean ? model.other_level_variance / n : model.other_level_variance;
}

/// Shifts the biases to the requested level.
void shift_biases(
    ErrorModel& model, BlendLevel level, std::size_t anchor, const std::vector<double>& biases)
{
    double zero = biases[anchor];
    if (level == BlendLevel::mean) {
        double sum = 0.0;
        double count = 0.0;
        for (std::size_t i = 0; i < biases.size(); ++i) {
            if (!model.inventories[i].part_only) {
                sum += biases[i];
                count += 1.0;
            }
        }
        if (count == 0.0) {
            throw InputError(ProblemCode::conflicting, named(Setting::part_only),
                "conflicting with the mean level: every inventory covers only a part of each "
                "city, so none determines the level",
                { "choose the level of the primary inventory, e.g. ",
                    named(Setting::level, "primary") });
        }
        zero = sum / count;
    }
    for (std::size_t i = 0; i < biases.size(); ++i) {
        model.inventories[i].bias = biases[i] - zero;
    }
}

/// Returns the errors that the options state, without biases and with 0 for other sigmas. Throws
/// InputError on invalid names and sigmas.
std::vector<InventoryError> stated_errors(
    const std::vector<std::string>& inventories, const ErrorOptions& options)
{
    std::vector<InventoryError> errors;
    for (const std::string& inventory : inventories) {
        InventoryError error;
        error.inventory = inventory;
        errors.push_back(error);
    }
    for (const auto& [name, sigma] : options.stated) {
        if (!(sigma > 0.0) || std::isinf(sigma)) {
            throw InputError(ProblemCode::out_of_range, named(Setting::uncertainty),
                fmt::format("uncertainty of {} out of range: {} (allowed: above 0)", name, sigma));
        }
        InventoryError& error = errors[position_of(inventories, name, Setting::uncertainty)];
        error.sigma = sigma;
        error.stated = true;
    }
    for (const std::string& name : options.part_only) {
        errors[position_of(inventories, name, Setting::part_only)].part_only = true;
    }
    return errors;
}

/// Throws InputError if two inventories differ by nothing but a factor.
void check_distinct(
    const std::vector<std::string>& inventories, const std::vector<PairDifference>& pairs)
{
    for (const PairDifference& pair : pairs) {
        if (!(pair.variance > 0.0)) {
            throw InputError(ProblemCode::duplicate, blend_subject(),
                fmt::format("duplicate inventories: {} and {} have the same values except for a "
                            "factor",
                    inventories[pair.first], inventories[pair.second]),
                "leave one of them out");
        }
    }
}

/// Returns ErrorModel::degrees. Throws InputError if an inventory whose sigma is not stated has no
/// pair.
double degrees_of_freedom(
    const std::vector<InventoryError>& errors, const std::vector<PairDifference>& pairs)
{
    double degrees = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < errors.size(); ++i) {
        if (errors[i].stated) {
            continue;
        }
        double most = 0.0;
        for (const PairDifference& pair : pairs) {
            if (pair.first == i || pair.second == i) {
                most = std::max(most, static_cast<double>(pair.cities - 1));
            }
        }
        if (most == 0.0) {
            throw InputError(ProblemCode::insufficient, blend_subject(),
                fmt::format("insufficient data: {} has fewer than {} cities in common with any "
                            "other inventory, so its uncertainty cannot be estimated",
                    errors[i].inventory, fewest_cities),
                { "state it, e.g. ", named(Setting::uncertainty, errors[i].inventory + "=0.3"),
                    ", or leave the inventory out" });
        }
        degrees = std::min(degrees, most);
    }
    return degrees;
}

void add_floor_notes(ErrorModel& model)
{
    for (const InventoryError& error : model.inventories) {
        if (error.at_floor) {
            model.notes.push_back(fmt::format(
                "the uncertainty of {} is set to a floor: the differences alone would give it less "
                "than its own least difference allows, a sign of shared data",
                error.inventory));
        }
    }
}

Matrix covariance_matrix(const Matrix& correlations, const std::vector<InventoryError>& errors)
{
    Matrix covariance = correlations;
    for (std::size_t i = 0; i < errors.size(); ++i) {
        for (std::size_t j = 0; j < errors.size(); ++j) {
            covariance[i][j] *= errors[i].sigma * errors[j].sigma;
        }
    }
    return covariance;
}

} // namespace

ErrorModel error_model(const std::vector<std::string>& inventories, std::size_t primary,
    const Matrix& logs, const ErrorOptions& options)
{
    if (inventories.size() < 2) {
        throw InputError(ProblemCode::insufficient, blend_subject(),
            "insufficient data: one inventory (required: two or more)");
    }
    ErrorModel model;
    model.inventories = stated_errors(inventories, options);
    const bool levels_apart = options.level != BlendLevel::as_they_are;
    if (!levels_apart && !options.part_only.empty()) {
        throw InputError(ProblemCode::conflicting, named(Setting::level, "as-they-are"),
            fmt::format("conflicting with {}, which covers only a part of each city: its level "
                        "must be separated from its errors",
                options.part_only.front()),
            { "choose the level of the primary, of a trusted inventory or the mean, e.g. ",
                named(Setting::level, "mean") });
    }
    const std::size_t anchor = options.level == BlendLevel::trusted
        ? position_of(inventories, options.trusted, Setting::trusted)
        : primary;
    const Matrix correlations = correlations_of(inventories, options.shared);
    model.pairs = differences_of(logs, !levels_apart, correlations);
    const bool all_stated = std::all_of(model.inventories.begin(), model.inventories.end(),
        [](const InventoryError& error) { return error.stated; });
    if (levels_apart || !all_stated) {
        std::erase_if(
            model.pairs, [](const PairDifference& pair) { return pair.cities < fewest_cities; });
    }
    if (!all_stated) {
        check_distinct(inventories, model.pairs);
    }
    if (levels_apart) {
        shift_biases(model, options.level, anchor, biases_of(inventories, anchor, model.pairs));
    }
    model.degrees = degrees_of_freedom(model.inventories, model.pairs);
    estimate_sigmas(model.inventories, model.pairs);
    if (inventories.size() == 2 && options.stated.empty()) {
        model.notes.emplace_back(
            "two inventories alone do not show which is better: both have the same weight");
    }
    add_floor_notes(model);
    set_level_variances(model, options.level);
    model.covariance = covariance_matrix(correlations, model.inventories);
    return model;
}

} // namespace cityflux
