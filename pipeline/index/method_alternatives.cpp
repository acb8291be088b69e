#include "pipeline/index/method_alternatives.h"

#include <algorithm>
#include <utility>

namespace cityflux {
namespace {

using Methods = std::vector<IndicatorMethod>;

/// Returns true if normalisation and treatment of an indicator are doubtful.
bool is_doubtful(
    const IndexDefinition& definition, std::size_t indicator, const IndicatorMethod& own)
{
    const auto kind = own.normalisation.kind;
    return kind != Normalisation::Kind::categories && kind != Normalisation::Kind::none
        && (indicator >= definition.sources.size()
            || definition.sources[indicator].kind == IndicatorSource::Kind::expression);
}

bool same_method(const IndicatorMethod& a, const IndicatorMethod& b)
{
    return a.treatment == b.treatment && a.normalisation == b.normalisation
        && a.missing == b.missing;
}

Methods changed_methods(Methods methods, const MethodChange& change)
{
    for (std::size_t i = 0; i < methods.size(); ++i) {
        methods[i] = change(i, methods[i]);
    }
    return methods;
}

/// Returns the changes that yield other methods than `own` and than the changes before them.
std::vector<MethodChange> distinct_changes(
    const Methods& own, const std::vector<MethodChange>& changes)
{
    std::vector<MethodChange> distinct;
    std::vector<Methods> known { own };
    for (const MethodChange& change : changes) {
        Methods methods = changed_methods(own, change);
        const bool is_known = std::any_of(known.begin(), known.end(), [&](const Methods& other) {
            return std::equal(methods.begin(), methods.end(), other.begin(), same_method);
        });
        if (!is_known) {
            distinct.push_back(change);
            known.push_back(std::move(methods));
        }
    }
    return distinct;
}

/// Returns the means that differ from that of an inner node, without duplicates.
std::vector<Mean> distinct_means(const IndexDefinition& definition)
{
    std::vector<Mean> means;
    for (const Mean mean : definition.doubts.means) {
        const bool differs = std::any_of(definition.nodes.begin(), definition.nodes.end(),
            [&](const IndexNode& node) { return !node.children.empty() && node.mean != mean; });
        if (differs && std::find(means.begin(), means.end(), mean) == means.end()) {
            means.push_back(mean);
        }
    }
    return means;
}

} // namespace

MethodAlternatives method_alternatives(const IndexDefinition& definition, const Methods& own)
{
    std::vector<bool> doubtful;
    for (std::size_t i = 0; i < own.size(); ++i) {
        doubtful.push_back(is_doubtful(definition, i, own[i]));
    }
    std::vector<MethodChange> normalisations;
    for (const Normalisation::Kind kind : definition.doubts.normalisations) {
        normalisations.emplace_back([doubtful, kind](std::size_t i, IndicatorMethod method) {
            if (doubtful[i] && method.normalisation.kind != kind) {
                method.normalisation = alternative_normalisation(method.normalisation, kind);
            }
            return method;
        });
    }
    std::vector<MethodChange> treatments;
    for (const Treatment& treatment : definition.doubts.treatments) {
        treatments.emplace_back([doubtful, treatment](std::size_t i, IndicatorMethod method) {
            if (doubtful[i]) {
                method.treatment = treatment;
            }
            return method;
        });
    }
    std::vector<MethodChange> missing_rules;
    for (const MissingRule rule : definition.doubts.missing_rules) {
        missing_rules.emplace_back([rule](std::size_t, IndicatorMethod method) {
            method.missing = rule;
            return method;
        });
    }
    return { distinct_changes(own, normalisations), distinct_changes(own, treatments),
        distinct_changes(own, missing_rules), distinct_means(definition) };
}

Methods methods_under(
    const ChosenOptions& options, const MethodAlternatives& alternatives, const Methods& own)
{
    Methods methods = own;
    const auto choose = [&](const std::vector<MethodChange>& changes, std::size_t option) {
        if (option > 0) {
            methods = changed_methods(std::move(methods), changes[option - 1]);
        }
    };
    choose(alternatives.normalisations, options.normalisation);
    choose(alternatives.treatments, options.treatment);
    choose(alternatives.missing_rules, options.missing_rule);
    return methods;
}

} // namespace cityflux
