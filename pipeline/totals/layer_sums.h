#pragma once

#include "grids/layers/raster.h"
#include "pipeline/totals/tile_observer.h"
#include "pipeline/totals/tile_plan.h"
#include "pipeline/totals/tile_sums.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace cityflux {

struct LayerTotals {
    std::vector<CityAmount> cities; ///< in the order of the plan's cities
    Closure closure;
    NodataSuspects suspects; ///< counts over the cells that were read
};

/// Callback with the completed part of the work, from 0 to 1. It is called after each piece of
/// work, by one thread at a time.
using Progress = std::function<void(double)>;

/// Summation of layers of a raster. The objects that it refers to must outlive it.
struct LayerSumJob {
    Raster& raster;
    const std::vector<Layer>& layers;
    AreaPair areas;
    /// Limit without memory_of_program. Tiles in work use the memory that the rest of the process
    /// leaves of both. There is always one tile in work; if few tiles fit, few threads work.
    std::size_t memory_bytes = 0;
    Progress progress;
    TileObserver* observer = nullptr; ///< observes all tiles, or is null
};

/// Sums layers that are all stored in the plan's tiles, for each city of the plan. Tiles are
/// read, decoded and summed in parallel, and their sums are added in the order of the tiles. The
/// result is therefore the same for any number of threads. A tile of layers in the same chunks is
/// read once for all of them. Returns the totals in the order of the layers. Throws InputError on
/// damaged files.
std::vector<LayerTotals> sum_layers(const LayerSumJob& job, const TilePlan& plan);

/// Returns the plan of a coverage for a tiling. The plan must outlive the call of sum_layers().
using PlanFor = std::function<const TilePlan&(const Tiling&)>;

/// Sums layers with any tilings, in one pass for each tiling. Calls `plan_for` once for each
/// tiling.
std::vector<LayerTotals> sum_layers(const LayerSumJob& job, const PlanFor& plan_for);

} // namespace cityflux
