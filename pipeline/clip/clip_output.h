#pragma once

#include "pipeline/clip/clip_write.h"
#include "pipeline/program/provenance.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Returns the path of the index of a folder of maps: FOLDER/index.gpkg.
std::filesystem::path clip_index(const std::filesystem::path& folder);

/// Writes the index of the folder. Each file of maps is a feature with the outline of its city, a
/// description of its bands and its totals.
void write_clip_index(
    const ClipRequest& request, const ClipReading& reading, const ClipResult& result);

/// Writes the manifest of the maps: inputs, options and closure. It is FILE.manifest.json next to
/// one file, which is committed with it, or FOLDER/manifest.json.
void write_clip_manifest(const ClipRequest& request, const ClipReading& reading,
    const ClipResult& result, const Provenance& provenance);

/// Prints notes, incomplete results and the files written.
void say_clip(const ClipRequest& request, const ClipReading& reading, const ClipResult& result);

} // namespace cityflux
