#pragma once

#include "pipeline/output/work_folder.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cityflux {

/// A file that appears under its name only when it is whole: it is written in a hidden folder beside and renamed by commit(),
/// and removed if it is not committed, so that a killed run leaves the old file or the new one. What such a run leaves
/// hidden is removed by the next that writes the same file. Several may write it at once: the last to commit counts.
class OutputFile {
public:
    /// Throws InputError where the folder does not exist or cannot be written.
    explicit OutputFile(std::filesystem::path final_path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    /// Where to write meanwhile: on the same file system, with the same name. What else stands in its folder goes with it.
    const std::filesystem::path& temporary() const { return temporary_; }
    /// Its name as it was given.
    const std::filesystem::path& name() const { return name_; }
    /// Writes the whole content at once to temporary(). Throws InputError where the disk is full or refuses.
    void write(std::string_view content) const;
    /// Takes the next part of a content.
    using Take = std::function<void(std::string_view)>;
    /// The same for a content that is made part by part: `produce` is called once and hands each to its argument.
    void write_parts(const std::function<void(const Take&)>& produce) const;
    /// Renames to the final name. A manifest beside it tells of the old file and is taken away. Throws InputError where that
    /// fails. Does not wait for the disk: what the operating system has taken survives a killed run, and the manifest's
    /// hash tells a file that a power failure cut short.
    void commit();
    /// Throws the InputError for a library that failed to write temporary(): names the final file and tells a full disk from
    /// the library's own `reason`.
    [[noreturn]] void refuse(const std::string& reason) const;

private:
    std::filesystem::path name_;
    std::filesystem::path final_; ///< where a symbolic link points
    std::unique_ptr<WorkFolder> folder_;
    std::filesystem::path temporary_;
};

/// Where the manifest of an output stands: OUTPUT.manifest.json.
std::filesystem::path manifest_beside(const std::filesystem::path& output);

/// Commits an output and its manifest as one: both are whole by then, and of two runs at the same time the output and the
/// manifest that stay are of the same one.
void commit_together(OutputFile& output, OutputFile& manifest);

/// Removes what killed runs left beside a file that they were writing.
void remove_leftovers_of(const std::filesystem::path& final_path);

} // namespace cityflux
