#pragma once

#include "pipeline/score/score.h"

#include <string>
#include <vector>

namespace cityflux {

/// Returns a sentence for each city without a score of the index, with the reason: too much weight
/// is missing, or a mean is not defined on negative points. Also one for each city that lacks the
/// score of a part because of negative points, which leaves the weight of the part to others.
/// Reads the definition, the values and the evaluation of `result`.
std::vector<std::string> score_gaps(const ScoreResult& result);

} // namespace cityflux
