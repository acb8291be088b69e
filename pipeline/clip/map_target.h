#pragma once

#include "grids/geometry/grid.h"
#include "pipeline/proxy/proxy_raster.h"

#include <memory>
#include <optional>
#include <string>

namespace cityflux {

/// Cells of the maps, if they are not the inventory's own.
struct MapTarget {
    std::optional<Grid> like; ///< the grid of a raster
    std::string like_file; ///< that raster
    std::optional<Crs> crs; ///< or square cells of `resolution`, in the unit of this CRS
    double resolution = 0.0;
    /// Allocates the mass of a cell inside it. Without another target, its pixels
    /// are the cells of the maps.
    std::shared_ptr<const ProxyRaster> proxy;

    bool is_own_grid() const { return !like && !crs && !proxy; }
};

} // namespace cityflux
