#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

namespace cityflux {

/// The folder of --cache: a path, "off" (nothing), or "" for the usual one: $XDG_CACHE_HOME/cityflux or ~/.cache/cityflux,
/// nothing where neither is known.
std::optional<std::filesystem::path> cache_folder(const std::string& option);

/// Warns where something could not be kept in a cache, which is no reason to end a run.
void say_not_kept(const std::optional<std::filesystem::path>& folder, const std::error_code& reason);

} // namespace cityflux
