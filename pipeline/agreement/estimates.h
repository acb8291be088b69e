#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace cityflux {

/// Total of one city in one inventory.
struct Estimate {
    double value = std::numeric_limits<double>::quiet_NaN(); ///< in t; NaN if it has none
    double lower = std::numeric_limits<double>::quiet_NaN(); ///< NaN if no interval is known
    double upper = std::numeric_limits<double>::quiet_NaN();
    double edge_share
        = std::numeric_limits<double>::quiet_NaN(); ///< edge share of a gridded total, 0..1
    int year = 0; ///< differs from the table's if years were matched (--nearest-year)
    std::string flag; ///< flag in the totals table

    bool present() const { return !std::isnan(value); }
};

/// City of a comparison.
struct ComparedCity {
    std::string id;
    std::string name;
};

/// Unit of comparison: totals of one species, sector and year by several inventories.
struct EstimateTable {
    std::string species;
    std::string sector;
    int year = 0;
    std::vector<ComparedCity> cities;
    std::vector<std::string> inventories;
    std::vector<std::vector<Estimate>> estimates; ///< by inventory, then city

    /// Returns "CO2", or "CO2, energy" for a sector.
    std::string series() const;
    /// Returns "CO2, 2010" or "CO2, energy, 2010".
    std::string title() const;
};

} // namespace cityflux
