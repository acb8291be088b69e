#pragma once

#include "pipeline/clip/clip.h"
#include "pipeline/program/file_hashes.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Where the index of a folder of maps is: FOLDER/index.gpkg.
std::filesystem::path clip_index(const std::filesystem::path& folder);

/// Writes the index of the folder: a feature for each file of maps with the outline of its city, what it shows and its totals.
void write_clip_index(const ClipRequest& request, const ClipResult& result, const CityList& cities);

/// Writes what the maps were made of, how, and how they close: FILE.manifest.json beside one file, which is committed with it,
/// or FOLDER/manifest.json.
void write_clip_manifest(const ClipRequest& request, const ClipResult& result, const CityList& cities, FileHashes& hashes,
    const std::vector<std::string>& command);

/// Says what was odd, what is missing and what was written.
void say_clip(const ClipRequest& request, const ClipResult& result, const CityList& cities);

} // namespace cityflux
