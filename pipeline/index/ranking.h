#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cityflux {

/// Rank of each score, 1 for the highest; equal scores share the lowest rank of their places (1, 2, 2, 4); 0 for NaN.
/// Nothing is rounded before.
std::vector<std::size_t> ranks(std::span<const double> scores);

} // namespace cityflux
