#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Versions of the program and of the libraries it runs with, by name.
std::vector<std::pair<std::string, std::string>> versions();

} // namespace cityflux
