#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Returns the folder of the program's own files: config/, boundaries/data and grids/data. It is
/// $CITYFLUX_DATA if that is set. Otherwise it is ../share/cityflux next to the installed program,
/// or the source tree of the build. Throws InputError if none of them holds config/inventories.
std::filesystem::path data_folder();

/// Returns config/inventories in the data folder.
std::filesystem::path inventories_folder();

/// Returns config/plausible.toml in the data folder, the bounds of plausible totals.
std::filesystem::path plausible_file();

/// Returns the list of names of Chinese cities.
std::filesystem::path gazetteer_file();

/// Returns the built-in list of 35 cities.
std::filesystem::path builtin_cities_file();

/// Returns the embedded illustration grid for a word: "sample", or "sample-coarse" for the same
/// field on 1 degree. Returns std::nullopt for another word.
std::optional<std::filesystem::path> builtin_grid(std::string_view word);

} // namespace cityflux
