#pragma once

#include "pipeline/clip/city_map.h"
#include "pipeline/clip/map_bands.h"
#include "pipeline/clip/map_quantity.h"
#include "pipeline/clip/map_target.h"
#include "pipeline/totals/totals.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

enum class MapFormat { geotiff, netcdf };

/// Request of `cityflux clip`.
struct ClipRequest {
    std::vector<std::string> rasters;
    std::optional<Inventory> inventory;
    Assumptions assumptions;
    LayerQuery layers;
    EdgeRule edge = EdgeRule::area;
    /// Raster for allocating partly covered cells, as in TotalsRequest; "" for none.
    std::string proxy;
    /// Cities whose valid_share is below this are flagged `incomplete`.
    double least_valid_share = TotalsRequest().least_valid_share;
    /// Cache for coverages; std::nullopt for none.
    std::optional<std::filesystem::path> cache_folder;
    /// Limit without memory_of_program, for tiles, masses and maps in work.
    std::size_t memory_bytes = TotalsRequest().memory_bytes;

    MapMask mask = MapMask::fraction;
    MapQuantity quantity = MapQuantity::mass;
    MapSums sums;
    /// Cells of the maps; MapMask::fraction is required unless they are the inventory's own.
    MapTarget target;
    MapFormat format = MapFormat::geotiff;
    bool in_double = false;
    bool with_coverage = false;
    bool with_picture = false; ///< quick-look next to each file, FILE.png
    /// The one file to write, for one city. If std::nullopt, `folder` gets a file for each
    /// name that the pattern gives.
    std::optional<std::filesystem::path> file;
    std::filesystem::path folder;
    std::string name_pattern = "{id}_{inventory}";
};

/// Returns the input files of the maps, except the outlines.
std::vector<std::string> files_of(const ClipRequest& request);

/// Returns the request for the totals of the same layers, in t and not summed to years.
TotalsRequest totals_request(const ClipRequest& request);

} // namespace cityflux
