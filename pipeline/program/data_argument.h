#pragma once

#include <string>
#include <vector>

namespace cityflux {

/// What names a table of statistics or totals, with the description of a foreign table found in config/statistics where it is
/// not a path: both "ceads_cities.toml=290 cities.xlsx" and "ceads_cities=290 cities.xlsx".
std::string data_argument(const std::string& argument);

/// All files that such tables are made of, as data_argument() gives them: the tables and their descriptions.
std::vector<std::string> files_of_data(const std::vector<std::string>& arguments);

} // namespace cityflux
