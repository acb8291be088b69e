#pragma once

#include "grids/quantity/period.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cityflux {

/// What a total is of, but for place and time.
struct TotalsSeries {
    std::string inventory;
    std::string species;
    std::string sector;

    auto operator<=>(const TotalsSeries&) const = default;
};

/// A city as a table names it.
struct TotalsCity {
    std::string id;
    std::string name;
    /// Position of the city in the list of cities that the table was made with.
    std::size_t index = 0;
};

/// One total: what a city emits of a series in a period. Masses are in the table's unit; NaN where there is nothing to tell
/// (the city has no geometry or lies off the grid).
struct TotalsRow {
    std::uint32_t city = 0; ///< position in TotalsTable::cities
    std::uint32_t series = 0; ///< position in TotalsTable::series
    Period period;
    double value = 0.0;
    /// Mass in the cells wholly inside the city, and in every cell it touches.
    double lower = 0.0;
    double upper = 0.0;
    /// Share of `value` that comes from partly covered cells, 0..1.
    double edge_share = 0.0;
    /// Share of the city's area whose cells carry data, 0..1.
    double valid_share = 0.0;
    /// Reasons to look twice: incomplete, outside-grid, repaired-geometry, no-geometry.
    std::vector<std::string> flags;

    /// The flags as the table's last column: separated by a blank.
    std::string flag() const;
};

/// The table that every way to a city total gives: a grid, a statistics table, a corrected estimate. Rows are ordered by
/// series and period as they were met, then by city. Cities and series stand in the table once, however many rows they have.
struct TotalsTable {
    std::string unit = "t";
    std::vector<TotalsCity> cities;
    std::vector<TotalsSeries> series;
    std::vector<TotalsRow> rows;

    const TotalsCity& city_of(const TotalsRow& row) const { return cities[row.city]; }
    const TotalsSeries& series_of(const TotalsRow& row) const { return series[row.series]; }
    /// The position of a series, which is added where it is new.
    std::uint32_t place_of(const TotalsSeries& wanted);
};

} // namespace cityflux
