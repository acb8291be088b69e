#pragma once

#include "pipeline/index/evaluation.h"
#include "pipeline/index/index_definition.h"

#include <string>
#include <vector>

namespace cityflux {

/// Returns a warning for each indicator whose declared bounds (goalposts, benchmark, target) give
/// all cities the same points, because all values lie beyond the same bound. `raw` and `evaluation`
/// are those of `definition`. Values that are all equal to the bound give no warning.
std::vector<std::string> bounds_with_equal_points(
    const IndexDefinition& definition, const ScoreMatrix& raw, const Evaluation& evaluation);

} // namespace cityflux
