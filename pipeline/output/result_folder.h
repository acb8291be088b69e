#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace cityflux {

/// One text file of a folder of results.
struct ResultFile {
    std::string name;
    std::function<std::string()> text; ///< none where this run has no such file
};

/// Writes the files into a folder, which is made where it is not there, and removes those that an earlier run left, by its
/// manifest.json, and this one does not have. Returns the names of those written. Throws InputError where folder or file cannot
/// be written.
std::vector<std::string> write_result_files(const std::filesystem::path& folder, const std::vector<ResultFile>& files);

} // namespace cityflux
