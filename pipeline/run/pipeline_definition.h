#pragma once

#include "grids/text/toml_section.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/run/stage.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// The head of a pipeline's TOML file: what all of its stages share. The stages are read by their kinds (see stage_kinds.h)
/// from `top`.
struct PipelineDefinition {
    TomlSection top;
    std::string name;
    std::filesystem::path folder; ///< of the TOML, that all its paths count from; "" for the working folder
    std::filesystem::path output; ///< folder of all outputs
    BoundaryOptions boundaries;

    /// Throws InputError naming file, line and key: keys that are not known (with the nearest), `stage_keys` are those of the
    /// stages; a file of outlines that is not there.
    static PipelineDefinition load(const std::filesystem::path& file, const std::vector<std::string>& stage_keys);

    /// Where an output goes that a stage names. Throws InputError beginning with `subject` where it would leave the output
    /// folder.
    std::filesystem::path output_file(const std::string& name, const std::string& subject) const;
    /// The file of outlines and what belongs to it.
    std::vector<std::string> boundary_files() const;
    /// The files that a stage names, and these.
    std::vector<std::string> with_boundary_files(std::vector<std::string> files) const;
    /// What changes the cities besides the bytes of these files.
    StageOptions boundary_options() const;
    /// The options of a command that mean the same cities.
    std::vector<std::string> boundary_words() const;
};

/// The places of files in a folder.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, const std::vector<std::string>& names);

/// The `name` of a stage's table. Throws InputError where it is missing or not one line without '/'.
std::string stage_name(const TomlSection& section);

} // namespace cityflux
