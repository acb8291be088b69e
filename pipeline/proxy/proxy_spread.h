#pragma once

#include "boundaries/coverage/regridding.h"
#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"
#include "pipeline/proxy/proxy_raster.h"

#include <cstddef>

namespace cityflux {

/// Downscaling of a city's part of the cells of a grid to the pixels of a proxy.
struct ProxySpread {
    /// Regridding from cells of the grid to pixels; spread() gives each pixel tonnes. `part` is
    /// allocated by the proxy. `share` is `part` times the coverage fraction of the grid's cell.
    Regridding regridding;
    std::size_t cells = 0; ///< cells of the grid that the city intersects
    /// Cells where the proxy is 0 in all of the city's part: allocated by area.
    std::size_t without_proxy = 0;
    /// Cells whose part in the city extends beyond the proxy: allocated to the pixels on it.
    std::size_t off_proxy = 0;
};

/// Allocates a city's mass in each cell of `source` to the pixels in the city's part of the cell.
/// Pixels receive mass in proportion to value times covered area. The mass of each cell is
/// preserved, except if the cell has no pixel in the city: spread() reports that mass as lost. For
/// a third grid, apply spread() with this regridding first. Then apply spread() with regrid(city,
/// proxy.grid(), target) and this regridding's window.
ProxySpread spread_by_proxy(const MultiPolygon& city, const Grid& source, const ProxyRaster& proxy);

} // namespace cityflux
