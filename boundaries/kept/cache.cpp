#include "boundaries/kept/cache.h"

#include "boundaries/kept/byte_record.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <functional>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view magic = "cityflux";
constexpr std::array<std::string_view, 4> kinds { "coverage", "cities", "sha256", "xxh3" };
constexpr std::string_view unfinished = ".partial";
/// Least age of an unfinished file that no running process can still be writing.
constexpr std::chrono::hours longest_writing { 1 };

/// Returns the bytes before the body of a record.
std::string head_of(const Cache::Kind& kind, const std::string& key)
{
    ByteWriter head;
    head.put_text(magic);
    head.put_text(kind.name);
    head.put(kind.version);
    head.put_text(key);
    return head.bytes();
}

XXH64_hash_t checksum_of(std::string_view head, std::string_view body)
{
    return XXH3_64bits_withSeed(body.data(), body.size(), XXH3_64bits(head.data(), head.size()));
}

struct Content {
    std::shared_ptr<char[]> memory;
    std::string_view bytes;
};

/// Returns the content of a file, or an empty one if it cannot be read.
Content content_of(const fs::path& file)
{
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return {};
    }
    struct stat status { };
    Content content;
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
        const auto size = static_cast<std::size_t>(status.st_size);
        content.memory = std::make_shared_for_overwrite<char[]>(size);
        std::size_t have = 0;
        for (ssize_t got = 1; got > 0 && have < size;
             have += static_cast<std::size_t>(std::max<ssize_t>(got, 0))) {
            got = read(descriptor, content.memory.get() + have, size - have);
        }
        content.bytes = { content.memory.get(), have };
    }
    close(descriptor);
    return content;
}

} // namespace

Cache::Cache(fs::path folder, std::uintmax_t most_bytes)
    : folder_(std::move(folder))
    , most_bytes_(most_bytes)
{
}

fs::path Cache::file_of(std::string_view kind, const std::string& key) const
{
    return folder_ / fmt::format("{}.{}", key, kind);
}

Cache::Record Cache::load(const Kind& kind, const std::string& key) const
{
    const fs::path file = file_of(kind.name, key);
    const Content content = content_of(file);
    const std::string head = head_of(kind, key);
    XXH64_hash_t checksum = 0;
    if (content.bytes.size() < head.size() + sizeof checksum || !content.bytes.starts_with(head)) {
        return {};
    }
    const std::string_view body
        = content.bytes.substr(head.size(), content.bytes.size() - head.size() - sizeof checksum);
    std::memcpy(&checksum, body.data() + body.size(), sizeof checksum);
    if (checksum_of(head, body) != checksum) {
        return {};
    }
    std::error_code ignored;
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
    Record record;
    record.memory_ = content.memory;
    record.body_ = body;
    return record;
}

bool Cache::save(const Kind& kind, const std::string& key, std::string_view bytes,
    std::error_code* why_not) const
{
    const std::string head = head_of(kind, key);
    const XXH64_hash_t checksum = checksum_of(head, bytes);
    const std::uintmax_t size = head.size() + bytes.size() + sizeof checksum;
    if (size > most_bytes_) {
        return false;
    }
    std::error_code unused;
    std::error_code& error = why_not != nullptr ? *why_not : unused;
    fs::create_directories(folder_, error);
    if (error) {
        return false;
    }
    make_room(size);
    const std::size_t thread = std::hash<std::thread::id> {}(std::this_thread::get_id());
    const fs::path beside
        = folder_ / fmt::format("{}.{}.{}-{:x}{}", key, kind.name, getpid(), thread, unfinished);
    errno = 0;
    std::ofstream out(beside, std::ios::binary);
    out.write(head.data(), static_cast<std::streamsize>(head.size()));
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.write(reinterpret_cast<const char*>(&checksum), sizeof checksum);
    out.close();
    if (out) {
        fs::rename(beside, file_of(kind.name, key), error);
    } else {
        error = { errno == 0 ? EIO : errno, std::generic_category() };
    }
    if (error) {
        std::error_code ignored;
        fs::remove(beside, ignored);
    }
    return !error;
}

std::vector<Cache::Entry> Cache::entries() const
{
    std::vector<Entry> entries;
    std::error_code error;
    for (const fs::directory_entry& file : fs::directory_iterator(folder_, error)) {
        const std::string suffix = file.path().extension().string();
        const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](std::string_view k) {
            return suffix.substr(0, 1) == "." && suffix.substr(1) == k;
        });
        if (kind != kinds.end()) {
            entries.push_back({ std::string(*kind), file.path().stem().string(),
                file.file_size(error), file.last_write_time(error) });
        }
    }
    std::sort(entries.begin(), entries.end(),
        [](const Entry& a, const Entry& b) { return a.used < b.used; });
    return entries;
}

void Cache::make_room(std::uintmax_t bytes) const
{
    remove_unfinished();
    const std::vector<Entry> all = entries();
    std::uintmax_t kept = bytes;
    for (const Entry& entry : all) {
        kept += entry.bytes;
    }
    std::error_code ignored;
    for (auto entry = all.begin(); entry != all.end() && kept > most_bytes_; ++entry) {
        fs::remove(file_of(entry->kind, entry->key), ignored);
        kept -= entry->bytes;
    }
}

std::size_t Cache::clear() const
{
    std::size_t removed = 0;
    std::error_code error;
    for (const Entry& entry : entries()) {
        removed += fs::remove(file_of(entry.kind, entry.key), error) ? 1 : 0;
    }
    remove_unfinished();
    return removed;
}

/// Removes unfinished files of killed runs, which never become entries.
void Cache::remove_unfinished() const
{
    std::error_code error;
    for (fs::directory_iterator file(folder_, error), end; !error && file != end;
         file.increment(error)) {
        std::error_code gone;
        if (file->path().extension() == unfinished
            && file->last_write_time(gone) < fs::file_time_type::clock::now() - longest_writing) {
            fs::remove(file->path(), gone);
        }
    }
}

} // namespace cityflux
