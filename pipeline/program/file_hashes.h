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

/// Hashes (SHA-256) of the files that a run reads. They are computed during the run on separate
/// threads, as many as the run may use. With a cache, a stored hash is reused if the FileState is
/// unchanged. A hash is not stored if the file changed in the last seconds or while it was read.
class FileHashes {
public:
    explicit FileHashes(const std::optional<std::filesystem::path>& cache_folder);
    ~FileHashes();
    FileHashes(const FileHashes&) = delete;
    FileHashes& operator=(const FileHashes&) = delete;

    /// Starts hashing further files, in this order.
    void begin(const std::vector<std::string>& files);
    /// Returns the hash of a file, after waiting for it. Throws InputError if the
    /// file could not be opened.
    std::string of(const std::string& file);

private:
    struct Outcome {
        std::string hash;
        std::exception_ptr error;
    };
    void work();
    std::string hash_of(const std::string& file) const;

    std::optional<Cache> cache_;
    std::mutex lock_; ///< guards waiting_, begun_ and outcomes_
    std::condition_variable changed_;
    std::deque<std::string> waiting_;
    std::set<std::string> begun_;
    std::map<std::string, Outcome> outcomes_;
    std::atomic<bool> ending_ = false;
    std::vector<std::thread> workers_;
};

} // namespace cityflux
