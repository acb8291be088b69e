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

/// What `cityflux clip` is asked for.
struct ClipRequest {
    TotalsRequest totals; ///< rasters and what of them; its unit and by_year have no part in it
    MapMask mask = MapMask::fraction;
    MapQuantity quantity = MapQuantity::mass;
    MapSums sums;
    MapTarget target; ///< the cells of the maps; with another than the inventory's own the mask is that of fractions
    MapFormat format = MapFormat::geotiff;
    bool in_double = false;
    bool with_coverage = false;
    bool with_picture = false; ///< a quick-look beside each file, FILE.png
    /// The one file to write; or nothing, and `folder` takes a file for each name that the pattern gives.
    std::optional<std::filesystem::path> file;
    std::filesystem::path folder;
    std::string name_pattern = "{id}_{inventory}";
};

/// The files that the maps are made of, but for the outlines.
std::vector<std::string> files_of(const ClipRequest& request);

/// A file of maps that was written.
struct MapReport {
    std::filesystem::path file;
    std::size_t city = 0; ///< position in TotalsTable::cities
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<SheetBand> bands;
    std::vector<WrittenBand> written; ///< of each band
    std::optional<std::filesystem::path> picture;
    std::string remark; ///< on how a proxy was used
    bool without_centre = false; ///< by MapMask::centre no cell is the city's
    std::string off_target; ///< why there is no map, a sentence; such reports are not among the results
    /// The map asked for as one file and its picture, whole but not yet committed: the manifest belongs to them.
    std::unique_ptr<OutputFile> uncommitted;
    std::unique_ptr<OutputFile> uncommitted_picture;
};

struct ClipResult {
    TotalsResult totals; ///< made of the same reading
    std::vector<MapReport> maps; ///< by city, then by name
    /// Those of the totals and of the sums; not empty means exit code 4.
    std::vector<std::string> shortcomings;
};

/// Cuts the layers of rasters to cities and writes the maps, several at once; those of a folder are committed. `chosen` are
/// positions in `cities.cities`. Throws InputError where totals would, where no city has a cell, where bands of one file lie on
/// different grids, and where a file cannot be written; UsageError where one name would be that of two cities, or one file is
/// to take several.
ClipResult make_clip(const ClipRequest& request, const Catalogue& catalogue, const CityList& cities,
    const std::vector<std::size_t>& chosen, const Progress& progress);

} // namespace cityflux
