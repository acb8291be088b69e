#pragma once

#include <filesystem>
#include <string>

namespace cityflux {

/// RAII hidden folder next to an output, `.NAME.partial`, for the output and for files that
/// libraries keep next to it. A lock (flock) on a file inside holds the folder for the lifetime of
/// this object, which then removes the folder. The operating system releases the lock of a killed
/// run, and the next run for the same output removes the remains. A second simultaneous run uses
/// `.NAME.partial-2`. On a file system without locks the holder of a folder is unknown: each run
/// makes a new one, and remains of killed runs stay.
class WorkFolder {
public:
    /// Throws std::system_error, with the error number of the operating system, if no folder can be
    /// made.
    explicit WorkFolder(const std::filesystem::path& output);
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

    /// Removes the folders of an output that no process holds.
    static void remove_abandoned(const std::filesystem::path& output);

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

} // namespace cityflux
