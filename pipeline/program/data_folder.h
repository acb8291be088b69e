#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
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

/// The embedded illustration grid that a word stands for: "sample", or "sample-coarse" for the same field on 1 degree. Nothing
/// for another word.
std::optional<std::filesystem::path> builtin_grid(std::string_view word);

} // namespace cityflux
