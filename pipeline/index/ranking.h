#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cityflux {

/// Returns the rank of each score, 1 for the highest. Equal scores share the lowest of their ranks
/// (1, 2, 2, 4); NaN has rank 0. Scores are equal if they differ by 1e-9 of themselves, or by 1e-12
/// of the largest magnitude, from the highest of their rank.
std::vector<std::size_t> ranks(std::span<const double> scores);

} // namespace cityflux
