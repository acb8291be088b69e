#include "pipeline/score/score.h"

#include "grids/text/joined.h"
#include "pipeline/index/equal_points.h"
#include "pipeline/index/policy_register.h"
#include "pipeline/index/ranking.h"
#include "pipeline/score/score_gaps.h"
#include "pipeline/tables/statistics_table.h"

#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Adds a warning for the flags of each city's decoupling.
void add_decoupling_warnings(ScoreResult& result)
{
    for (std::size_t c = 0; c < result.decoupling.size(); ++c) {
        if (!result.decoupling[c].flags.empty()) {
            result.gathered.warnings.push_back(
                fmt::format("{}: [decoupling]: {}: {}; its class may be that of another price base "
                            "or scope; choose one by the key scope",
                    result.definition.source.string(), result.gathered.indicators.cities[c].name,
                    joined(result.decoupling[c].flags, "; ")));
        }
    }
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
    for (std::string& warning : bounds_with_equal_points(
             definition, raw_values(result.gathered.indicators), result.evaluation)) {
        result.gathered.warnings.push_back(std::move(warning));
    }
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
        add_decoupling_warnings(result);
    }
    result.shortcomings = score_gaps(result);
    return result;
}

} // namespace cityflux
