#include "pipeline/totals/grid_coverage.h"

#include "pipeline/program/cache_folder.h"

#include <utility>

namespace cityflux {

GridCoverage::GridCoverage(const Raster& raster, CachedCoverage coverage, TilePlan::Extent extent)
    : grid_(raster.grid())
    , coverage_(std::move(coverage))
    , ellipsoidal_areas_(raster.true_areas())
    , extent_(extent)
{
}

const TilePlan& GridCoverage::plan_for(const Tiling& tiling)
{
    for (const TilePlan& plan : plans_) {
        if (plan.tiling() == tiling) {
            return plan;
        }
    }
    return plans_.emplace_back(coverage_.coverage, grid_, tiling, extent_);
}

GridCoverages::GridCoverages(
    const TotalsRequest& request, const CitySelection& cities, const ProxyRaster* proxy)
    : request_(request)
    , cities_(cities)
    , proxy_(proxy)
{
}

GridCoverage& GridCoverages::coverage_of(const Raster& raster)
{
    const Grid& grid = raster.grid();
    for (GridCoverage& known : coverages_) {
        if (known.grid() == grid) {
            return known;
        }
    }
    CachedCoverage cached = cached_coverage(cities_, grid, request_.edge, request_.cache_folder);
    say_not_kept(request_.cache_folder, cached.not_kept);
    if (proxy_ != nullptr) {
        proxy_use_ += weigh_by_proxy(cached.coverage, cities_, grid, *proxy_);
    }
    return coverages_.emplace_back(raster, std::move(cached),
        request_.close_whole_grid ? TilePlan::Extent::whole_grid : TilePlan::Extent::touched_tiles);
}

} // namespace cityflux
