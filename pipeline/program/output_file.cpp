#include "pipeline/program/output_file.h"

#include "grids/error.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Below this much free space a library that gives no reason has most likely met the end of the disk.
constexpr std::uintmax_t least_free_bytes = 64 * 1024;

constexpr std::string_view full_disk = "the disk is full; free space or choose another place for the output";

/// What SQLite keeps beside a GeoPackage that is being written.
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

/// Where the bytes go: a symbolic link stays and what it points at is replaced.
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
        return fmt::format("the folder {} does not exist; create it (mkdir -p) or choose another place for the output", folder);
    case ENOTDIR:
        return fmt::format("{} is not a folder; choose another place for the output", folder);
    case EACCES:
    case EPERM:
        return fmt::format(
            "the folder {} is not writable; change its permissions or choose another place for the output", folder);
    case EROFS:
        return fmt::format("the folder {} is on a read-only file system; choose another place for the output", folder);
    case ENOSPC:
        return std::string(full_disk);
    case EDQUOT:
        return "the disk quota is used up; free space or choose another place for the output";
    case ENAMETOOLONG:
        return "the name is too long for its file system; choose a shorter one";
    default:
        return fmt::format(
            "cannot be written: {}; choose another place for the output", std::generic_category().message(error));
    }
}

[[noreturn]] void refuse_for(int error, const fs::path& file)
{
    throw InputError(fmt::format("{}: {}", file.string(), cause_of(error, file)));
}

/// An open file of the operating system. Functions return 0 or the error number.
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

/// 0, or the error number for which no file can be made here.
int error_of_creating(const fs::path& file)
{
    const Descriptor probe(file, O_WRONLY | O_CREAT | O_TRUNC);
    if (probe.open_error() == 0) {
        std::error_code ignored;
        fs::remove(file, ignored);
    }
    return probe.open_error();
}

} // namespace

OutputFile::OutputFile(fs::path final_path)
    : final_(behind_link(final_path))
{
    std::error_code ignored;
    if (!final_.has_filename() || fs::is_directory(final_, ignored)) {
        throw InputError(fmt::format("{}: is a folder; give the output a file name", final_.string()));
    }
    temporary_ = final_;
    temporary_.replace_filename(fmt::format(".{}.{}.partial{}", final_.stem().string(), getpid(), final_.extension().string()));
    if (const int error = error_of_creating(temporary_)) {
        refuse_for(error, final_);
    }
}

OutputFile::~OutputFile()
{
    if (!committed_) {
        std::error_code ignored;
        fs::remove(temporary_, ignored);
        remove_side_files(temporary_);
    }
}

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
    fs::rename(temporary_, final_, error);
    if (error) {
        refuse_for(error.value(), final_);
    }
    committed_ = true;
}

void OutputFile::refuse(const std::string& reason) const
{
    std::error_code unknown;
    const fs::space_info space = fs::space(folder_of(final_), unknown);
    const bool full = reason.find("disk is full") != std::string::npos || (!unknown && space.available < least_free_bytes);
    if (full) {
        refuse_for(ENOSPC, final_);
    }
    throw InputError(fmt::format("{}: cannot be written: {}; choose another place or format for the output", final_.string(),
        reason.empty() ? "the library gives no reason" : reason));
}

void remove_leftovers_of(const fs::path& final_path)
{
    const std::string before = fmt::format(".{}.", final_path.stem().string());
    const std::string after = ".partial" + final_path.extension().string();
    std::vector<fs::path> leftovers;
    std::error_code error;
    for (fs::directory_iterator entry(folder_of(final_path), error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        const std::size_t number = before.size();
        const std::size_t number_end = name.starts_with(before) ? name.find_first_not_of("0123456789", number) : number;
        if (number_end != std::string::npos && number_end > number && name.compare(number_end, std::string::npos, after) == 0) {
            leftovers.push_back(entry->path());
        }
    }
    for (const fs::path& leftover : leftovers) {
        fs::remove(leftover, error);
        remove_side_files(leftover);
    }
}

} // namespace cityflux
