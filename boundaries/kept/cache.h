#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace cityflux {

/// Cache of records in a folder, by kind and key: a file each, with a checksum. Safe for several
/// processes and threads at once: files are written under another name and renamed. Records that
/// are damaged, of another version or unreadable count as missing. Records that cannot be written
/// are skipped. The cache therefore makes a run faster or has no effect.
class Cache {
public:
    /// Keeps at most `most_bytes`. The longest unused records are removed first.
    explicit Cache(
        std::filesystem::path folder, std::uintmax_t most_bytes = std::uintmax_t { 2 } << 30);

    /// Kind of a record, with the version of its computation and of its form.
    struct Kind {
        std::string_view name; ///< also the suffix of its files
        int version = 0;
    };

    /// Record that was found, or an empty one. Its bytes are valid as long as it lives.
    class Record {
    public:
        Record() = default;
        explicit operator bool() const { return memory_ != nullptr; }
        std::string_view bytes() const { return body_; }

    private:
        friend class Cache;
        std::shared_ptr<const char[]> memory_;
        std::string_view body_;
    };

    Record load(const Kind& kind, const std::string& key) const;
    /// Saves a record. Returns true if it was kept; `why_not` receives the error of the operating
    /// system.
    bool save(const Kind& kind, const std::string& key, std::string_view bytes,
        std::error_code* why_not = nullptr) const;

    struct Entry {
        std::string kind;
        std::string key;
        std::uintmax_t bytes = 0;
        std::filesystem::file_time_type used;
    };
    /// Returns all entries, longest unused first.
    std::vector<Entry> entries() const;
    /// Removes all entries, and unfinished files of killed runs. Returns the number of entries
    /// removed.
    std::size_t clear() const;
    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path file_of(std::string_view kind, const std::string& key) const;
    void make_room(std::uintmax_t bytes) const;
    void remove_unfinished() const;

    std::filesystem::path folder_;
    std::uintmax_t most_bytes_;
};

} // namespace cityflux
