#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

namespace cityflux {

/// Returns the cache folder of --cache: a path, or std::nullopt for "off". By default ("") it is
/// $XDG_CACHE_HOME/cityflux, or ~/.cache/cityflux. Returns std::nullopt if neither variable is set.
std::optional<std::filesystem::path> cache_folder(const std::string& option);

/// Warns if something could not be written to the cache. The run continues without it.
void say_not_kept(
    const std::optional<std::filesystem::path>& folder, const std::error_code& reason);

} // namespace cityflux
