#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Returns the versions of the program and of the libraries that it runs with, by name.
std::vector<std::pair<std::string, std::string>> versions();

} // namespace cityflux
