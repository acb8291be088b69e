#pragma once

#include "grids/text/toml_section.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/run/stage.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Head of a pipeline's TOML file: the settings that all of its stages share. Stage kinds (see
/// stage_kinds.h) read their stages from `top`.
struct PipelineDefinition {
    TomlSection top;
    std::string name;
    /// Folder of the TOML file, to which all its paths are relative; "" for the working folder.
    std::filesystem::path folder;
    std::filesystem::path output; ///< folder of all outputs
    BoundaryOptions boundaries;

    /// Reads the head. Throws InputError with file, line and key for unknown keys (with the nearest
    /// known key) and for a missing file of outlines. `stage_keys` are the keys of stages.
    static PipelineDefinition load(
        const std::filesystem::path& file, const std::vector<std::string>& stage_keys);

    /// Returns the path of an output in a stage's settings. Throws InputError beginning with
    /// `subject` if it is not a file inside the output folder.
    std::filesystem::path output_file(const std::string& name, const std::string& subject) const;
    /// Returns the file of outlines and its companion files.
    std::vector<std::string> boundary_files() const;
    /// Returns `files` followed by boundary_files().
    std::vector<std::string> with_boundary_files(std::vector<std::string> files) const;
    /// Returns the options that affect the cities, besides the contents of these files.
    StageOptions boundary_options() const;
    /// Returns the command-line options for the same cities.
    std::vector<std::string> boundary_words() const;
};

/// Returns the paths of files in a folder.
std::vector<std::filesystem::path> files_in(
    const std::filesystem::path& folder, const std::vector<std::string>& names);

/// Returns the `name` in a stage's table. Throws InputError if it is missing or is
/// not one line without '/'.
std::string stage_name(const TomlSection& section);

} // namespace cityflux
