#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Returns the file for a path or the name of a file in config/KIND, with or without .toml. Returns
/// an empty path if neither exists.
std::filesystem::path configured_file(const std::string& name_or_path, const std::string& kind);

/// Returns the names of the TOML files in config/KIND, sorted and without suffix.
std::vector<std::string> configured_names(const std::string& kind);

} // namespace cityflux
