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

/// Observer of the tiles of all layers while they are summed, so that one
/// reading gives maps and totals.
class TileObserver {
public:
    TileObserver() = default;
    virtual ~TileObserver() = default;
    TileObserver(const TileObserver&) = delete;
    TileObserver& operator=(const TileObserver&) = delete;

    /// Starts a reading. The objects that `reading` refers to stay valid until the last
    /// of its tiles has been observed.
    virtual void begin(const LayersToRead& reading) = 0;
    /// Observes a tile of one of these layers (by its index) after it is summed. `block` has
    /// unpacked, unscaled values; cells without data may already be NaN. Called from any thread,
    /// once for each tile of the plan.
    virtual void observe(std::size_t layer, const PlannedTile& tile, const RawBlock& block) = 0;
};

} // namespace cityflux
