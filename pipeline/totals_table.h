#pragma once

#include "grids/period.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// One total: what a city emits of a species, in a sector and period, by an inventory. Masses are in the table's unit; NaN
/// where there is nothing to tell (the city has no geometry or lies off the grid).
struct TotalsRow {
    std::string city_id;
    std::string city;
    std::string inventory;
    std::string species;
    std::string sector;
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
    /// Position of the city in the list of cities that the table was made with.
    std::size_t city_index = 0;

    /// The flags as the table's last column: separated by a blank.
    std::string flag() const;
};

/// The table that every way to a city total gives: a grid, a statistics table, a corrected estimate. Rows are ordered by
/// inventory, species, sector and period as they were met, then by city.
struct TotalsTable {
    std::string unit = "t";
    std::vector<TotalsRow> rows;
};

} // namespace cityflux
