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

/// The names that Chinese cities go by.
std::filesystem::path gazetteer_file();

/// The built-in list of 35 cities.
std::filesystem::path builtin_cities_file();

/// The embedded illustration grid, "sample".
std::filesystem::path builtin_sample_file();

} // namespace cityflux
