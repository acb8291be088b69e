#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/grid.h"
#include "pipeline/proxy/proxy_raster.h"

#include <cstddef>

namespace cityflux {

/// Numbers of partly covered cells that got their weights from a proxy, or did not.
struct ProxyUse {
    std::size_t cells = 0; ///< partly covered cells of the grid, each counted once
    std::size_t without_proxy = 0; ///< cells where the proxy is 0: allocated by area
    std::size_t off_proxy = 0; ///< cells that extend beyond the proxy's grid: allocated by area

    std::size_t by_area() const { return without_proxy + off_proxy; }
    ProxyUse& operator+=(const ProxyUse& other);
};

/// Replaces the weights of partly covered cells in an area coverage of `cities` on `grid`. A city
/// gets P(cell and city) / P(cell) of a cell's mass. P is the sum of the proxy's pixels, each
/// weighted by the covered fraction of its area. Mass that no city gets stays outside: the weights
/// of all cities and of the outside sum to 1. The result is the same for any number of threads.
ProxyUse weigh_by_proxy(
    Coverage& coverage, const CitySelection& cities, const Grid& grid, const ProxyRaster& proxy);

} // namespace cityflux
