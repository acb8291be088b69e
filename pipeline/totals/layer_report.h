#pragma once

#include "grids/layers/raster.h"
#include "pipeline/totals/covered_cities.h"
#include "pipeline/totals/layer_sums.h"
#include "pipeline/totals/tile_sums.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Mass of a city in a layer with and without a proxy.
struct WithAndWithout {
    std::uint32_t city = 0; ///< position in the table
    double with_t = 0.0;
    double without_t = 0.0; ///< allocated by area
};

/// Use of one layer, for the manifest.
struct LayerReport {
    std::string file;
    std::string variable;
    std::string inventory;
    std::string species;
    std::string sector;
    Period period;
    std::string unit;
    std::string kind;
    double tonnes_per_unit = 1.0;
    double period_days = 0.0;
    Closure closure;
    std::optional<double> declared_t;
    std::vector<WithAndWithout> proxied; ///< each city with rows and data; empty without a proxy
};

/// Returns the report on a layer, without `proxied`.
LayerReport report_of(const Raster& raster, const Layer& layer, const LayerTotals& totals);

/// Returns the masses with a proxy and by area, of each city with rows and data. `totals` are
/// those with the proxy.
std::vector<WithAndWithout> with_and_without_proxy(
    const LayerTotals& totals, const CoveredCities& cities);

} // namespace cityflux
