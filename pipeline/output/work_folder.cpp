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

/// Folders beyond this are not looked for when abandoned ones are removed: so many runs at once do not write one output.
constexpr int most_looked_for = 8;

/// Attempts at a folder that others remove meanwhile, and folders tried before something else must be wrong.
constexpr int most_attempts = 100;
constexpr int most_folders = 1000;

fs::path folder_for(const fs::path& output, int number)
{
    const std::string name = fmt::format(".{}.partial", output.filename().string());
    fs::path folder = output;
    folder.replace_filename(number == 1 ? name : fmt::format("{}-{}", name, number));
    return folder;
}

/// What became of the attempt to hold a folder.
struct Hold {
    int lock = -1; ///< the locked file; -1 where it is not held, or held without a lock
    bool held = false;
    int error = 0; ///< why no folder can be made here; 0 where somebody else holds it
};

bool is_file_at(int descriptor, const fs::path& path)
{
    struct stat open_one { };
    struct stat named { };
    return fstat(descriptor, &open_one) == 0 && stat(path.c_str(), &named) == 0 && open_one.st_dev == named.st_dev
        && open_one.st_ino == named.st_ino;
}

/// Removes what is in a folder that is held, but the lock.
void empty(const fs::path& folder)
{
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (entry->path().filename() != lock_name) {
            std::error_code ignored;
            fs::remove_all(entry->path(), ignored);
        }
    }
}

/// Makes a folder, or takes over one that nobody holds. Who removes a folder holds its lock, and takes the lock away last: so
/// a lock counts only while it is the one in the folder.
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
            return {}; // another's, or a link to what is not ours to empty
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
            // Where it is another's, what this user may not do says nothing about the next one.
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
        // NFS keeps a name for a removed file as long as it is open.
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
