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

Text another_place()
{
    return { "choose another place with ", named(Setting::output) };
}

/// Returns the refusal of a file for an error number of the operating system.
Message refusal_for(int error, const fs::path& file)
{
    const std::string folder = folder_of(file).string();
    const auto unwritable = [&](const std::string& problem, const Text& remedy) {
        return Message { ProblemCode::unwritable, file.string(), "unwritable: " + problem, remedy };
    };
    const auto no_space = [&](const std::string& problem) {
        return Message { ProblemCode::insufficient, file.string(), "insufficient space: " + problem,
            { "free space or ", another_place() } };
    };
    switch (error) {
    case ENOENT:
        return unwritable(
            "missing folder " + folder, fmt::format("create the folder, e.g. mkdir -p {}", folder));
    case ENOTDIR:
        return unwritable(folder + " is not a folder", another_place());
    case EACCES:
    case EPERM:
        return unwritable("no permission to write in the folder " + folder,
            { "change its permissions or ", another_place() });
    case EROFS:
        return unwritable(
            "the folder " + folder + " is on a read-only file system", another_place());
    case ENOSPC:
        return no_space("the disk is full");
    case EDQUOT:
        return no_space("the disk quota is used up");
    case EFBIG:
        return unwritable(
            "the file exceeds the limit of its file system or of file sizes (ulimit -f)",
            another_place());
    case ENAMETOOLONG:
        return unwritable("the name is too long for its file system", "choose a shorter name");
    default:
        return unwritable(std::generic_category().message(error), another_place());
    }
}

[[noreturn]] void refuse_for(int error, const fs::path& file)
{
    throw InputError(refusal_for(error, file));
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
        throw InputError(ProblemCode::unwritable, final_.string(), "unwritable: this is a folder",
            { "choose a file name with ", named(Setting::output) });
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
    throw InputError(ProblemCode::unwritable, final_.string(),
        "unwritable: " + (reason.empty() ? "the library gives no reason" : reason),
        { "choose another place or format with ", named(Setting::output) });
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
