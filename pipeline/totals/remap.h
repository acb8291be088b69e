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

/// What `cityflux coverage` is asked for.
struct RemapRequest {
    std::vector<std::string> rasters; ///< at least one; all on one grid
    std::optional<Inventory> inventory;
    Assumptions assumptions;
    EdgeRule edge = EdgeRule::area;
    WeightKind kind = WeightKind::mean;
    RemapConvention convention = RemapConvention::scrip;
    std::optional<std::filesystem::path> cache_folder; ///< what is kept between runs
};

struct RemapResult {
    RemapWeights weights;
    std::vector<FileReport> files;
    /// Cities that are not whole on the grid, each a sentence; not empty means exit code 4.
    std::vector<std::string> shortcomings;
};

/// Weights from the grid of the rasters to cities. `chosen` are positions in `cities.cities`; with EdgeRule::fill the others
/// take part in the sharing of edges, but get no rows. Throws InputError where a file is refused or lies on another grid than
/// the first.
RemapResult make_remap_weights(
    const RemapRequest& request, const Catalogue& catalogue, const CityList& cities, const std::vector<std::size_t>& chosen);

} // namespace cityflux
