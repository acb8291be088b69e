#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/output/json_text.h"
#include "pipeline/output/output_file.h"
#include "pipeline/program/file_hashes.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

// What stands beside each output: what it was made of, how, and what is to be known of it. Holds no times, so that the same
// run gives the same bytes. This is what all manifests have in common; those of totals and scores add to it.

/// An output that is written and not yet committed, or each output of a folder, with its SHA-256; the command; versions.
Json begin_manifest(const OutputFile& output, const std::vector<std::string>& command);
Json begin_manifest(
    const std::filesystem::path& folder, const std::vector<std::string>& outputs, const std::vector<std::string>& command);
/// Files of which nothing but their bytes is to be said, with their SHA-256.
Json manifest_of_files(const std::vector<std::string>& files, FileHashes& hashes);
/// A list of cities with the SHA-256 of its file, and what was repaired.
Json manifest_of_boundaries(const CityList& cities, FileHashes& hashes);
/// A number, or null.
Json manifest_of_number(const std::optional<double>& value);

/// Writes a manifest, whole or not at all.
void write_manifest(const std::filesystem::path& file, const Json& json);
/// Writes the manifest of an output and commits both: a run that is killed or meets a full disk before leaves the old two, and
/// no moment shows an output beside the manifest of another.
void commit_with_manifest(OutputFile& output, const Json& json);

} // namespace cityflux
