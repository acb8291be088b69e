#pragma once

#include "grids/layers/raster.h"
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

/// Callback for a tile of a layer (by its position in the list) after it is summed. `block` has
/// unpacked, unscaled values; cells without data may already be NaN. It is called from any thread,
/// once for each tile of the plan.
using SeeTile = std::function<void(
    std::size_t layer, const TilePlan& plan, std::size_t tile, const RawBlock& block)>;

/// Applies a coverage to layers of a raster that are all stored in the plan's tiles. Tiles are
/// read, decoded and summed in parallel, and their sums are added in the order of the tiles. The
/// result is therefore the same for any number of threads. A tile of layers in the same chunks is
/// read once for all of them. `areas` convert fluxes to masses; `true_areas` weigh valid shares.
/// Tiles in work use the memory that the rest of the process leaves of `memory_bytes` +
/// memory_of_program. There is always one tile in work; if few tiles fit, few threads work.
std::vector<LayerTotals> apply(Raster& raster, const std::vector<Layer>& layers,
    const TilePlan& plan, const CellAreas& areas, const CellAreas& true_areas,
    std::size_t memory_bytes, const Progress& progress, const SeeTile& see = {});

/// Returns the plan of a coverage for a tiling. The plan must outlive the call of apply().
using PlanFor = std::function<const TilePlan&(const Tiling&)>;

/// Applies a coverage to layers with any tilings, in one pass for each tiling. Calls `plan_for`
/// once for each tiling. Returns the totals in the order of the layers.
std::vector<LayerTotals> apply(Raster& raster, const std::vector<Layer>& layers,
    const PlanFor& plan_for, const CellAreas& areas, const CellAreas& true_areas,
    std::size_t memory_bytes, const Progress& progress, const SeeTile& see = {});

} // namespace cityflux
