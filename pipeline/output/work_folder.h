#pragma once

#include <filesystem>
#include <string>

namespace cityflux {

/// A hidden folder beside an output, `.NAME.partial`, in which the output is made with all that libraries keep beside it. It is
/// held by a lock (flock) on a file in it as long as this object lives, and gone with it. The operating system lets go of a
/// killed run's lock, and the next who makes the same output removes what it left; a second run at the same time takes
/// `.NAME.partial-2`. On a file system without locks nothing is known of who holds a folder: each takes a new one, and what
/// killed runs left stays.
class WorkFolder {
public:
    /// Throws std::system_error with the number of the operating system's error where no folder can be made.
    explicit WorkFolder(const std::filesystem::path& output);
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

    /// Removes the folders of an output that nobody holds.
    static void remove_abandoned(const std::filesystem::path& output);

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

} // namespace cityflux
