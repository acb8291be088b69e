#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Lines of one kind on the standard error before the rest is only counted; the manifest has them all.
inline constexpr std::size_t most_lines = 40;

/// Warns of each shortcoming.
void say_shortcomings(const std::vector<std::string>& shortcomings);

} // namespace cityflux
