#pragma once

#include "boundaries/kept/cache.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace cityflux {

/// State of a file, by which changes are detected without reading it: device, inode, size, and last
/// changes of content and status. The time of a status change cannot be set back, so a copy with
/// the times of its original has another state.
class FileState {
public:
    explicit FileState(const std::string& file);

    /// Returns 32 hexadecimal digits, or "" if there is no such file.
    const std::string& key() const { return key_; }
    /// Returns true if a further change would be detected: the last one is older than the
    /// resolution of the times.
    bool is_settled() const;
    bool operator==(const FileState& other) const { return key_ == other.key_; }

private:
    std::string key_;
    std::chrono::sys_seconds newest_;
};

/// Returns the hash of a file from the cache, under `kind`, if the file's state is the same.
/// Otherwise returns the result of `compute`, and keeps it if the state is settled and did not
/// change meanwhile. Keeps nothing if `compute` returns std::nullopt.
std::optional<std::string> hash_by_state(const std::string& file, const Cache& cache,
    const Cache::Kind& kind, const std::function<std::optional<std::string>()>& compute);

} // namespace cityflux
