#pragma once

#include <filesystem>
#include <string>

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
    void write(const std::string& content) const;
    /// Renames to the final name once the content is on the disk. Throws InputError where that fails.
    void commit();
    /// Throws the InputError for a library that failed to write temporary(): names the final file and tells a full disk from
    /// the library's own `reason`.
    [[noreturn]] void refuse(const std::string& reason) const;

private:
    std::filesystem::path final_;
    std::filesystem::path temporary_;
    bool committed_ = false;
};

} // namespace cityflux
