#pragma once

#include "boundaries/coverage/coverage.h"
#include "grids/geometry/cell_areas.h"
#include "grids/layers/raster.h"
#include "pipeline/totals/tile_plan.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace cityflux {

/// Layers of a file that are about to be read for totals.
struct LayersToRead {
    const Raster& raster;
    const std::vector<Layer>& layers;
    const Coverage& coverage;
    /// For each city of the coverage its place among the cities of the table; nothing where it has no row.
    const std::vector<std::optional<std::size_t>>& places;
    const CellAreas& areas; ///< by which fluxes become masses
};

/// Sees the cells of all layers on their way into totals, so that maps and totals come of one reading.
class CellWatcher {
public:
    CellWatcher() = default;
    virtual ~CellWatcher() = default;
    CellWatcher(const CellWatcher&) = delete;
    CellWatcher& operator=(const CellWatcher&) = delete;

    /// What it is given stays until the last tile of these layers has been seen.
    virtual void begin(const LayersToRead& reading) = 0;
    /// A tile of one of these layers, as SeeTile has it. From any thread.
    virtual void see(std::size_t layer, const TilePlan& plan, std::size_t tile, const RawBlock& block) = 0;
};

} // namespace cityflux
