#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cityflux {

/// Returns the rank of each score, 1 for the highest. Equal scores share the lowest of their ranks
/// (1, 2, 2, 4); NaN has rank 0. Scores are not rounded.
std::vector<std::size_t> ranks(std::span<const double> scores);

} // namespace cityflux
