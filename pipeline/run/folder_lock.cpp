#include "pipeline/run/folder_lock.h"

#include "grids/text/error.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

namespace cityflux {

FolderLock::FolderLock(const std::filesystem::path& folder)
    : descriptor_(open((folder / ".cityflux-lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666))
{
    if (descriptor_ < 0) {
        throw InputError(ProblemCode::unwritable, folder.string(),
            "unwritable: " + std::generic_category().message(errno),
            "choose another output folder");
    }
    if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
        return;
    }
    const int error = errno;
    close(descriptor_);
    if (error == EWOULDBLOCK) {
        throw InputError(ProblemCode::conflicting, folder.string(),
            "conflicting with another run in this folder",
            "wait for its end, or give one of the two another output folder");
    }
    throw InputError(ProblemCode::unsupported, folder.string(),
        fmt::format(
            "unsupported lock against a second run: {}", std::generic_category().message(error)),
        "choose a folder on a file system with locks");
}

FolderLock::~FolderLock()
{
    close(descriptor_);
}

} // namespace cityflux
