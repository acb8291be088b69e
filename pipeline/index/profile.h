#pragma once

#include "pipeline/index/evaluation.h"
#include "pipeline/index/index_definition.h"

#include <vector>

namespace cityflux {

/// Score of one city at one node, next to the median and the best of the cities.
struct Standing {
    double score = 0.0; ///< score of the city; NaN if it has none
    double median = 0.0; ///< median of the scores of all cities that have one at this node
    double best
        = 0.0; ///< score, at this node, of the city with the highest index (the first of equals)
    /// Points of the index that the city gains (positive) or loses at this node. Computed as its
    /// index minus its index with the score of the median, or of the leader, at this node. If all
    /// means up to the root are arithmetic, it equals (score - median) x the weights up to the
    /// root, after dividing the weights of missing siblings among the others. NaN if either score
    /// is missing, or the city has no index.
    double against_median = 0.0;
    double against_best = 0.0;
};

/// Returns standings[node][city]. With arithmetic means and nothing missing, the values against the
/// best of a city's indicators sum to its distance from the leader. With other means they need not,
/// because the value of one indicator depends on the others.
std::vector<std::vector<Standing>> profiles(
    const std::vector<IndexNode>& nodes, const Evaluation& evaluation);

} // namespace cityflux
