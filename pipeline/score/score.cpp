#include "pipeline/score/score.h"

#include "grids/text/joined.h"
#include "pipeline/index/policy_register.h"
#include "pipeline/index/ranking.h"
#include "pipeline/tables/statistics_table.h"

#include <cmath>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns the codes of the indicators without a value in a city.
std::vector<std::string> missing_codes(const ScoreResult& result, std::size_t city)
{
    std::vector<std::string> codes;
    for (std::size_t node = 0; node < result.definition.nodes.size(); ++node) {
        const std::size_t indicator = result.definition.nodes[node].indicator;
        if (indicator != IndexNode::nowhere
            && std::isnan(result.gathered.indicators.values[indicator][city].value)) {
            codes.push_back(result.definition.labels[node].code);
        }
    }
    return codes;
}

std::vector<std::string> shortcomings_of(const ScoreResult& result)
{
    std::vector<std::string> shortcomings;
    const std::vector<ScoredCity>& cities = result.gathered.indicators.cities;
    for (std::size_t c = 0; c < cities.size(); ++c) {
        if (std::isnan(result.evaluation.scores.front()[c])) {
            shortcomings.push_back(fmt::format("{} ({}) has no score: {:.3g} % of the weight of "
                                               "its indicators is missing ({}), and {} allows "
                                               "{:.3g} %",
                cities[c].name, cities[c].id, 100.0 * (1.0 - result.evaluation.present.front()[c]),
                joined(missing_codes(result, c), ", "), result.definition.name,
                100.0 * result.definition.nodes.front().most_missing));
        }
    }
    return shortcomings;
}

} // namespace

IndexDefinition definition_of(const ScoreRequest& request)
{
    IndexDefinition definition = IndexDefinition::load(request.index);
    definition.doubts.draws = request.draws.value_or(definition.doubts.draws);
    definition.doubts.seed = request.seed.value_or(definition.doubts.seed);
    for (IndexNode& node : definition.nodes) {
        node.most_missing = request.most_missing.value_or(node.most_missing);
    }
    return definition;
}

ScoreResult make_score(const ScoreRequest& request, const std::vector<NamedCity>& cities)
{
    ScoreResult result;
    result.definition = definition_of(request);
    const IndexDefinition& definition = result.definition;
    check_sources(definition);
    const std::vector<PolicyAction> actions = request.policy_register.empty()
        ? std::vector<PolicyAction>()
        : read_policy_register(request.policy_register);
    const std::vector<Observation> observations = read_statistics(request.data);
    const CityNames names(cities);
    const Statistics statistics(observations, names);
    result.gathered = gather(definition, statistics, actions);
    result.evaluation = evaluate(definition, result.gathered.indicators);
    for (std::size_t node = 0; node < definition.nodes.size(); ++node) {
        const IndexNode& here = definition.nodes[node];
        result.ranks.push_back(ranks(result.evaluation.scores[node]));
        result.effective_weights.push_back(here.parent == IndexNode::nowhere
                ? 1.0
                : result.effective_weights[here.parent] * here.weight);
    }
    result.standings = profiles(definition.nodes, result.evaluation);
    if (definition.doubts.draws > 0) {
        result.robustness = robustness_of(definition, result.gathered.indicators);
    }
    if (definition.decoupling) {
        result.decoupling = decoupling_of(*definition.decoupling, statistics,
            fmt::format("{}: [decoupling]", definition.source.string()));
    }
    result.shortcomings = shortcomings_of(result);
    return result;
}

} // namespace cityflux
