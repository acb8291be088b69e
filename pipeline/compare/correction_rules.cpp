#include "pipeline/compare/correction_rules.h"

#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Rule = CorrectionRule;

std::optional<BrokenRule> broken_by_trusted(const CorrectionRequest& request)
{
    const bool blends = request.method == CorrectionMethod::blend;
    const bool regresses = request.method == CorrectionMethod::regress;
    const bool takes_level = blends && request.level == BlendLevel::trusted;
    if (request.trusted.empty()) {
        if (regresses) {
            return BrokenRule { Rule::regress_needs_trusted, "" };
        }
        if (takes_level) {
            return BrokenRule { Rule::level_trusted_needs_trusted, "" };
        }
        return std::nullopt;
    }
    if (blends && !takes_level) {
        return BrokenRule { Rule::blend_takes_trusted_by_level, request.trusted };
    }
    if (!blends && !regresses) {
        return BrokenRule { Rule::method_takes_trusted, std::string(name_of(request.method)) };
    }
    if (same_word(request.trusted, request.primary)) {
        return BrokenRule { Rule::trusted_is_not_primary, request.trusted };
    }
    return std::nullopt;
}

std::optional<BrokenRule> broken_by_method(const CorrectionRequest& request)
{
    const std::string method(name_of(request.method));
    if (request.method != CorrectionMethod::regress && request.target != RegressionTarget::median) {
        return BrokenRule { Rule::method_takes_target, method };
    }
    if (request.method != CorrectionMethod::blend
        && (request.level != BlendLevel::mean
            || request.interval != BlendInterval::another_inventory)) {
        return BrokenRule { Rule::method_takes_level_and_interval, method };
    }
    return std::nullopt;
}

std::optional<BrokenRule> broken_by_uncertainty(
    const std::map<std::string, double>& uncertainty, Rule rule)
{
    for (const auto& [name, share] : uncertainty) {
        if (!(share > 0.0) || std::isinf(share)) {
            return BrokenRule { rule, fmt::format("{}={}", name, share) };
        }
    }
    return std::nullopt;
}

std::optional<BrokenRule> broken_by_shares(const CorrectionRequest& request)
{
    for (const auto& [name, share] : request.reference_shares) {
        if (!(share > 0.0 && share <= 1.0)) {
            return BrokenRule { Rule::reference_share_is_fraction,
                fmt::format("{}={}", name, share) };
        }
    }
    return std::nullopt;
}

std::optional<BrokenRule> broken_by_shared(const CorrectionRequest& request)
{
    for (const SharedData& group : request.shared) {
        const std::string names = joined(group.inventories, "+");
        const std::set<std::string> distinct(group.inventories.begin(), group.inventories.end());
        if (distinct.size() < 2 || distinct.size() < group.inventories.size()) {
            return BrokenRule { Rule::shared_names_two, names };
        }
        if (!(group.correlation > -1.0 && group.correlation < 1.0)) {
            return BrokenRule { Rule::correlation_is_below_one,
                fmt::format("{}={}", names, group.correlation) };
        }
    }
    return std::nullopt;
}

/// Returns the message on a setting that the method of the request does not use.
Message unused(const Text& subject, const BrokenRule& broken, const std::string& users)
{
    return { ProblemCode::conflicting, subject,
        { "conflicting with ", named(Setting::correct, broken.value),
            ", which does not use it (used by " + users + ")" },
        "leave it out" };
}

Message message_on_trusted(const BrokenRule& broken)
{
    const Text missing = "missing trusted inventory";
    switch (broken.rule) {
    case Rule::regress_needs_trusted:
        return { ProblemCode::missing, named(Setting::correct, "regress"), missing,
            { "name the inventory to regress on with ", named(Setting::trusted) } };
    case Rule::level_trusted_needs_trusted:
        return { ProblemCode::missing, named(Setting::level, "trusted"), missing,
            { "name the inventory of the level with ", named(Setting::trusted) } };
    case Rule::blend_takes_trusted_by_level:
        return { ProblemCode::conflicting, named(Setting::trusted, broken.value),
            "conflicting with the level of the blend, which does not use it",
            { "set ", named(Setting::level, "trusted"), " or leave it out" } };
    case Rule::trusted_is_not_primary:
        return { ProblemCode::conflicting, named(Setting::trusted, broken.value),
            { "conflicting with ", named(Setting::primary), ", which names the same inventory" },
            "name another inventory" };
    default:
        return unused(named(Setting::trusted), broken, "regress and blend");
    }
}

Message message_on_number(const BrokenRule& broken)
{
    switch (broken.rule) {
    case Rule::uncertainty_is_positive:
    case Rule::reference_uncertainty_is_positive: {
        const bool own = broken.rule == Rule::uncertainty_is_positive;
        return { ProblemCode::out_of_range,
            named(own ? Setting::uncertainty : Setting::reference_uncertainty, broken.value),
            "out of range (allowed: above 0)", "give the fraction at 95 %, e.g. 0.3 for 30 %" };
    }
    case Rule::reference_share_is_fraction:
        return { ProblemCode::out_of_range, named(Setting::reference_shares, broken.value),
            "out of range (allowed: above 0, up to 1)", {} };
    case Rule::shared_names_two:
        return { ProblemCode::invalid, named(Setting::shared),
            fmt::format("'{}' is not a group of inventories", broken.value),
            "name two inventories or more, each once" };
    default:
        return { ProblemCode::out_of_range, named(Setting::shared),
            fmt::format("correlation out of range: {} (allowed: above -1, below 1)", broken.value),
            {} };
    }
}

} // namespace

std::optional<BrokenRule> broken_rule(const CorrectionRequest& request)
{
    if (!request.wanted()) {
        return BrokenRule { Rule::primary_is_named, "" };
    }
    if (auto broken = broken_by_trusted(request)) {
        return broken;
    }
    if (auto broken = broken_by_method(request)) {
        return broken;
    }
    if (auto broken = broken_by_uncertainty(request.uncertainty, Rule::uncertainty_is_positive)) {
        return broken;
    }
    if (auto broken = broken_by_uncertainty(
            request.reference_uncertainty, Rule::reference_uncertainty_is_positive)) {
        return broken;
    }
    if (auto broken = broken_by_shares(request)) {
        return broken;
    }
    return broken_by_shared(request);
}

Message message_of(const BrokenRule& broken)
{
    switch (broken.rule) {
    case Rule::primary_is_named:
        return { ProblemCode::missing, "correction", "missing inventory to correct",
            { "name it with ", named(Setting::primary) } };
    case Rule::regress_needs_trusted:
    case Rule::level_trusted_needs_trusted:
    case Rule::blend_takes_trusted_by_level:
    case Rule::method_takes_trusted:
    case Rule::trusted_is_not_primary:
        return message_on_trusted(broken);
    case Rule::method_takes_target:
        return unused(named(Setting::target), broken, "regress");
    case Rule::method_takes_level_and_interval:
        return unused(
            { named(Setting::level), " and ", named(Setting::interval) }, broken, "blend");
    default:
        return message_on_number(broken);
    }
}

} // namespace cityflux
