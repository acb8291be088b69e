#include "pipeline/agreement/correction.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/agreement/student.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double interval_share = 0.95;
constexpr std::array names { "none", "scale", "regress", "blend" };

double normal_95()
{
    return student_quantile(interval_share, std::numeric_limits<double>::infinity());
}

std::size_t inventory_of(const EstimateTable& table, const std::string& name, Setting setting)
{
    const auto found = std::find(table.inventories.begin(), table.inventories.end(), name);
    if (found == table.inventories.end()) {
        throw InputError(ProblemCode::unknown, named(setting),
            fmt::format("unknown inventory '{}' for {} of sector '{}' in {} (known: {})", name,
                table.species, table.sector, table.year, joined(table.inventories, ", ")));
    }
    return static_cast<std::size_t>(found - table.inventories.begin());
}

/// Returns the stated sigma of the primary inventory, or std::nullopt if it has none.
std::optional<double> stated_sigma(const CorrectionPlan& plan)
{
    const auto found = plan.stated.find(plan.primary);
    if (found == plan.stated.end()) {
        return std::nullopt;
    }
    if (!(found->second > 0.0) || std::isinf(found->second)) {
        throw InputError(ProblemCode::out_of_range, named(Setting::uncertainty),
            fmt::format("uncertainty of {} out of range: {} (allowed: above 0)", plan.primary,
                found->second));
    }
    return found->second;
}

void set_interval(CorrectedCity& city, double log_half_width)
{
    city.lower = city.value * std::exp(-log_half_width);
    city.upper = city.value * std::exp(log_half_width);
}

/// Computes the tonnes of contributions from their log shifts.
void share_out_tonnes(CorrectedCity& city)
{
    if (!(city.primary > 0.0) || !(city.value > 0.0)) {
        return;
    }
    const double shift = std::log(city.value / city.primary);
    const double mean
        = shift != 0.0 ? (city.value - city.primary) / shift : city.primary; // logarithmic mean
    for (Contribution& contribution : city.contributions) {
        contribution.tonnes = contribution.log_shift * mean;
    }
}

/// Adds the flags of the totals behind a corrected total: of all inventories with a weight in a
/// blend, otherwise of the primary.
void take_over_flags(
    const EstimateTable& table, std::size_t primary, std::size_t city, CorrectedCity& corrected)
{
    std::vector<std::size_t> stands_on;
    for (std::size_t i = 0; i < table.inventories.size(); ++i) {
        const bool weighs = std::any_of(corrected.contributions.begin(),
            corrected.contributions.end(), [&](const Contribution& contribution) {
                return contribution.what == table.inventories[i] && contribution.weight > 0.0;
            });
        if (weighs) {
            stands_on.push_back(i);
        }
    }
    if (stands_on.empty()) {
        stands_on.push_back(primary);
    }
    const auto flag = [&](const std::string& word) {
        if (std::find(corrected.flags.begin(), corrected.flags.end(), word)
            == corrected.flags.end()) {
            corrected.flags.push_back(word);
        }
    };
    for (const std::size_t i : stands_on) {
        const Estimate& estimate = table.estimates[i][city];
        if (!estimate.flag.empty()) {
            flag(estimate.flag);
            corrected.notes.push_back(
                fmt::format("{} has the flag {}", table.inventories[i], estimate.flag));
        }
        if (estimate.present() && estimate.year != 0 && estimate.year != table.year) {
            flag("other-year");
            corrected.notes.push_back(fmt::format(
                "{} of {} stands for {}", table.inventories[i], estimate.year, table.year));
        }
    }
}

void keep(const EstimateTable& table, std::size_t primary, Correction& result)
{
    const auto sigma = stated_sigma(result.plan);
    bool own = false;
    for (std::size_t i = 0; i < table.cities.size(); ++i) {
        const Estimate& estimate = table.estimates[primary][i];
        CorrectedCity& city = result.cities[i];
        city.value = estimate.value;
        if (!estimate.present()) {
            continue;
        }
        if (sigma && estimate.value >= 0.0) {
            set_interval(city, normal_95() * *sigma);
        } else {
            city.lower = estimate.lower;
            city.upper = estimate.upper;
            const bool known = !std::isnan(estimate.lower);
            own = own || known;
            city.flags.emplace_back(known ? "own-interval" : "no-interval");
        }
    }
    if (own) {
        result.notes.push_back(
            fmt::format("the intervals are those of {}; in a gridded inventory they bound the "
                        "place of the mass and are not 95 % intervals",
                result.plan.primary));
    }
}

void scale(const EstimateTable& table, std::size_t primary, Correction& result)
{
    const auto sigma = stated_sigma(result.plan);
    result.groups = groups_of(table.cities, result.plan.references);
    std::vector<double> values;
    for (const Estimate& estimate : table.estimates[primary]) {
        values.push_back(estimate.value);
    }
    scale_to(result.groups, values, table.cities, result.plan.primary);
    keep(table, primary, result);
    std::vector<bool> covered(values.size(), false);
    for (const ScaledGroup& group : result.groups) {
        double squares = 0.0; // sum of squared shares in the group
        for (const std::size_t i : group.cities) {
            const double share = group.target > 0.0 ? values[i] / group.target : 0.0;
            squares += share * share;
        }
        for (const std::size_t i : group.cities) {
            CorrectedCity& city = result.cities[i];
            covered[i] = true;
            city.value = values[i];
            const double share = group.target > 0.0 ? values[i] / group.target : 0.0;
            if (sigma) {
                const double of_share = (1.0 - share) * (1.0 - share) + squares - share * share;
                set_interval(city,
                    normal_95()
                        * std::sqrt(
                            group.sigma * group.sigma + *sigma * *sigma * std::max(0.0, of_share)));
            } else {
                city.lower *= group.factor;
                city.upper *= group.factor;
            }
            if (group.year != 0) {
                city.flags.emplace_back("other-year");
                city.notes.push_back(fmt::format(
                    "scaled to {} of {} ({})", group.reference, group.year, group.source));
            }
            Contribution contribution;
            contribution.what = group.reference;
            if (city.primary > 0.0 && city.value > 0.0) {
                contribution.log_shift = std::log(city.value / city.primary);
            }
            city.contributions.push_back(contribution);
            share_out_tonnes(city);
        }
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!covered[i] && result.cities[i].present()) {
            result.cities[i].notes.push_back(
                "no reference covers the city: the value of the primary inventory stays");
            result.cities[i].flags.emplace_back("unscaled");
        }
    }
}

/// Returns the index of the trusted inventory. Throws InputError if none is named, or the primary
/// one.
std::size_t trusted_inventory(
    const EstimateTable& table, std::size_t primary, const CorrectionPlan& plan)
{
    if (plan.trusted.empty()) {
        throw InputError(ProblemCode::missing, named(Setting::correct, "regress"),
            "missing trusted inventory",
            { "name the inventory to regress on with ", named(Setting::trusted) });
    }
    const std::size_t trusted = inventory_of(table, plan.trusted, Setting::trusted);
    if (trusted == primary) {
        throw InputError(ProblemCode::conflicting, named(Setting::trusted, plan.trusted),
            fmt::format("conflicting with {}, which is the same inventory and cannot be regressed "
                        "on itself",
                plan.primary),
            "name another inventory");
    }
    return trusted;
}

/// Fits the regression to the cities that both inventories have. `logs` has a row for the primary
/// inventory and one for the trusted one.
void fit_regression(const std::vector<std::vector<double>>& logs, Correction& result)
{
    const CorrectionPlan& plan = result.plan;
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t i = 0; i < logs[0].size(); ++i) {
        if (!std::isnan(logs[0][i]) && !std::isnan(logs[1][i])) {
            x.push_back(logs[0][i]);
            y.push_back(logs[1][i]);
            result.regressed.push_back(i);
        }
    }
    const LogRegression fit
        = log_regression(x, y, fmt::format("regress: {} on {}", plan.trusted, plan.primary));
    result.regression = fit;
    result.left_out = leave_one_out(fit, x, y);
    if (fit.slope <= 0.0) {
        result.notes.push_back(fmt::format(
            "the slope is {:.3g}: {} is higher where {} is lower; do not use the result", fit.slope,
            plan.primary, plan.trusted));
    }
}

/// Predicts a city's value from the log of its primary value. `t` is the quantile of the interval.
void predict(const LogRegression& fit, double t, RegressionTarget target, double log_primary,
    CorrectedCity& city)
{
    const double to_mean = target == RegressionTarget::mean ? 0.5 * fit.sigma * fit.sigma : 0.0;
    const double median = fit.log_median(log_primary);
    city.value = std::exp(median + to_mean);
    const double half_width = t * fit.prediction_sigma(log_primary);
    city.lower = std::exp(median - half_width);
    city.upper = std::exp(median + half_width);
    const double slope_shift = (fit.slope - 1.0) * (log_primary - fit.mean_x);
    const auto add = [&](const char* what, double shift) {
        Contribution contribution;
        contribution.what = what;
        contribution.log_shift = shift;
        city.contributions.push_back(contribution);
    };
    add("level", fit.mean_y - fit.mean_x);
    add("slope", slope_shift);
    if (target == RegressionTarget::mean) {
        add("mean", to_mean);
    }
    share_out_tonnes(city);
    if (log_primary < fit.least_x || log_primary > fit.most_x) {
        city.notes.push_back("the value lies beyond those that the regression is fitted to");
        city.flags.emplace_back("extrapolated");
    }
}

void regress(const EstimateTable& table, std::size_t primary, Correction& result)
{
    const CorrectionPlan& plan = result.plan;
    const std::size_t trusted = trusted_inventory(table, primary, plan);
    std::vector<std::vector<std::string>> notes(table.cities.size());
    EstimateTable two = table;
    two.inventories = { plan.primary, plan.trusted };
    two.estimates = { table.estimates[primary], table.estimates[trusted] };
    const auto logs = logs_of(two, &notes);
    fit_regression(logs, result);
    const LogRegression& fit = *result.regression;
    const double t = student_quantile(interval_share, static_cast<double>(fit.cities) - 2.0);
    for (std::size_t i = 0; i < table.cities.size(); ++i) {
        CorrectedCity& city = result.cities[i];
        city.notes.insert(city.notes.end(), notes[i].begin(), notes[i].end());
        if (!std::isnan(logs[0][i])) {
            predict(fit, t, plan.target, logs[0][i], city);
        }
    }
}

void mix(const EstimateTable& table, std::size_t primary, Correction& result)
{
    const CorrectionPlan& plan = result.plan;
    std::vector<std::vector<std::string>> notes(table.cities.size());
    const auto logs = logs_of(table, &notes);
    ErrorOptions options;
    options.level = plan.level;
    options.trusted = plan.trusted;
    options.stated = plan.stated;
    options.shared = plan.shared;
    options.part_only = plan.part_only;
    result.inventories = table.inventories;
    result.blended = blend(table.inventories, primary, logs, options, plan.interval);
    const Blend& mixed = *result.blended;
    result.notes = mixed.errors.notes;
    for (std::size_t i = 0; i < table.cities.size(); ++i) {
        CorrectedCity& city = result.cities[i];
        const CityBlend& from = mixed.cities[i];
        city.notes.insert(city.notes.end(), notes[i].begin(), notes[i].end());
        if (!from.present) {
            city.notes.push_back("no inventory has a value above 0");
            continue;
        }
        city.value = std::exp(from.log_value);
        set_interval(city, from.half_width);
        const double own = logs[primary][i];
        if (std::isnan(own)) {
            city.notes.push_back(fmt::format(
                "{} has no value above 0: the value is that of the others", plan.primary));
            city.flags.emplace_back("no-primary");
        }
        for (std::size_t inventory = 0; inventory < table.inventories.size(); ++inventory) {
            if (std::isnan(logs[inventory][i])) {
                continue;
            }
            Contribution contribution;
            contribution.what = table.inventories[inventory];
            contribution.weight = from.weights[inventory];
            contribution.log_shift = contribution.weight
                * (logs[inventory][i] - mixed.errors.inventories[inventory].bias - own);
            city.contributions.push_back(contribution);
        }
        share_out_tonnes(city);
        if (city.contributions.size() == 1) {
            city.notes.push_back(
                fmt::format("only {} has the city", city.contributions.front().what));
            city.flags.emplace_back("one-inventory");
        }
        if (from.tau2 > mixed.birge * mixed.other_variance && mixed.other_variance > 0.0) {
            city.notes.push_back(fmt::format("disputed: beyond their usual errors the inventories "
                                             "differ here by a factor of {:.2g}",
                std::exp(std::sqrt(from.tau2))));
            city.flags.emplace_back("disputed");
        }
    }
}

} // namespace

std::string_view name_of(CorrectionMethod method)
{
    return names[static_cast<std::size_t>(method)];
}

CorrectionMethod correction_method(std::string_view name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        throw UsageError(ProblemCode::unknown, named(Setting::correct),
            fmt::format("unknown method '{}' (known: {})", name, joined(names, ", ")));
    }
    return static_cast<CorrectionMethod>(found - names.begin());
}

std::vector<std::vector<double>> logs_of(
    const EstimateTable& table, std::vector<std::vector<std::string>>* notes)
{
    std::vector<std::vector<double>> logs;
    for (std::size_t inventory = 0; inventory < table.inventories.size(); ++inventory) {
        std::vector<double> row;
        for (std::size_t city = 0; city < table.cities.size(); ++city) {
            const double value = table.estimates[inventory][city].value;
            const bool usable = value > 0.0 && !std::isinf(value);
            row.push_back(usable ? std::log(value) : std::numeric_limits<double>::quiet_NaN());
            if (!usable && !std::isnan(value) && notes != nullptr) {
                (*notes)[city].push_back(
                    fmt::format("{} has {} t, which has no logarithm and is left out",
                        table.inventories[inventory], value));
            }
        }
        logs.push_back(std::move(row));
    }
    return logs;
}

double sigma_of_stated_share(double share)
{
    if (!(share > 0.0) || std::isinf(share)) {
        throw InputError(ProblemCode::out_of_range, {},
            fmt::format("uncertainty out of range: {} (allowed: above 0)", share),
            "give a fraction, e.g. 0.3 for 30 %");
    }
    return std::log1p(share) / normal_95();
}

Correction correct(const EstimateTable& table, const CorrectionPlan& plan)
{
    const std::size_t primary = inventory_of(table, plan.primary, Setting::primary);
    Correction result;
    result.plan = plan;
    result.cities.resize(table.cities.size());
    for (std::size_t i = 0; i < table.cities.size(); ++i) {
        result.cities[i].primary = table.estimates[primary][i].value;
        if (!table.estimates[primary][i].present() && plan.method != CorrectionMethod::blend) {
            result.cities[i].notes.push_back(fmt::format("{} has no value", plan.primary));
        }
    }
    switch (plan.method) {
    case CorrectionMethod::none:
        keep(table, primary, result);
        break;
    case CorrectionMethod::scale:
        scale(table, primary, result);
        break;
    case CorrectionMethod::regress:
        regress(table, primary, result);
        break;
    case CorrectionMethod::blend:
        mix(table, primary, result);
        break;
    }
    for (std::size_t i = 0; i < result.cities.size(); ++i) {
        if (result.cities[i].present()) {
            take_over_flags(table, primary, i, result.cities[i]);
        } else {
            result.cities[i].flags.assign({ "no-value" });
        }
    }
    return result;
}

} // namespace cityflux
