#pragma once

#include "pipeline/index/evaluation.h"
#include "pipeline/index/index_definition.h"

#include <vector>

namespace cityflux {

/// One node of one city beside the median and the best of the cities.
struct Standing {
    double score = 0.0; ///< of the city; NaN where it has none
    double median = 0.0; ///< of the scores of all cities that have one here
    double best = 0.0; ///< the score here of the city that leads the index, the first of several that lead together
    /// Points of the index that the city gains here (positive) or loses: its index less the index it would have with the
    /// median's, or the leader's, score at this node, all else as it is. Where all means on the way to the root are arithmetic,
    /// that is (score - median) x the weights on the way, weights of missing siblings shared out. NaN where either score is
    /// missing, and where the city has no index.
    double against_median = 0.0;
    double against_best = 0.0;
};

/// standings[node][city]. Against the best, and with arithmetic means and nothing missing, the indicators of a city add up to
/// its distance from the leader; with other means they need not, for what one indicator is worth depends on the others.
std::vector<std::vector<Standing>> profiles(const std::vector<IndexNode>& nodes, const Evaluation& evaluation);

} // namespace cityflux
