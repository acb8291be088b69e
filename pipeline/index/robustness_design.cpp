#include "pipeline/index/robustness_design.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

bool has_interval(const IndicatorValue& value)
{
    return !std::isnan(value.value) && !std::isnan(value.lower) && !std::isnan(value.upper);
}

void check_doubts(const IndexDefinition& definition)
{
    const std::string file = definition.source.string();
    const DoubtfulChoices& doubts = definition.doubts;
    if (doubts.draws == 0 || doubts.draws > std::numeric_limits<std::uint32_t>::max()) {
        throw InputError(ProblemCode::out_of_range, file,
            fmt::format(
                "draws of robustness out of range: {} (allowed: 1 to 4294967295)", doubts.draws),
            { "set the usual number, ", named(Setting::draws, "1000") });
    }
    if (!(doubts.weight_spread >= 0.0 && doubts.weight_spread <= 1.0)) {
        throw InputError(ProblemCode::out_of_range, file,
            fmt::format(
                "spread of weights out of range: {} (allowed: 0 to 1)", doubts.weight_spread));
    }
}

/// Returns the indicators with an interval of positive width, or none if intervals are not drawn.
/// Throws InputError if a value is outside its interval.
std::vector<std::size_t> find_interval_indicators(
    const IndexDefinition& definition, const IndicatorValues& values)
{
    std::vector<std::size_t> indicators;
    for (std::size_t indicator = 0; indicator < values.values.size(); ++indicator) {
        bool any = false;
        for (std::size_t city = 0; city < values.values[indicator].size(); ++city) {
            const IndicatorValue& value = values.values[indicator][city];
            if (!has_interval(value)) {
                continue;
            }
            if (value.lower > value.value || value.upper < value.value) {
                throw InputError(ProblemCode::out_of_range,
                    fmt::format("{}: indicator {} of {}", definition.source.string(),
                        definition.indicator_code(indicator), values.cities[city].name),
                    fmt::format("value {} out of range of its interval {} to {}", value.value,
                        value.lower, value.upper),
                    "correct the table, or set intervals = false in [robustness]");
            }
            any = any || value.lower < value.upper;
        }
        if (any && definition.doubts.intervals) {
            indicators.push_back(indicator);
        }
    }
    return indicators;
}

std::vector<DoubtfulChoice> list_choices(const RobustnessDesign& design)
{
    const std::vector<IndexNode>& nodes = design.definition.nodes;
    const bool siblings = std::any_of(
        nodes.begin(), nodes.end(), [](const IndexNode& node) { return node.children.size() > 1; });
    std::vector<DoubtfulChoice> choices;
    const auto add_if = [&](bool has_alternative, DoubtfulChoice choice) {
        if (has_alternative) {
            choices.push_back(choice);
        }
    };
    const MethodAlternatives& alternatives = design.alternatives;
    add_if(design.definition.doubts.weight_spread > 0.0 && siblings, DoubtfulChoice::weights);
    add_if(!design.interval_indicators.empty(), DoubtfulChoice::intervals);
    add_if(!alternatives.normalisations.empty(), DoubtfulChoice::normalisation);
    add_if(!alternatives.treatments.empty(), DoubtfulChoice::treatment);
    add_if(!alternatives.missing_rules.empty(), DoubtfulChoice::missing_rule);
    add_if(!alternatives.means.empty(), DoubtfulChoice::mean);
    return choices;
}

/// Returns the raw values with the lower ends of the intervals.
ScoreMatrix least_values(const RobustnessDesign& design)
{
    ScoreMatrix least = design.raw;
    for (const std::size_t indicator : design.interval_indicators) {
        for (std::size_t city = 0; city < least[indicator].size(); ++city) {
            least[indicator][city] = value_at(design.values.values[indicator][city], 0.0);
        }
    }
    return least;
}

/// Computes the points of a combination of methods. Throws InputError if a method is not defined on
/// the values or on `least`.
MethodCombination combine_methods(const RobustnessDesign& design,
    std::vector<IndicatorMethod> methods, const ScoreMatrix& least, Evaluation& evaluation)
{
    MethodCombination combination { std::move(methods), {} };
    const std::vector<IndexNode>& nodes = design.definition.nodes;
    try {
        evaluate_into(nodes, combination.methods, design.raw, evaluation);
        combination.points = evaluation.points;
        evaluate_into(nodes, combination.methods, least, evaluation);
    } catch (const InputError& error) {
        Message message = error.message().within(
            fmt::format("{}: alternative in [robustness]", design.definition.source.string()));
        message.remedy = message.remedy.empty()
            ? Text("remove this alternative")
            : Text { message.remedy, ", or remove this alternative" };
        throw InputError(message);
    }
    for (const std::size_t indicator : design.interval_indicators) {
        combination.points[indicator].clear();
    }
    return combination;
}

/// Returns all combinations of options, in the order of combination_index().
std::vector<MethodCombination> list_combinations(
    const RobustnessDesign& design, const std::vector<IndicatorMethod>& own)
{
    const MethodAlternatives& alternatives = design.alternatives;
    const ScoreMatrix least = least_values(design);
    Evaluation evaluation;
    std::vector<MethodCombination> combinations;
    for (std::size_t n = 0; n <= alternatives.normalisations.size(); ++n) {
        for (std::size_t t = 0; t <= alternatives.treatments.size(); ++t) {
            for (std::size_t m = 0; m <= alternatives.missing_rules.size(); ++m) {
                combinations.push_back(combine_methods(
                    design, methods_under({ n, t, m, 0 }, alternatives, own), least, evaluation));
            }
        }
    }
    return combinations;
}

} // namespace

std::size_t RobustnessDesign::combination_index(const ChosenOptions& options) const
{
    return (options.normalisation * (alternatives.treatments.size() + 1) + options.treatment)
        * (alternatives.missing_rules.size() + 1)
        + options.missing_rule;
}

RobustnessDesign robustness_design(const IndexDefinition& definition, const IndicatorValues& values)
{
    const std::vector<IndicatorMethod> own = methods_for(definition, values.cities);
    check_doubts(definition);
    RobustnessDesign design { definition, values };
    design.raw = raw_values(values);
    design.interval_indicators = find_interval_indicators(definition, values);
    design.alternatives = method_alternatives(definition, own);
    design.choices = list_choices(design);
    design.combinations = list_combinations(design, own);
    return design;
}

double value_at(const IndicatorValue& value, double share)
{
    if (!has_interval(value)) {
        return value.value;
    }
    return share < 0.5 ? value.lower + 2.0 * share * (value.value - value.lower)
                       : value.value + (2.0 * share - 1.0) * (value.upper - value.value);
}

} // namespace cityflux
