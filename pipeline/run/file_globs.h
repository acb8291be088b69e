#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// The files that a pattern names: `*`, `?` and `[...]` in any part of a path that counts from `folder`, in the order of their
/// bytes; what is there under the very name is that file. Throws InputError beginning with `subject` where it matches none.
std::vector<std::string> files_matching(
    const std::string& pattern, const std::filesystem::path& folder, const std::string& subject);

} // namespace cityflux
