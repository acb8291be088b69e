#pragma once

#include "boundaries/kept/cache.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace cityflux {

/// What tells one state of a file from another without reading it: device, inode, size and the times of its last change of
/// content and of status. The last cannot be set back, so that a copy with the times of its original is another state.
class FileState {
public:
    explicit FileState(const std::string& file);

    /// 32 hexadecimal digits; "" where there is no such file.
    const std::string& key() const { return key_; }
    /// Whether a further change would show: not within the resolution of the times.
    bool is_settled() const;
    bool operator==(const FileState& other) const { return key_ == other.key_; }

private:
    std::string key_;
    std::chrono::sys_seconds newest_;
};

/// The hash of a file, found in a cache under `kind` as long as the file's state is the same. Otherwise as `compute` gives it,
/// and kept where the state is settled and has not changed meanwhile; nothing is kept where it gives nothing.
std::optional<std::string> hash_by_state(const std::string& file, const Cache& cache, const Cache::Kind& kind,
    const std::function<std::optional<std::string>()>& compute);

} // namespace cityflux
