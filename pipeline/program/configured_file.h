#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// The file that a path or the name of a file of config/KIND means, with or without .toml; empty where neither is there.
std::filesystem::path configured_file(const std::string& name_or_path, const std::string& kind);

/// The names of the TOML files of config/KIND.
std::vector<std::string> configured_names(const std::string& kind);

} // namespace cityflux
