#include "pipeline/totals/layer_report.h"

#include <cstddef>

namespace cityflux {

LayerReport report_of(const Raster& raster, const Layer& layer, const LayerTotals& totals)
{
    LayerReport report;
    report.file = raster.path();
    report.variable = raster.file().variables()[layer.variable].name;
    report.inventory = raster.inventory_name();
    report.species = layer.species();
    report.sector = layer.sector;
    report.period = layer.period();
    report.unit = layer.quantity.unit.text;
    report.kind = layer.quantity.unit.kind();
    report.tonnes_per_unit = layer.tonnes_per_unit;
    report.period_days = layer.quantity.days();
    report.closure = totals.closure;
    report.declared_t = layer.declared_t;
    return report;
}

std::vector<WithAndWithout> with_and_without_proxy(
    const LayerTotals& totals, const CoveredCities& cities)
{
    std::vector<WithAndWithout> masses;
    for (std::size_t c = 0; c < totals.cities.size(); ++c) {
        const CityAmount& amount = totals.cities[c];
        if (cities.table_index[c] && amount.valid_m2 > 0.0) {
            masses.push_back({ static_cast<std::uint32_t>(*cities.table_index[c]), amount.value_t,
                amount.by_area_t });
        }
    }
    return masses;
}

} // namespace cityflux
