#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Returns the files that match a pattern, sorted by bytes. `*`, `?` and `[...]` may be in any part
/// of the path, which is relative to `folder`. A file with exactly this name is taken instead of
/// matches. Throws InputError beginning with `subject` if no file matches.
std::vector<std::string> files_matching(
    const std::string& pattern, const std::filesystem::path& folder, const std::string& subject);

} // namespace cityflux
