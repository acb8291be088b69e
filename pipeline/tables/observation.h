#pragma once

#include <limits>
#include <string>
#include <vector>

namespace cityflux {

/// One value of a statistics table, or one city total: what, where, when, in which unit, how far it reaches, who says so.
struct Observation {
    std::string city; ///< as the table names it
    std::string id; ///< the table's id of the city, "" where it has none
    std::string variable;
    int year = 0;
    double value = std::numeric_limits<double>::quiet_NaN();
    double lower = std::numeric_limits<double>::quiet_NaN(); ///< NaN where no interval is known
    double upper = std::numeric_limits<double>::quiet_NaN();
    double edge_share = std::numeric_limits<double>::quiet_NaN(); ///< of a gridded total (see docs/method.md), 0..1
    std::string text; ///< what the field says, for categories
    std::string unit; ///< "" for a pure number
    std::string scope; ///< how far it reaches: "total", "end-use", "city limits" ...
    std::string sector; ///< of a city total
    std::string source; ///< who says so; the inventory of a city total
    std::string flag; ///< what a totals table says against the value: "incomplete"
    std::string place; ///< file and row, for messages and traces
};

} // namespace cityflux
