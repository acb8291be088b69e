#pragma once

#include <string>
#include <vector>

namespace cityflux {

/// Returns the argument with the name of a table's description replaced by its path in
/// config/statistics. Accepts both "ceads_cities.toml=290 cities.xlsx" and
/// "ceads_cities=290 cities.xlsx". Returns the argument unchanged if it is a file, or if
/// no such description exists.
std::string data_argument(const std::string& argument);

/// Returns all files behind arguments that data_argument() returned: the
/// tables and their descriptions.
std::vector<std::string> files_of_data(const std::vector<std::string>& arguments);

} // namespace cityflux
