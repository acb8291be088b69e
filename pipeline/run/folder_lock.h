#pragma once

#include <filesystem>

namespace cityflux {

/// Holds a folder for one process as long as it lives, by a lock (flock) on a file in it that stays behind. The operating
/// system lets go when the process ends, however it ends.
class FolderLock {
public:
    /// Throws InputError where another process holds the folder, or where it cannot be written.
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int descriptor_ = -1;
};

} // namespace cityflux
