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

} // namespace cityflux
