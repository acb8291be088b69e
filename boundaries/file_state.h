#pragma once

#include <chrono>
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

} // namespace cityflux
