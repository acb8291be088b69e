#pragma once

#include "grids/quantity/period.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cityflux {

/// Series of totals: inventory, species and sector, without city and period.
struct TotalsSeries {
    std::string inventory;
    std::string species;
    std::string sector;

    auto operator<=>(const TotalsSeries&) const = default;
};

/// City of a totals table.
struct TotalsCity {
    std::string id;
    std::string name;
    /// Position in the list of cities that the table was made with.
    std::size_t index = 0;
};

/// One total: emissions of a city in a series and period. Masses are in the table's unit. They are
/// NaN if the city has no geometry, lies outside the grid, or has no data.
struct TotalsRow {
    std::uint32_t city = 0; ///< position in TotalsTable::cities
    std::uint32_t series = 0; ///< position in TotalsTable::series
    Period period;
    double value = 0.0;
    /// Mass in the fully covered cells (`lower`) and in all intersecting cells (`upper`).
    double lower = 0.0;
    double upper = 0.0;
    /// Part of `value` that comes from partly covered cells, from 0 to 1.
    double edge_share = 0.0;
    /// Part of the city's area whose cells carry data, from 0 to 1.
    double valid_share = 0.0;
    /// Words that name a limit of the value, such as incomplete, outside-grid,
    /// repaired-geometry or no-geometry.
    std::vector<std::string> flags;

    /// Returns the flags separated by spaces: the last column of the table.
    std::string flag() const;
};

/// Table of city totals from any source: a grid, a statistics table or a correction.
/// Rows are ordered by series and period of first appearance, then by city. Each city
/// and series is stored once.
struct TotalsTable {
    std::string unit = "t";
    std::vector<TotalsCity> cities;
    std::vector<TotalsSeries> series;
    std::vector<TotalsRow> rows;

    const TotalsCity& city_of(const TotalsRow& row) const { return cities[row.city]; }
    const TotalsSeries& series_of(const TotalsRow& row) const { return series[row.series]; }
    /// Returns the position of a series; appends it if it is new.
    std::uint32_t place_of(const TotalsSeries& wanted);
};

} // namespace cityflux
