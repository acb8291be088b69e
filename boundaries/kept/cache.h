#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace cityflux {

/// Records kept in a folder under a kind and a key, so that what they hold is computed once: a file each, with a checksum.
/// Safe for several processes and threads at once: files are written beside and renamed. What is damaged, of another version or
/// cannot be read counts as not there, and what cannot be written is not kept: the cache makes a run faster or leaves it as it
/// is.
class Cache {
public:
    /// Keeps at most `most_bytes`; the records longest unused go first.
    explicit Cache(std::filesystem::path folder, std::uintmax_t most_bytes = std::uintmax_t { 2 } << 30);

    /// What a record is, and the version of what computes it and of its form.
    struct Kind {
        std::string_view name; ///< also the suffix of its files
        int version = 0;
    };

    /// A record that was found; its bytes stay as long as it does.
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
    /// Whether it was kept; `why_not` takes the reason of the operating system.
    bool save(const Kind& kind, const std::string& key, std::string_view bytes, std::error_code* why_not = nullptr) const;

    struct Entry {
        std::string kind;
        std::string key;
        std::uintmax_t bytes = 0;
        std::filesystem::file_time_type used;
    };
    /// The longest unused first.
    std::vector<Entry> entries() const;
    /// Removes all entries, and what killed runs left; returns how many entries.
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
