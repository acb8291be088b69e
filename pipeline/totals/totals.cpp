#include "pipeline/totals/totals.h"

#include "grids/text/error.h"
#include "pipeline/tables/statistic_unit.h"
#include "pipeline/totals/covered_cities.h"
#include "pipeline/totals/grid_coverage.h"
#include "pipeline/totals/layer_selection.h"
#include "pipeline/totals/plausibility.h"
#include "pipeline/totals/totals_notes.h"
#include "pipeline/totals/totals_rows.h"
#include "pipeline/totals/years.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

std::optional<ProxyRaster> open_proxy(const TotalsRequest& request, const Catalogue& catalogue)
{
    if (request.proxy.empty()) {
        return std::nullopt;
    }
    if (request.edge != EdgeRule::area) {
        throw std::invalid_argument("a proxy needs EdgeRule::area");
    }
    return ProxyRaster::open(request.proxy, catalogue);
}

/// Returns the areas that the inventory used for its fluxes, if they are not those on the WGS84
/// ellipsoid. Returns std::nullopt also if no layer is a flux.
std::optional<CellAreas> provider_areas(Raster& raster, const std::vector<Layer>& layers)
{
    const bool flux = std::any_of(
        layers.begin(), layers.end(), [](const Layer& layer) { return layer.per_area; });
    return flux && raster.area_convention().kind != AreaConvention::Kind::wgs84
        ? std::optional(raster.provider_areas())
        : std::nullopt;
}

/// Returns the progress of one of several files as a part of the whole. `progress` must outlive it.
Progress progress_of_file(std::size_t file, std::size_t files, const Progress& progress)
{
    return [=, &progress](double share) {
        progress((static_cast<double>(file) + share) / static_cast<double>(files));
    };
}

/// Sums layers of a raster over the cities, by the coverage of its grid.
std::vector<LayerTotals> sum_over_cities(
    const LayerSumJob& job, GridCoverage& coverage, const CoveredCities& cities)
{
    if (job.observer != nullptr) {
        job.observer->begin({ job.raster, job.layers, coverage.coverage(), cities.table_index,
            job.areas.provider });
    }
    return sum_layers(
        job, [&](const Tiling& tiling) -> const TilePlan& { return coverage.plan_for(tiling); });
}

/// Adds the reports on summed layers, their mass moved by EdgeRule::fill, and notes on their file.
void add_reports(const LayerSumJob& job, const std::vector<LayerTotals>& totals,
    const CoveredCities& cities, bool with_proxy, TotalsResult& result)
{
    for (std::size_t l = 0; l < job.layers.size(); ++l) {
        LayerReport& report
            = result.layers.emplace_back(report_of(job.raster, job.layers[l], totals[l]));
        if (with_proxy) {
            report.proxied = with_and_without_proxy(totals[l], cities);
        }
        for (const CityAmount& amount : totals[l].cities) {
            result.moved_by_fill_t += amount.value_t - amount.by_area_t;
        }
    }
    for (const auto& note :
        { nodata_note(totals), negative_totals_note(job.layers, totals, cities) }) {
        if (note) {
            result.files.back().oddities.push_back(*note);
        }
    }
}

} // namespace

double tonne_in(const std::string& unit, const Text& subject)
{
    const UnitChange change = unit_change("t", unit, subject);
    if (!change.refusal.empty()) {
        throw InputError(
            ProblemCode::invalid, subject, change.refusal, "use a mass, e.g. kt, Mt or 万吨");
    }
    return change.factor;
}

TotalsResult make_totals(const TotalsRequest& request, const Catalogue& catalogue,
    const ChosenCities& chosen, const Progress& progress, TileObserver* observer)
{
    const CoveredCities cities = covered_cities(chosen, request.edge);
    TotalsRows rows(request, cities);
    const std::optional<ProxyRaster> proxy = open_proxy(request, catalogue);
    GridCoverages coverages(request, cities.cities, proxy ? &*proxy : nullptr);
    LayerSelection selection(request.layers);
    const Plausibility plausibility = configured_plausibility();
    TotalsResult result;
    for (std::size_t f = 0; f < request.rasters.size(); ++f) {
        Raster raster
            = Raster::open(request.rasters[f], catalogue, request.inventory, request.assumptions);
        const std::vector<Layer> layers = selection.select(raster);
        result.files.push_back(report_of(raster));
        if (layers.empty()) {
            continue;
        }
        raster.grid().refuse_overlap(request.rasters[f]);
        GridCoverage& coverage = coverages.coverage_of(raster);
        result.files.back().coverage_key = coverage.key();
        const std::optional<CellAreas> provided = provider_areas(raster, layers);
        const CellAreas& ellipsoidal = coverage.ellipsoidal_areas();
        const std::size_t row_bytes = rows.reserve(layers.size());
        const LayerSumJob job { raster, layers,
            { .provider = provided ? *provided : ellipsoidal, .ellipsoidal = ellipsoidal },
            request.memory_bytes - std::min(request.memory_bytes, row_bytes),
            progress_of_file(f, request.rasters.size(), progress), observer };
        const std::vector<LayerTotals> totals = sum_over_cities(job, coverage, cities);
        rows.add(job, coverage.coverage(), totals);
        add_reports(job, totals, cities, proxy.has_value(), result);
        if (auto warning = plausibility.warning(layers, totals)) {
            result.files.back().oddities.push_back(std::move(*warning));
        }
    }
    selection.check_found();
    result.table = rows.take_table();
    result.shortcomings = rows.take_incomplete_results();
    if (proxy) {
        result.proxy = report_of(*proxy, coverages.proxy_use());
    }
    if (request.by_year) {
        result.table = add_up_years(result.table, result.shortcomings);
    }
    return result;
}

} // namespace cityflux
