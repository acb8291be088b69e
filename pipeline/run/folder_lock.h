#pragma once

#include <filesystem>

namespace cityflux {

/// RAII lock of a folder for one process, by flock(2) on a file in the folder. The file remains.
/// The operating system releases the lock when the process ends for any reason.
class FolderLock {
public:
    /// Throws InputError if another process holds the lock, or if the folder
    /// cannot be written or locked.
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int descriptor_ = -1;
};

} // namespace cityflux
