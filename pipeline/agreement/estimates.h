#pragma once

#include <limits>
#include <string>
#include <vector>

namespace cityflux {

/// One inventory's total of one city.
struct Estimate {
    double value = std::numeric_limits<double>::quiet_NaN(); ///< in t; NaN where it has none
    double lower = std::numeric_limits<double>::quiet_NaN(); ///< NaN where no interval is known
    double upper = std::numeric_limits<double>::quiet_NaN();
    double edge_share = std::numeric_limits<double>::quiet_NaN(); ///< of a gridded total, 0..1
    int year = 0; ///< other than that of the table where years were matched (--nearest-year)
    std::string flag; ///< as the totals table has it

    bool present() const { return value == value; }
};

/// A city of a comparison.
struct ComparedCity {
    std::string id;
    std::string name;
};

/// What is compared at once: the totals of one species, sector and year by several inventories.
struct EstimateTable {
    std::string species;
    std::string sector;
    int year = 0;
    std::vector<ComparedCity> cities;
    std::vector<std::string> inventories;
    std::vector<std::vector<Estimate>> estimates; ///< by inventory, then city

    /// "CO2", or "CO2, energy" of a sector.
    std::string series() const;
    /// "CO2, 2010" or "CO2, energy, 2010".
    std::string title() const;
};

} // namespace cityflux
