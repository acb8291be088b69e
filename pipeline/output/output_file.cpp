#include "pipeline/output/output_file.h"

#include "grids/text/error.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Size of a test write. If it fails, a library that reports no reason, or an unrelated one, has
/// most likely met the same error.
constexpr std::size_t bytes_of_probe = 64 * 1024;

constexpr std::string_view full_disk
    = "the disk is full; free space or choose another place for the output";

/// Endings of SQLite's files next to a GeoPackage that is being written.
constexpr std::array side_file_endings { "-journal", "-wal", "-shm" };

void remove_side_files(const fs::path& file)
{
    for (const char* ending : side_file_endings) {
        std::error_code ignored;
        fs::remove(file.string() + ending, ignored);
    }
}

fs::path folder_of(const fs::path& file)
{
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/// Returns the path that receives the bytes: the target of a symbolic link, so that the link stays.
fs::path behind_link(const fs::path& file)
{
    std::error_code ignored;
    if (!fs::is_symlink(file, ignored)) {
        return file;
    }
    const fs::path target = fs::weakly_canonical(file, ignored);
    return ignored ? file : target;
}

std::string cause_of(int error, const fs::path& file)
{
    const std::string folder = folder_of(file).string();
    switch (error) {
    case ENOENT:
        return fmt::format("the folder {} does not exist; create it (mkdir -p) or choose another "
                           "place for the output",
            folder);
    case ENOTDIR:
        return fmt::format("{} is not a folder; choose another place for the output", folder);
    case EACCES:
    case EPERM:
        return fmt::format("the folder {} is not writable; change its permissions or choose "
                           "another place for the output",
            folder);
    case EROFS:
        return fmt::format(
            "the folder {} is on a read-only file system; choose another place for the output",
            folder);
    case ENOSPC:
        return std::string(full_disk);
    case EDQUOT:
        return "the disk quota is used up; free space or choose another place for the output";
    case EFBIG:
        return "it would be larger than the file system or the limit of file sizes (ulimit -f) "
               "allows; choose another place "
               "for the output";
    case ENAMETOOLONG:
        return "the name is too long for its file system; choose a shorter one";
    default:
        return fmt::format("cannot be written: {}; choose another place for the output",
            std::generic_category().message(error));
    }
}

[[noreturn]] void refuse_for(int error, const fs::path& file)
{
    throw InputError(fmt::format("{}: {}", file.string(), cause_of(error, file)));
}

/// Open file of the operating system. Functions return 0 or the error number.
class Descriptor {
public:
    Descriptor(const fs::path& file, int flags)
        : number_(open(file.c_str(), flags | O_CLOEXEC, 0666))
        , open_error_(number_ < 0 ? errno : 0)
    {
    }

    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int open_error() const { return open_error_; }
    int number() const { return number_; }

    int write(std::string_view content) const
    {
        while (!content.empty()) {
            const ssize_t written = ::write(number_, content.data(), content.size());
            if (written < 0 && errno != EINTR) {
                return errno;
            }
            content.remove_prefix(static_cast<std::size_t>(written < 0 ? 0 : written));
        }
        return 0;
    }

    int close()
    {
        const int number = std::exchange(number_, -1);
        return number < 0 || ::close(number) == 0 ? 0 : errno;
    }

private:
    int number_;
    int open_error_;
};

/// Returns the error number of further writing next to a file or to it, or 0 if writing works.
int error_of_writing_on(const fs::path& file)
{
    rlimit limit {};
    std::error_code unknown;
    const std::uintmax_t size = fs::file_size(file, unknown);
    if (!unknown && getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY
        && size + bytes_of_probe > limit.rlim_cur) {
        return EFBIG;
    }
    const fs::path probe = file.parent_path() / "probe";
    Descriptor written(probe, O_WRONLY | O_CREAT | O_TRUNC);
    int error = written.open_error();
    error = error != 0 ? error : written.write(std::string(bytes_of_probe, '.'));
    const int closing = written.close();
    std::error_code ignored;
    fs::remove(probe, ignored);
    return error != 0 ? error : closing;
}

/// RAII lock against commits of other processes to the folder. Has no effect if the folder cannot
/// be locked, or is locked by another process for long.
class CommitLock {
public:
    explicit CommitLock(const fs::path& folder)
        : folder_(folder, O_RDONLY | O_DIRECTORY)
    {
        for (int attempt = 0;
             attempt < most_attempts && flock(folder_.number(), LOCK_EX | LOCK_NB) != 0;
             ++attempt) {
            if (errno != EWOULDBLOCK) {
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

private:
    static constexpr int most_attempts = 500;
    Descriptor folder_;
};

} // namespace

OutputFile::OutputFile(fs::path final_path)
    : name_(std::move(final_path))
    , final_(behind_link(name_))
{
    std::error_code ignored;
    if (!final_.has_filename() || fs::is_directory(final_, ignored)) {
        throw InputError(
            fmt::format("{}: is a folder; give the output a file name", final_.string()));
    }
    try {
        folder_ = std::make_unique<WorkFolder>(final_);
    } catch (const std::system_error& error) {
        refuse_for(error.code().value(), final_);
    }
    temporary_ = folder_->path() / final_.filename();
}

OutputFile::~OutputFile() = default;

void OutputFile::write(std::string_view content) const
{
    write_parts([&](const Take& take) { take(content); });
}

void OutputFile::write_parts(const std::function<void(const Take&)>& produce) const
{
    Descriptor file(temporary_, O_WRONLY | O_CREAT | O_TRUNC);
    const auto check = [&](int error) {
        if (error != 0) {
            refuse_for(error, final_);
        }
    };
    check(file.open_error());
    produce([&](std::string_view part) { check(file.write(part)); });
    check(file.close());
}

void OutputFile::commit()
{
    if (strcasecmp(final_.extension().c_str(), ".gpkg") == 0) {
        // SQLite would replay the journal of the old file into the new one.
        remove_side_files(final_);
    }
    std::error_code error;
    if (strcasecmp(final_.extension().c_str(), ".tif") == 0) {
        // GDAL would take the statistics of the old file for those of the new one.
        fs::remove(final_.string() + ".aux.xml", error);
    }
    const fs::path manifest = manifest_beside(name_);
    const fs::path aside = folder_->path() / "manifest-of-old";
    std::error_code ignored;
    if (fs::symlink_status(manifest, ignored).type() == fs::file_type::regular) {
        fs::rename(manifest, aside, ignored);
    }
    fs::rename(temporary_, final_, error);
    if (error) {
        fs::rename(aside, manifest, ignored);
        refuse_for(error.value(), final_);
    }
    if (fs::symlink_status(manifest, ignored).type() == fs::file_type::regular) {
        fs::remove(
            manifest, ignored); // not moved above: the output is a link to another file system
    }
    folder_.reset();
}

void OutputFile::refuse(const std::string& reason) const
{
    const int error = reason.find("disk is full") != std::string::npos
        ? ENOSPC
        : error_of_writing_on(temporary_);
    if (error != 0) {
        refuse_for(error, final_);
    }
    throw InputError(
        fmt::format("{}: cannot be written: {}; choose another place or format for the output",
            final_.string(), reason.empty() ? "the library gives no reason" : reason));
}

fs::path manifest_beside(const fs::path& output)
{
    return output.string() + ".manifest.json";
}

void commit_together(OutputFile& output, OutputFile& manifest)
{
    const CommitLock lock(folder_of(output.name()));
    output.commit();
    manifest.commit();
}

void remove_leftovers_of(const fs::path& final_path)
{
    WorkFolder::remove_abandoned(behind_link(final_path));
}

} // namespace cityflux
