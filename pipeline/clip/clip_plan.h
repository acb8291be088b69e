#pragma once

#include "pipeline/clip/clip_reading.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// File of maps to write.
struct PlannedFile {
    std::string name; ///< without suffix
    std::filesystem::path path;
    std::size_t city = 0; ///< index in the totals table
    std::size_t grid = 0; ///< index in MapReader
    std::size_t first_layer = 0; ///< index in MapReader::layers() of a layer on that grid
    std::vector<std::size_t> bands; ///< positions in ClipReading::bands()
};

/// File name that the name pattern gives to two cities.
struct SharedName {
    std::string name; ///< without suffix
    std::size_t city = 0; ///< indices in the totals table
    std::size_t other = 0;
};

/// File whose bands have no sum that a picture could show.
struct BandsWithoutSum {
    std::string name; ///< name of the file without suffix
    std::string obstacle; ///< as in BandSum
};

/// Files of maps to write. Planning stops at the first conflict; then one of the two conflicts has
/// a value, and nothing may be written.
struct ClipPlan {
    std::vector<PlannedFile> files; ///< by city, then by name
    std::optional<SharedName> shared_name;
    std::optional<BandsWithoutSum> without_sum;
};

/// Plans the files of maps: their names, bands and grids. Cities off the grid of a layer have no
/// band of it. Requires: one city in the totals if request.file has a value. Throws InputError if
/// no city has a cell, bands of one file are on different grids, or cells of the inventory fit
/// neither into the format nor into memory.
ClipPlan plan_files(const ClipRequest& request, const ClipReading& reading);

} // namespace cityflux
