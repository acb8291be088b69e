#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// The files that belong to the program: config/, boundaries/data and grids/data. Looked for in $CITYFLUX_DATA, beside the
/// installed program (../share/cityflux), and in the source tree the program was built from. Throws InputError where none
/// of them is there.
std::filesystem::path data_folder();

/// config/inventories of the data folder.
std::filesystem::path inventories_folder();

/// The file that a path, or the name of a file of config/KIND with or without its suffix .toml, means; "" where neither is
/// there.
std::filesystem::path configured_file(const std::string& name_or_path, const std::string& kind);

/// The names of the TOML files of config/KIND, in order.
std::vector<std::string> configured_names(const std::string& kind);

/// The names that Chinese cities go by.
std::filesystem::path gazetteer_file();

/// The built-in list of 35 cities.
std::filesystem::path builtin_cities_file();

/// The embedded illustration grid, "sample".
std::filesystem::path builtin_sample_file();

} // namespace cityflux
