#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace cityflux {

/// Text file in a folder of results.
struct ResultFile {
    std::string name;
    std::function<std::string()> text; ///< empty if this run has no such file
};

/// Writes the files into a folder, which is created if it is missing. Removes files without text if
/// the manifest.json of an earlier run lists them. Returns the names of the written files. Throws
/// InputError if folder or file cannot be written.
std::vector<std::string> write_result_files(
    const std::filesystem::path& folder, const std::vector<ResultFile>& files);

} // namespace cityflux
