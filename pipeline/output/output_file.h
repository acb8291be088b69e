#pragma once

#include "pipeline/output/work_folder.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cityflux {

/// File that appears under its final name only when it is complete. It is written in a hidden
/// folder next to its final name and renamed by commit(); without commit() it is removed. A killed
/// run therefore leaves the old file or the new one. Hidden remains of such a run are removed by
/// the next run that writes the same file. Several runs may write it at once: the last commit
/// counts.
class OutputFile {
public:
    /// Throws InputError if the folder does not exist or is not writable.
    explicit OutputFile(std::filesystem::path final_path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    /// Returns the path to write to: on the same file system, with the same name. Other files in
    /// its folder are removed with it.
    const std::filesystem::path& temporary() const { return temporary_; }
    /// Returns the name as given.
    const std::filesystem::path& name() const { return name_; }
    /// Writes the whole content to temporary(). Throws InputError if the disk is full or writing
    /// fails.
    void write(std::string_view content) const;
    /// Callback that receives the next part of a content.
    using Take = std::function<void(std::string_view)>;
    /// Writes a content made part by part. `produce` is called once and passes each part to its
    /// argument. Throws like write().
    void write_parts(const std::function<void(const Take&)>& produce) const;
    /// Renames the file to its final name. Removes a manifest next to it, which describes the old
    /// file. Throws InputError if renaming fails. Does not wait for the disk: data accepted by the
    /// operating system survive a killed run. The manifest's hash detects a file that a power
    /// failure cut short.
    void commit();
    /// Throws the InputError for a library that failed to write temporary(). It names the final
    /// file, and reports a full disk instead of the library's `reason` if that is the cause.
    [[noreturn]] void refuse(const std::string& reason) const;

private:
    std::filesystem::path name_;
    std::filesystem::path final_; ///< target of a symbolic link, otherwise the name
    std::unique_ptr<WorkFolder> folder_;
    std::filesystem::path temporary_;
};

/// Returns the path of the manifest of an output: OUTPUT.manifest.json.
std::filesystem::path manifest_beside(const std::filesystem::path& output);

/// Commits an output and its manifest together. Requires: both are complete. If two runs commit
/// simultaneously, the remaining output and manifest are from the same run.
void commit_together(OutputFile& output, OutputFile& manifest);

/// Removes the remains of killed runs that wrote a file.
void remove_leftovers_of(const std::filesystem::path& final_path);

} // namespace cityflux
