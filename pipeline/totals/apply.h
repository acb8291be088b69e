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
    NodataSuspects suspects; ///< among the cells that were read
};

/// Called after each piece of work with the share done, 0..1; from one thread at a time.
using Progress = std::function<void(double)>;

/// Sees a tile of a layer (by its position in the list) once it is summed: plain numbers as stored, but that cells without data
/// may be NaN already. Called from any thread, once for each tile of the plan.
using SeeTile = std::function<void(std::size_t layer, const TilePlan& plan, std::size_t tile, const RawBlock& block)>;

/// Applies a coverage to layers of a raster that are stored in the plan's tiles: read, decoded and summed tile by tile in
/// parallel, added up in the order of the tiles, so that the result is the same for any number of threads. A tile of layers
/// that are stored together is read once for all of them. `areas` are those by which fluxes become masses, `true_areas` those
/// of the valid shares. Tiles in work take what the rest of the process leaves of `memory_bytes` and memory_of_program, but
/// there is always one: where few tiles fit, few threads work.
std::vector<LayerTotals> apply(Raster& raster, const std::vector<Layer>& layers, const TilePlan& plan, const CellAreas& areas,
    const CellAreas& true_areas, std::size_t memory_bytes, const Progress& progress, const SeeTile& see = {});

/// The plan of a coverage for a way of storing; it has to stay as long as apply() runs.
using PlanFor = std::function<const TilePlan&(const Tiling&)>;

/// The same for layers that are stored in whatever ways: those of one tiling go through in one pass. `plan_for` is asked once
/// for each tiling. The totals are in the order of the layers.
std::vector<LayerTotals> apply(Raster& raster, const std::vector<Layer>& layers, const PlanFor& plan_for,
    const CellAreas& areas, const CellAreas& true_areas, std::size_t memory_bytes, const Progress& progress,
    const SeeTile& see = {});

} // namespace cityflux
