#pragma once

#include "pipeline/output/json_text.h"
#include "pipeline/output/output_file.h"
#include "pipeline/program/provenance.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

// Manifest next to each output: its inputs, command, versions and notes. It contains no time of
// day, so that equal runs give equal bytes. This header has the part that all manifests share;
// totals and scores add to it.

/// Starts a manifest with each output and its SHA-256, the command and the versions. The output is
/// a file that is written but not yet committed, or the files of a folder.
Json begin_manifest(const OutputFile& output, const std::vector<std::string>& command);
Json begin_manifest(const std::filesystem::path& folder, const std::vector<std::string>& outputs,
    const std::vector<std::string>& command);
/// Returns files with their SHA-256, for inputs that need no further description.
Json manifest_of_files(const std::vector<std::string>& files, FileHashes& hashes);
/// Returns the list of cities with the SHA-256 of its file, notes and repairs.
Json manifest_of_boundaries(const Provenance& provenance);
/// Returns a number, or null for std::nullopt.
Json manifest_of_number(const std::optional<double>& value);

/// Writes a manifest, whole or not at all.
void write_manifest(const std::filesystem::path& file, const Json& json);
/// Writes the manifest of an output and commits both. If the run is killed or the disk is full
/// before that, both old files stay. An output is never next to the manifest of another.
void commit_with_manifest(OutputFile& output, const Json& json);

} // namespace cityflux
