#include "pipeline/totals/totals_rows.h"

#include "pipeline/totals/layer_selection.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

} // namespace

TotalsRows::TotalsRows(const TotalsRequest& request, const CoveredCities& cities)
    : cities_(cities)
    , to_unit_(tonne_in(request.unit, named(Setting::unit)))
    , least_valid_share_(request.least_valid_share)
    , table_ { request.unit, cities.in_table, {}, {} }
{
}

std::size_t TotalsRows::reserve(std::size_t layers)
{
    const std::size_t further = layers * table_.cities.size();
    std::vector<TotalsRow>& rows = table_.rows;
    if (rows.size() + further > rows.capacity()) {
        // Doubling the capacity copies each row only a few times, for any number of files.
        rows.reserve(std::max(rows.size() + further, 2 * rows.capacity()));
    }
    return further * sizeof(TotalsRow);
}

void TotalsRows::add(
    const LayerSumJob& job, const Coverage& coverage, const std::vector<LayerTotals>& totals)
{
    for (std::size_t l = 0; l < job.layers.size(); ++l) {
        add_layer(job.raster, job.layers[l], coverage, totals[l]);
    }
}

void TotalsRows::add_layer(
    const Raster& raster, const Layer& layer, const Coverage& coverage, const LayerTotals& totals)
{
    const std::uint32_t series = table_.place_of(series_of(raster, layer));
    for (std::size_t c = 0; c < cities_.cities.size(); ++c) {
        const std::optional<std::size_t>& index = cities_.table_index[c];
        if (!index) {
            continue;
        }
        const City& city = cities_.cities[c];
        const double share_on_grid = coverage.cities[c].share_on_grid;
        TotalsRow row = values_of(totals.cities[c], share_on_grid);
        row.city = static_cast<std::uint32_t>(*index);
        row.series = series;
        row.period = layer.period();
        row.flags = city.flags;
        add_flags(city, share_on_grid, raster, layer, row);
        table_.rows.push_back(std::move(row));
    }
}

TotalsRow TotalsRows::values_of(const CityAmount& amount, double share_on_grid) const
{
    TotalsRow row;
    row.valid_share
        = amount.covered_m2 > 0.0 ? share_on_grid * amount.valid_m2 / amount.covered_m2 : 0.0;
    if (row.valid_share > 0.0) {
        row.value = amount.value_t * to_unit_;
        row.lower = amount.wholly_inside_t * to_unit_;
        row.upper = amount.touched_t * to_unit_;
        row.edge_share = amount.from_edge_t == 0.0 || amount.value_t == 0.0
            ? 0.0
            : amount.from_edge_t / amount.value_t;
    } else {
        row.value = row.lower = row.upper = row.edge_share = not_a_number;
    }
    return row;
}

void TotalsRows::add_flags(const City& city, double share_on_grid, const Raster& raster,
    const Layer& layer, TotalsRow& row)
{
    if (const auto sentence = shortcoming_of(city, share_on_grid, raster.path())) {
        incomplete_.add(*sentence);
    }
    if (city.shape.empty()) {
        return;
    }
    if (!lies_on_grid(share_on_grid)) {
        row.flags.emplace_back("outside-grid");
    }
    if (row.valid_share < least_valid_share_) {
        row.flags.emplace_back("incomplete");
        incomplete_.add(fmt::format(
            "{}: {:.3g} % of its area carries no data in {}, sector '{}', {}", title_of(city),
            100.0 * (1.0 - row.valid_share), raster.path(), layer.sector, row.period.text()));
    }
}

} // namespace cityflux
