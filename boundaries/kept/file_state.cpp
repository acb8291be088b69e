#include "boundaries/kept/file_state.h"

#include "boundaries/kept/content_hash.h"

#include <algorithm>

#include <sys/stat.h>

namespace cityflux {
namespace {

/// Two changes within this time may have the same time stamp.
constexpr std::chrono::seconds resolution_of_times { 2 };

} // namespace

FileState::FileState(const std::string& file)
{
    struct stat status { };
    if (stat(file.c_str(), &status) != 0) {
        return;
    }
    ContentHash hash;
    hash.add(status.st_dev);
    hash.add(status.st_ino);
    hash.add(status.st_size);
    for (const timespec& time : { status.st_mtim, status.st_ctim }) {
        hash.add(time.tv_sec);
        hash.add(time.tv_nsec);
        newest_ = std::max(newest_, std::chrono::sys_seconds(std::chrono::seconds(time.tv_sec)));
    }
    key_ = hash.digits();
}

bool FileState::is_settled() const
{
    return !key_.empty() && newest_ + resolution_of_times < std::chrono::system_clock::now();
}

std::optional<std::string> hash_by_state(const std::string& file, const Cache& cache,
    const Cache::Kind& kind, const std::function<std::optional<std::string>()>& compute)
{
    const FileState before(file);
    if (const Cache::Record record = cache.load(kind, before.key())) {
        return std::string(record.bytes());
    }
    std::optional<std::string> hash = compute();
    if (hash && before.is_settled() && before == FileState(file)) {
        cache.save(kind, before.key(), *hash);
    }
    return hash;
}

} // namespace cityflux
