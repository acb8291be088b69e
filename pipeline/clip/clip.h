#pragma once

#include "pipeline/clip/map_bands.h"
#include "pipeline/clip/map_placing.h"
#include "pipeline/clip/map_sheet.h"
#include "pipeline/output/output_file.h"
#include "pipeline/totals/totals.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

enum class MapFormat { geotiff, netcdf };

/// Request of `cityflux clip`.
struct ClipRequest {
    TotalsRequest totals; ///< rasters and selection of layers; its unit and by_year are not used
    MapMask mask = MapMask::fraction;
    MapQuantity quantity = MapQuantity::mass;
    MapSums sums;
    /// Cells of the maps; MapMask::fraction is required unless they are the inventory's own.
    MapTarget target;
    MapFormat format = MapFormat::geotiff;
    bool in_double = false;
    bool with_coverage = false;
    bool with_picture = false; ///< quick-look next to each file, FILE.png
    /// The one file to write. If std::nullopt, `folder` gets a file for each
    /// name that the pattern gives.
    std::optional<std::filesystem::path> file;
    std::filesystem::path folder;
    std::string name_pattern = "{id}_{inventory}";
};

/// Returns the input files of the maps, except the outlines.
std::vector<std::string> files_of(const ClipRequest& request);

/// Report on a written file of maps.
struct MapReport {
    std::filesystem::path file;
    std::size_t city = 0; ///< position in TotalsTable::cities
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<SheetBand> bands;
    std::vector<WrittenBand> written; ///< one for each band
    std::optional<std::filesystem::path> picture;
    std::string remark; ///< note on the use of a proxy
    bool without_centre = false; ///< with MapMask::centre, no cell has its centre in the city
    /// Reason for a missing map, a sentence; such reports are not among the results.
    std::string off_target;
    /// Single file asked for and its picture, complete but not yet committed, because the
    /// manifest belongs to them.
    std::unique_ptr<OutputFile> uncommitted;
    std::unique_ptr<OutputFile> uncommitted_picture;
};

struct ClipResult {
    TotalsResult totals; ///< from the same reading
    std::vector<MapReport> maps; ///< by city, then by name
    /// Incomplete results of the totals, sums and maps, each a sentence. Exit code 4 if not empty.
    std::vector<std::string> shortcomings;
};

/// Cuts the layers of rasters to cities and writes the maps, several at once. Files in a folder are
/// committed. `chosen` are positions in `cities.cities`. Throws InputError in the same cases as
/// make_totals(). Also throws InputError if no city has a cell, bands of one file are on different
/// grids, or a file cannot be written. Throws UsageError if two cities would have the same file
/// name, or one file would get several cities.
ClipResult make_clip(const ClipRequest& request, const Catalogue& catalogue, const CityList& cities,
    const std::vector<std::size_t>& chosen, const Progress& progress);

} // namespace cityflux
