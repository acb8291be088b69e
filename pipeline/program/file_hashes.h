#pragma once

#include "boundaries/kept/cache.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace cityflux {

/// SHA-256 of the files a run reads, computed beside the run on threads of their own, as many as the run may use. In a cache
/// the hash of a file is found again as long as device, inode, size and the times of its last change of content and of status
/// are the same; a file that changed in the last seconds, or while it was read, is not kept.
class FileHashes {
public:
    explicit FileHashes(const std::optional<std::filesystem::path>& cache_folder);
    ~FileHashes();
    FileHashes(const FileHashes&) = delete;
    FileHashes& operator=(const FileHashes&) = delete;

    /// Begins to read further files, in this order.
    void begin(const std::vector<std::string>& files);
    /// The hash of a file; waits for it. Throws InputError where the file could not be read.
    std::string of(const std::string& file);

private:
    struct Outcome {
        std::string hash;
        std::exception_ptr error;
    };
    void work();
    std::string hash_of(const std::string& file) const;

    std::optional<Cache> cache_;
    std::mutex lock_; ///< of what waits and of the outcomes
    std::condition_variable changed_;
    std::deque<std::string> waiting_;
    std::set<std::string> begun_;
    std::map<std::string, Outcome> outcomes_;
    std::atomic<bool> ending_ = false;
    std::vector<std::thread> workers_;
};

} // namespace cityflux
