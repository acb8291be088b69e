#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace cityflux {

/// The folder of --cache: a path, "off" (nothing), or "" for the usual one: $XDG_CACHE_HOME/cityflux or ~/.cache/cityflux,
/// nothing where neither is known.
std::optional<std::filesystem::path> cache_folder(const std::string& option);

} // namespace cityflux
