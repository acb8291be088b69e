#pragma once

#include "pipeline/index/index_definition.h"
#include "pipeline/index/indicator_values.h"

#include <vector>

namespace cityflux {

/// A row for each indicator or node, a column for each city.
using ScoreMatrix = std::vector<std::vector<double>>;

/// What an index says of cities, with every step that led there.
struct Evaluation {
    ScoreMatrix treated; ///< by indicator
    ScoreMatrix points; ///< by indicator: normalised, missing values by rule
    ScoreMatrix scores; ///< by node; an indicator's are its points; NaN where too much is missing
    ScoreMatrix present; ///< by node: the share of the weight of indicators below that is not missing, 0..1
};

/// Scores by the tree: treatment, normalisation, missing rule, means. `raw` has a row for each indicator, `methods` too.
/// - Goalposts, target and benchmark are in the indicator's unit: where the treatment is a logarithm, they become logarithms
/// too.
///   Positions of categories are not treated.
/// - The missing rule acts on points. What no city has stays missing by every rule: it tells none from another.
/// - A node has no score where the weight of the indicators below it that are missing in `raw`, filled or not, exceeds its
///   `most_missing`; where its children have no scores, the others share their weight.
/// Throws InputError naming the position (from 1) of an indicator whose method is not defined on its values.
Evaluation evaluate(const std::vector<IndexNode>& nodes, const std::vector<IndicatorMethod>& methods, const ScoreMatrix& raw);

/// The same into memory that is there already, for thousands of draws. Every value of `out` is written.
void evaluate_into(
    const std::vector<IndexNode>& nodes, const std::vector<IndicatorMethod>& methods, const ScoreMatrix& raw, Evaluation& out);

/// Its two halves, for draws that keep some points: the points of one indicator, missing values by rule, and the scores of all
/// nodes from `out.points`. Of `raw` the second takes only what is missing.
void points_into(const IndicatorMethod& method, const std::vector<double>& raw, std::vector<double>& points);
void score_nodes_into(const std::vector<IndexNode>& nodes, const ScoreMatrix& raw, Evaluation& out);

/// Scores of the cities by an index; refusals name file and code of the indicator.
Evaluation evaluate(const IndexDefinition& definition, const IndicatorValues& values);

/// The methods of an index with the positions of their reference cities. Throws InputError where such a city is not among them.
std::vector<IndicatorMethod> methods_for(const IndexDefinition& definition, const std::vector<ScoredCity>& cities);

/// The values alone, without intervals and traces.
ScoreMatrix raw_values(const IndicatorValues& values);

} // namespace cityflux
