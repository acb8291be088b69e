#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/catalogue/catalogue.h"
#include "grids/layers/raster.h"
#include "pipeline/totals/file_report.h"
#include "pipeline/totals/remap_weights.h"
#include "pipeline/totals/remap_weights_file.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Request of `cityflux coverage`.
struct RemapRequest {
    std::vector<std::string> rasters; ///< at least one; all on one grid
    std::optional<Inventory> inventory;
    Assumptions assumptions;
    EdgeRule edge = EdgeRule::area;
    WeightKind kind = WeightKind::mean;
    RemapConvention convention = RemapConvention::scrip;
    /// Cache for coverages; std::nullopt for none.
    std::optional<std::filesystem::path> cache_folder;
};

struct RemapResult {
    RemapWeights weights;
    std::vector<FileReport> files;
    /// Incomplete cities, each a sentence: without geometry, or partly off the grid.
    /// Exit code 4 if not empty.
    std::vector<std::string> shortcomings;
};

/// Computes weights from the grid of the rasters to cities. `chosen` are positions in
/// `cities.cities`. With EdgeRule::fill, the other cities also get their part of partly covered
/// cells, but no rows. Throws InputError if a file is refused or its grid differs from the first.
RemapResult make_remap_weights(const RemapRequest& request, const Catalogue& catalogue,
    const CityList& cities, const std::vector<std::size_t>& chosen);

} // namespace cityflux
