#include "pipeline/index/sampled_choices.h"

#include <algorithm>
#include <array>

namespace cityflux {
namespace {

/// Third counter of the random numbers: weights, options, and the indicators from here on.
constexpr std::uint32_t weights_counter = 0;
constexpr std::uint32_t options_counter = 1;
constexpr std::uint32_t first_indicator_counter = 2;

} // namespace

std::optional<RunChoices> with_choice_of(
    const SampledChoices& a, const SampledChoices& b, DoubtfulChoice choice)
{
    RunChoices run(a);
    const auto exchange = [&](std::size_t ChosenOptions::*option) -> std::optional<RunChoices> {
        if (a.options.*option == b.options.*option) {
            return std::nullopt;
        }
        run.options.*option = b.options.*option;
        return run;
    };
    switch (choice) {
    case DoubtfulChoice::weights:
        run.weights = &b.weights;
        return run;
    case DoubtfulChoice::intervals:
        run.values = &b.values;
        return run;
    case DoubtfulChoice::normalisation:
        return exchange(&ChosenOptions::normalisation);
    case DoubtfulChoice::treatment:
        return exchange(&ChosenOptions::treatment);
    case DoubtfulChoice::missing_rule:
        return exchange(&ChosenOptions::missing_rule);
    case DoubtfulChoice::mean:
        return exchange(&ChosenOptions::mean);
    }
    return run;
}

ChoiceSampler::ChoiceSampler(const RobustnessDesign& design)
    : design_(design)
    , random_(design.definition.doubts.seed)
{
}

void ChoiceSampler::sample(std::size_t row, BaseMatrix matrix, SampledChoices& sample) const
{
    const Position position { static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(matrix) };
    sample_weights(position, sample.weights);
    sample_values(position, sample.values);
    sample.options = sample_options(position);
}

void ChoiceSampler::sample_weights(Position position, std::vector<double>& weights) const
{
    const std::vector<IndexNode>& nodes = design_.definition.nodes;
    weights.resize(nodes.size());
    std::transform(nodes.begin(), nodes.end(), weights.begin(),
        [](const IndexNode& node) { return node.weight; });
    const double spread = design_.definition.doubts.weight_spread;
    for (const IndexNode& parent : nodes) {
        if (spread == 0.0 || parent.children.size() < 2) {
            continue;
        }
        double sum = 0.0;
        for (const std::size_t child : parent.children) {
            const double share = random_.uniform({ position.row, position.matrix, weights_counter,
                static_cast<std::uint32_t>(child) });
            weights[child] *= 1.0 + spread * (2.0 * share - 1.0);
            sum += weights[child];
        }
        for (const std::size_t child : parent.children) {
            weights[child] /= sum;
        }
    }
}

void ChoiceSampler::sample_values(Position position, ScoreMatrix& values) const
{
    values.resize(design_.interval_indicators.size());
    for (std::size_t k = 0; k < values.size(); ++k) {
        const std::size_t indicator = design_.interval_indicators[k];
        const std::vector<IndicatorValue>& cities = design_.values.values[indicator];
        const auto counter = static_cast<std::uint32_t>(first_indicator_counter + indicator);
        values[k].resize(cities.size());
        std::array<double, 2> shares {};
        for (std::size_t city = 0; city < cities.size(); ++city) {
            if (city % 2 == 0) {
                shares = random_.two({ position.row, position.matrix, counter,
                    static_cast<std::uint32_t>(city / 2) });
            }
            values[k][city] = value_at(cities[city], shares[city % 2]);
        }
    }
}

ChosenOptions ChoiceSampler::sample_options(Position position) const
{
    const auto option = [&](std::uint32_t choice, std::size_t alternatives) {
        const double share
            = random_.uniform({ position.row, position.matrix, options_counter, choice });
        return static_cast<std::size_t>(share * static_cast<double>(alternatives + 1));
    };
    const MethodAlternatives& alternatives = design_.alternatives;
    return { option(0, alternatives.normalisations.size()),
        option(1, alternatives.treatments.size()), option(2, alternatives.missing_rules.size()),
        option(3, alternatives.means.size()) };
}

} // namespace cityflux
