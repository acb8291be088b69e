#pragma once

#include "boundaries/coverage/coverage.h"
#include "grids/geometry/cell_areas.h"
#include "grids/layers/raster.h"
#include "pipeline/totals/tile_plan.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace cityflux {

/// Layers of a file before they are read for totals.
struct LayersToRead {
    const Raster& raster;
    const std::vector<Layer>& layers;
    const Coverage& coverage;
    /// Index of each city of the coverage among the cities of the table;
    /// std::nullopt if it has no row.
    const std::vector<std::optional<std::size_t>>& places;
    const CellAreas& areas; ///< cell areas that convert fluxes to masses
};

/// Observer of the cells of all layers while they are summed, so that one
/// reading gives maps and totals.
class CellWatcher {
public:
    CellWatcher() = default;
    virtual ~CellWatcher() = default;
    CellWatcher(const CellWatcher&) = delete;
    CellWatcher& operator=(const CellWatcher&) = delete;

    /// Starts a reading. The objects that `reading` refers to stay valid until the last
    /// of its tiles has been seen.
    virtual void begin(const LayersToRead& reading) = 0;
    /// Sees a tile of one of these layers, as described at SeeTile. Called from any thread.
    virtual void see(
        std::size_t layer, const TilePlan& plan, std::size_t tile, const RawBlock& block)
        = 0;
};

} // namespace cityflux
