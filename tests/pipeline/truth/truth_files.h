#pragma once

#include "tests/pipeline/truth/truth_case.h"
#include "tests/temporary_folder.h"

namespace cityflux {

/// Writes the grid file of a case as it describes it, with its damages. Throws std::runtime_error
/// where the description does not fit together.
void write_truth_grid(const TruthGrid& grid, const TemporaryFolder& folder);

/// Writes the outlines of a case, point by point as it gives them: nothing is closed, turned or
/// mended on the way.
void write_truth_boundaries(const TruthBoundaries& boundaries, const TemporaryFolder& folder);

} // namespace cityflux
