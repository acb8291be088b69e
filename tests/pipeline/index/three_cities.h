#pragma once

#include "pipeline/index/index_definition.h"
#include "pipeline/index/indicator_values.h"

#include <limits>
#include <vector>

namespace cityflux {

/// The index that docs/index.md works out on paper.
inline IndexDefinition three_cities_index()
{
    return IndexDefinition::load(CITYFLUX_SOURCE_DIR "/config/index/three-cities.toml");
}

/// Its data: by hand, CO2 per GDP is 20e6, 30e6 and 44e6 t over 2000 x 10^8 CNY.
inline IndicatorValues three_cities_values()
{
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    IndicatorValues values;
    values.cities = { { "a", "Alder" }, { "b", "Birch" }, { "c", "Cedar" } };
    const std::vector<std::vector<double>> rows {
        { 20e6 / (2000.0 * 10000.0), 30e6 / (2000.0 * 10000.0), 44e6 / (2000.0 * 10000.0) }, // L1
        { 25.0, missing, 40.0 }, // L2
        { 1.0, 3.0, 11.0 }, // P1
        { 0.0, 1.0, 2.0 }, // P2: law, plan, none
    };
    for (const auto& row : rows) {
        values.values.emplace_back();
        for (const double value : row) {
            values.values.back().push_back({ value, value, value, {}, {} });
        }
    }
    return values;
}

} // namespace cityflux
