#pragma once

#include <limits>
#include <string>
#include <vector>

namespace cityflux {

/// One value of a statistics table, or one city total, with its city, variable, year, unit, scope
/// and source.
struct Observation {
    std::string city; ///< name in the table
    std::string id; ///< id of the city in the table, "" if it has none
    std::string variable;
    int year = 0;
    double value = std::numeric_limits<double>::quiet_NaN();
    double lower = std::numeric_limits<double>::quiet_NaN(); ///< NaN if no interval is known
    double upper = std::numeric_limits<double>::quiet_NaN();
    double edge_share = std::numeric_limits<double>::quiet_NaN(); ///< edge share of a gridded total
                                                                  ///< (docs/method.md), 0..1
    std::string text; ///< text of the field, for categories
    std::string unit; ///< "" for a pure number
    std::string scope; ///< range that the value covers: "total", "end-use", "city limits" ...
    std::string sector; ///< for city totals
    std::string source; ///< source of the value; for a city total, the inventory
    std::string flag; ///< flag in a totals table: "incomplete"
    std::string place; ///< file and row, for messages and traces
};

} // namespace cityflux
