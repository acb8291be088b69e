#pragma once

#include "pipeline/agreement/estimates.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

inline constexpr double no_total = std::numeric_limits<double>::quiet_NaN();

/// CO2 of cities a, b, c ... in 2010, a row for each inventory A, B, C ...
inline EstimateTable totals_of(
    const std::vector<std::vector<double>>& by_inventory, int year = 2010)
{
    EstimateTable table { "CO2", "total", year, {}, {}, {} };
    for (std::size_t c = 0; c < by_inventory.front().size(); ++c) {
        const std::string name(1, static_cast<char>('a' + c));
        table.cities.push_back({ name, name });
    }
    for (std::size_t i = 0; i < by_inventory.size(); ++i) {
        table.inventories.emplace_back(1, static_cast<char>('A' + i));
        std::vector<Estimate> row;
        for (const double value : by_inventory[i]) {
            Estimate estimate;
            estimate.value = value;
            estimate.year = year;
            row.push_back(estimate);
        }
        table.estimates.push_back(std::move(row));
    }
    return table;
}

} // namespace cityflux
