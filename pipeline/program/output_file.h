#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace cityflux {

/// A file that appears under its name only when it is whole: it is written beside and renamed by commit(), and removed if
/// it is not committed, so that a killed run leaves the old file or the new one.
class OutputFile {
public:
    /// Throws InputError where the folder does not exist or cannot be written.
    explicit OutputFile(std::filesystem::path final_path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    /// Where to write meanwhile: in the same folder, with the same suffix.
    const std::filesystem::path& temporary() const { return temporary_; }
    /// Writes the whole content at once to temporary(). Throws InputError where the disk is full or refuses.
    void write(std::string_view content) const;
    /// Takes the next part of a content.
    using Take = std::function<void(std::string_view)>;
    /// The same for a content that is made part by part: `produce` is called once and hands each to its argument.
    void write_parts(const std::function<void(const Take&)>& produce) const;
    /// Renames to the final name. Throws InputError where that fails. Does not wait for the disk: what the operating system
    /// has taken survives a killed run, and the manifest's hash tells a file that a power failure cut short.
    void commit();
    /// Throws the InputError for a library that failed to write temporary(): names the final file and tells a full disk from
    /// the library's own `reason`.
    [[noreturn]] void refuse(const std::string& reason) const;

private:
    std::filesystem::path final_;
    std::filesystem::path temporary_;
    bool committed_ = false;
};

/// Removes what killed runs left beside a file that they were writing. Nobody may be writing it.
void remove_leftovers_of(const std::filesystem::path& final_path);

} // namespace cityflux
