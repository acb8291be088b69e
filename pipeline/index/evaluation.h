#pragma once

#include "pipeline/index/index_definition.h"
#include "pipeline/index/indicator_values.h"

#include <vector>

namespace cityflux {

/// Matrix with a row for each indicator or node and a column for each city.
using ScoreMatrix = std::vector<std::vector<double>>;

/// Scores of cities by an index, with all intermediate results.
struct Evaluation {
    ScoreMatrix treated; ///< by indicator
    ScoreMatrix points; ///< by indicator: normalised, missing values by the missing rule
    ScoreMatrix
        scores; ///< by node; an indicator's scores are its points; NaN if too much is missing
    ScoreMatrix
        present; ///< by node: share of the weight of indicators below it that is not missing, 0..1
};

/// Computes scores by the tree: treatment, normalisation, missing rule, means. `raw` and `methods`
/// have an entry for each indicator.
/// - Goalposts, target and benchmark are in the indicator's unit. If the treatment is a logarithm,
/// goalposts and
///   target become logarithms too, and a benchmark is an error. Positions of categories are not
///   treated.
/// - The missing rule acts on points. An indicator that no city has stays missing under every rule.
/// - A node has no score if the weight of the indicators below it that are missing in `raw`, filled
/// or not,
///   exceeds its `most_missing`. Children without a score leave their weight to the others.
/// Throws InputError, with the position (from 1) of the indicator, if a method is not defined on
/// its values.
Evaluation evaluate(const std::vector<IndexNode>& nodes,
    const std::vector<IndicatorMethod>& methods, const ScoreMatrix& raw);

/// Computes the evaluation into existing memory, for thousands of draws. Writes every value of
/// `out`.
void evaluate_into(const std::vector<IndexNode>& nodes, const std::vector<IndicatorMethod>& methods,
    const ScoreMatrix& raw, Evaluation& out);

/// Compute the two halves of an evaluation, for draws that keep some points. The first computes the
/// points of one indicator with its missing rule, the second the scores of all nodes from
/// `out.points`. The second uses `raw` only to find missing values.
void points_into(
    const IndicatorMethod& method, const std::vector<double>& raw, std::vector<double>& points);
void score_nodes_into(const std::vector<IndexNode>& nodes, const ScoreMatrix& raw, Evaluation& out);

/// Computes the scores of cities by an index. Errors name the file and the code of the indicator.
Evaluation evaluate(const IndexDefinition& definition, const IndicatorValues& values);

/// Returns the methods of an index with the indices of their reference cities. Throws InputError if
/// a reference city is not in `cities`.
std::vector<IndicatorMethod> methods_for(
    const IndexDefinition& definition, const std::vector<ScoredCity>& cities);

/// Returns only the values, without intervals and traces.
ScoreMatrix raw_values(const IndicatorValues& values);

} // namespace cityflux
