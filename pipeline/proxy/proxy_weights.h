#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/grid.h"
#include "pipeline/proxy/proxy_raster.h"

#include <cstddef>

namespace cityflux {

/// How many partly covered cells got their weights from a proxy, and why others did not.
struct ProxyUse {
    std::size_t cells = 0; ///< partly covered cells of the grid, each counted once
    std::size_t without_proxy = 0; ///< in which the proxy is 0: shared out by area
    std::size_t off_proxy = 0; ///< that reach off the proxy's grid: shared out by area

    std::size_t by_area() const { return without_proxy + off_proxy; }
    ProxyUse& operator+=(const ProxyUse& other);
};

/// Replaces the weights of the partly covered cells of an area coverage: a city gets P(cell and city) / P(cell) of a cell's
/// mass, where P is the sum of the proxy's pixels, each by the part of its area that lies there. What cities
/// do not get stays outside, so that the weights of all cities and of the outside add up to 1. The coverage is of these cities
/// on this grid. The same for any number of threads.
ProxyUse weigh_by_proxy(Coverage& coverage, const CitySelection& cities, const Grid& grid, const ProxyRaster& proxy);

} // namespace cityflux
