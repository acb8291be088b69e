#pragma once

#include "boundaries/coverage/regridding.h"
#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"
#include "pipeline/proxy/proxy_raster.h"

#include <cstddef>

namespace cityflux {

/// A city's part of the cells of a grid, spread over the pixels of a proxy.
struct ProxySpread {
    /// From cells of the grid to pixels: spread() of it gives each pixel tonnes. `part` is by the proxy; `share` is `part`
    /// times the covered fraction of the grid's cell.
    Regridding regridding;
    std::size_t cells = 0; ///< of the grid, that the city touches
    std::size_t without_proxy = 0; ///< in whose part of the city the proxy is 0: spread by area
    std::size_t off_proxy = 0; ///< of whose part of the city some lies off the proxy's grid: spread over what lies on it
};

/// What the city has of each cell of `source` goes to the pixels in the city's part of the cell in proportion to value
/// times covered area. Mass is kept, cell by cell, but for cells that have no pixel in the city: spread() tells those as lost.
/// For another grid than the proxy's: regrid(city, proxy.grid(), target), and spread() of what the pixels got, with
/// this regridding's window.
ProxySpread spread_by_proxy(const MultiPolygon& city, const Grid& source, const ProxyRaster& proxy);

} // namespace cityflux
