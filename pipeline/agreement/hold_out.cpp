#include "pipeline/agreement/hold_out.h"
#include "pipeline/agreement/robust_scale.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>

namespace cityflux {
namespace {

EstimateTable without(const EstimateTable& table, std::size_t inventory)
{
    EstimateTable rest = table;
    rest.inventories.erase(rest.inventories.begin() + static_cast<std::ptrdiff_t>(inventory));
    rest.estimates.erase(rest.estimates.begin() + static_cast<std::ptrdiff_t>(inventory));
    return rest;
}

CorrectionPlan without(CorrectionPlan plan, const std::string& inventory)
{
    plan.stated.erase(inventory);
    std::erase(plan.part_only, inventory);
    for (SharedData& group : plan.shared) {
        std::erase(group.inventories, inventory);
    }
    return plan;
}

bool stands_on(const CorrectionPlan& plan, const std::string& inventory)
{
    const bool trusts = plan.method == CorrectionMethod::regress
        || (plan.method == CorrectionMethod::blend && plan.level == BlendLevel::trusted);
    return inventory == plan.primary || (trusts && inventory == plan.trusted)
        || (plan.method == CorrectionMethod::scale
            && std::any_of(plan.references.begin(), plan.references.end(),
                [&](const ReferenceTotal& reference) { return reference.source == inventory; }));
}

std::string trusted_by(const CorrectionPlan& plan)
{
    if (plan.method == CorrectionMethod::scale) {
        return plan.references.empty() ? "" : plan.references.front().source;
    }
    const bool trusts = plan.method == CorrectionMethod::regress
        || (plan.method == CorrectionMethod::blend && plan.level == BlendLevel::trusted);
    return trusts ? plan.trusted : "";
}

void score(HeldOutScore& result, const std::vector<CorrectedCity>& cities,
    const std::vector<Estimate>& held_out)
{
    struct Off {
        double error;
        double below; ///< distance from the value to the lower end, in logs
        double above;
    };
    std::vector<Off> offs;
    for (std::size_t i = 0; i < cities.size(); ++i) {
        const CorrectedCity& city = cities[i];
        if (city.value > 0.0 && held_out[i].value > 0.0) {
            offs.push_back({ std::log(city.value / held_out[i].value),
                std::log(city.value / city.lower), std::log(city.upper / city.value) });
        }
    }
    result.cities = offs.size();
    if (offs.empty()) {
        result.refused = Message { .code = ProblemCode::insufficient,
            .problem = "insufficient data: no city has a value above 0 in both" };
        return;
    }
    const auto n = static_cast<double>(offs.size());
    std::vector<double> absolute;
    double squares = 0.0;
    for (const Off& off : offs) {
        result.bias += off.error / n;
        squares += off.error * off.error;
        absolute.push_back(std::abs(off.error));
    }
    result.rmse = std::sqrt(squares / n);
    result.median_absolute_error = median_of(absolute);
    double about_mean = 0.0;
    double inside = 0.0;
    double pattern_inside = 0.0;
    std::vector<double> half_widths;
    const auto holds
        = [](const Off& off, double error) { return error <= off.below && error >= -off.above; };
    for (const Off& off : offs) {
        about_mean += (off.error - result.bias) * (off.error - result.bias);
        if (std::isnan(off.below) || std::isnan(off.above)) {
            continue;
        }
        inside += holds(off, off.error) ? 1.0 : 0.0;
        pattern_inside += holds(off, off.error - result.bias) ? 1.0 : 0.0;
        half_widths.push_back(0.5 * (off.below + off.above));
    }
    result.spread = offs.size() > 1 ? std::sqrt(about_mean / (n - 1.0)) : 0.0;
    result.with_interval = half_widths.size();
    if (result.with_interval > 0) {
        result.coverage = inside / static_cast<double>(result.with_interval);
        result.pattern_coverage = pattern_inside / static_cast<double>(result.with_interval);
        result.median_half_width = median_of(half_widths);
    }
}

} // namespace

std::vector<HeldOutScore> hold_out(
    const EstimateTable& table, const std::vector<CorrectionPlan>& plans)
{
    std::vector<HeldOutScore> scores;
    for (std::size_t position = 0; position < plans.size(); ++position) {
        const CorrectionPlan& plan = plans[position];
        for (std::size_t inventory = 0; inventory < table.inventories.size(); ++inventory) {
            const std::string& name = table.inventories[inventory];
            if (stands_on(plan, name)) {
                continue;
            }
            HeldOutScore result;
            result.plan = position;
            result.method = plan.method;
            result.primary = plan.primary;
            result.trusted = trusted_by(plan);
            result.held_out = name;
            try {
                const Correction made = correct(without(table, inventory), without(plan, name));
                score(result, made.cities, table.estimates[inventory]);
            } catch (const InputError& error) {
                result.refused = error.message();
            }
            scores.push_back(std::move(result));
        }
    }
    return scores;
}

} // namespace cityflux
