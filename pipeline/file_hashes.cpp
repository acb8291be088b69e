#include "pipeline/file_hashes.h"

#include "pipeline/sha256.h"

namespace cityflux {

FileHashes::FileHashes(std::vector<std::string> files)
    : work_(std::async(std::launch::async, [files = std::move(files)] {
        std::map<std::string, std::string> hashes;
        for (const std::string& file : files) {
            hashes.try_emplace(file, sha256_of_file(file));
        }
        return hashes;
    }))
{
}

std::string FileHashes::of(const std::string& file)
{
    if (work_.valid()) {
        hashes_ = work_.get();
    }
    const auto found = hashes_.find(file);
    return found == hashes_.end() ? sha256_of_file(file) : found->second;
}

} // namespace cityflux
