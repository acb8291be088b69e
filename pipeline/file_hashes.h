#pragma once

#include <future>
#include <map>
#include <string>
#include <vector>

namespace cityflux {

/// SHA-256 of the files a run reads, computed beside the run on a thread of its own.
class FileHashes {
public:
    /// Begins to read the files, one after the other.
    explicit FileHashes(std::vector<std::string> files);

    /// The hash of one of them; waits for it. Throws InputError where the file could not be read.
    std::string of(const std::string& file);

private:
    std::future<std::map<std::string, std::string>> work_;
    std::map<std::string, std::string> hashes_;
};

} // namespace cityflux
