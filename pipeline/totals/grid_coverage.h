#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/kept/cached_coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/cell_areas.h"
#include "grids/layers/raster.h"
#include "pipeline/proxy/proxy_weights.h"
#include "pipeline/totals/tile_plan.h"
#include "pipeline/totals/totals.h"

#include <list>
#include <string>

namespace cityflux {

/// Coverage of a grid by the cities, with the cell areas and tile plans of that grid.
class GridCoverage {
public:
    /// Takes the coverage of the raster's grid.
    GridCoverage(const Raster& raster, CachedCoverage coverage, TilePlan::Extent extent);

    const Grid& grid() const { return grid_; }
    /// Returns the key under which the coverage by area is kept.
    const std::string& key() const { return coverage_.key; }
    const Coverage& coverage() const { return coverage_.coverage; }
    /// Returns the areas on the WGS84 ellipsoid.
    const CellAreas& ellipsoidal_areas() const { return ellipsoidal_areas_; }
    /// Returns the plan for a tiling. It is made once and lives as long as this object.
    const TilePlan& plan_for(const Tiling& tiling);

private:
    Grid grid_;
    CachedCoverage coverage_;
    CellAreas ellipsoidal_areas_;
    TilePlan::Extent extent_;
    std::list<TilePlan> plans_; ///< one for each tiling
};

/// Coverages of all grids of a run. Rasters on the same grid share one.
class GridCoverages {
public:
    /// `proxy` may be null; otherwise it weighs partly covered cells. All three must outlive this
    /// object.
    GridCoverages(
        const TotalsRequest& request, const CitySelection& cities, const ProxyRaster* proxy);

    /// Returns the coverage of a raster's grid. Computes it for the first raster on a grid, or
    /// loads it from the cache. Warns if it cannot be kept in the cache.
    GridCoverage& coverage_of(const Raster& raster);
    /// Returns the use of the proxy on all grids.
    const ProxyUse& proxy_use() const { return proxy_use_; }

private:
    const TotalsRequest& request_;
    const CitySelection& cities_;
    const ProxyRaster* proxy_;
    ProxyUse proxy_use_;
    std::list<GridCoverage> coverages_;
};

} // namespace cityflux
