#include "pipeline/output/work_folder.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr const char* lock_name = "cityflux-lock";

/// Number of folders searched when abandoned ones are removed. More simultaneous runs of one output
/// are not expected.
constexpr int most_looked_for = 8;

/// Largest numbers of attempts at a folder that others remove meanwhile, and of folders tried
/// before the cause must be another error.
constexpr int most_attempts = 100;
constexpr int most_folders = 1000;

fs::path folder_for(const fs::path& output, int number)
{
    const std::string name = fmt::format(".{}.partial", output.filename().string());
    fs::path folder = output;
    folder.replace_filename(number == 1 ? name : fmt::format("{}-{}", name, number));
    return folder;
}

/// Result of an attempt to hold a folder.
struct Hold {
    int lock = -1; ///< descriptor of the locked file; -1 if not held, or held without a lock
    bool held = false;
    int error = 0; ///< reason why no folder can be made here; 0 if another process holds it
};

bool is_file_at(int descriptor, const fs::path& path)
{
    struct stat open_one { };
    struct stat named { };
    return fstat(descriptor, &open_one) == 0 && stat(path.c_str(), &named) == 0
        && open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

/// Removes the content of a held folder, except the lock.
void empty(const fs::path& folder)
{
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (entry->path().filename() != lock_name) {
            std::error_code ignored;
            fs::remove_all(entry->path(), ignored);
        }
    }
}

/// Makes a folder, or takes one that no process holds. A process that removes a folder holds its
/// lock and removes the lock last. A lock therefore counts only while it is the file in the folder.
Hold hold(const fs::path& folder)
{
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        const bool made = mkdir(folder.c_str(), 0777) == 0;
        if (!made && errno != EEXIST) {
            return { -1, false, errno };
        }
        struct stat named { };
        if (lstat(folder.c_str(), &named) != 0) {
            continue; // removed meanwhile
        }
        if (!S_ISDIR(named.st_mode) || named.st_uid != geteuid()) {
            return {}; // owned by another user, or a link to a folder that must not be emptied
        }
        const fs::path file = folder / lock_name;
        const int lock = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (lock < 0) {
            const int error = errno;
            if (error == ENOENT) {
                continue;
            }
            if (made) {
                rmdir(folder.c_str());
            }
            // In another user's folder, missing permissions are no error of the next folder.
            return { -1, false, made ? error : 0 };
        }
        if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
            const bool without_locks = errno != EWOULDBLOCK;
            close(lock);
            return { -1, without_locks && made, 0 };
        }
        if (is_file_at(lock, file)) {
            empty(folder);
            return { lock, true, 0 };
        }
        close(lock);
    }
    return {};
}

void let_go(const fs::path& folder, int lock)
{
    empty(folder);
    unlink((folder / lock_name).c_str());
    const bool removed = rmdir(folder.c_str()) == 0;
    if (lock >= 0) {
        close(lock);
    }
    if (!removed) {
        // NFS keeps a name for a removed file while it is open.
        rmdir(folder.c_str());
    }
}

} // namespace

WorkFolder::WorkFolder(const fs::path& output)
{
    for (int number = 1; path_.empty(); ++number) {
        const fs::path folder = folder_for(output, number);
        const Hold held = hold(folder);
        if (held.held) {
            path_ = folder;
            lock_ = held.lock;
        } else if (held.error != 0 || number == most_folders) {
            throw std::system_error(held.error == 0 ? EEXIST : held.error, std::generic_category());
        }
    }
    remove_abandoned(output);
}

WorkFolder::~WorkFolder()
{
    let_go(path_, lock_);
}

void WorkFolder::remove_abandoned(const fs::path& output)
{
    for (int number = 1; number <= most_looked_for; ++number) {
        const fs::path folder = folder_for(output, number);
        std::error_code error;
        if (fs::is_directory(folder, error)) {
            if (const Hold abandoned = hold(folder); abandoned.held) {
                let_go(folder, abandoned.lock);
            }
        }
    }
}

} // namespace cityflux
