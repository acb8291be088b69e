#include "pipeline/totals/remap.h"

#include "boundaries/kept/cached_coverage.h"
#include "grids/text/error.h"
#include "pipeline/program/cache_folder.h"
#include "pipeline/totals/shortcomings.h"

#include <numeric>

#include <fmt/format.h>

namespace cityflux {
namespace {

FileReport report_of_grid(const Raster& raster, const std::string& coverage_key)
{
    const AreaConvention true_areas;
    FileReport report = report_of(raster);
    if (!(raster.area_convention() == true_areas)) {
        report.oddities.push_back(
            { .problem = fmt::format("cell areas of the inventory {}: {}; of the weights: {}",
                  raster.inventory_name(), raster.area_convention().description(),
                  true_areas.description()) });
    }
    report.cell_areas = true_areas.description();
    report.coverage_key = coverage_key;
    return report;
}

} // namespace

RemapResult make_remap_weights(const RemapRequest& request, const Catalogue& catalogue,
    const CityList& cities, const std::vector<std::size_t>& chosen)
{
    std::vector<Raster> rasters;
    for (const std::string& path : request.rasters) {
        rasters.push_back(
            Raster::open_grid(path, catalogue, request.inventory, request.assumptions));
        const Grid& grid = rasters.back().grid();
        grid.refuse_overlap(path);
        if (!(grid == rasters.front().grid())) {
            throw InputError(ProblemCode::inconsistent, path,
                fmt::format("inconsistent grids: {} ({}), but {} has {} ({})", grid.description(),
                    grid.crs->name, rasters.front().path(), rasters.front().grid().description(),
                    rasters.front().grid().crs->name),
                "compute weights with cityflux coverage for each grid");
        }
    }
    const Grid& grid = rasters.front().grid();

    // EdgeRule::fill needs all neighbours, also those without a row (as for totals).
    CitySelection taking_part;
    std::vector<std::size_t> rows(chosen.size());
    if (request.edge == EdgeRule::fill) {
        taking_part = cities.cities;
        rows = chosen;
    } else {
        for (const std::size_t c : chosen) {
            taking_part.add(cities.cities[c]);
        }
        std::iota(rows.begin(), rows.end(), std::size_t { 0 });
    }
    const CachedCoverage cached
        = cached_coverage(taking_part, grid, request.edge, request.cache_folder);
    say_not_kept(request.cache_folder, cached.not_kept);

    RemapResult result {
        RemapWeights(cached.coverage, taking_part, rows, grid, rasters.front().path()), {}, {}
    };
    for (const Raster& raster : rasters) {
        result.files.push_back(report_of_grid(raster, cached.key));
    }
    for (const std::size_t row : rows) {
        const double share = cached.coverage.cities[row].share_on_grid;
        if (auto sentence = shortcoming_of(taking_part[row], share, rasters.front().path())) {
            result.shortcomings.push_back(std::move(*sentence));
        }
    }
    return result;
}

} // namespace cityflux
