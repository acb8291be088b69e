#pragma once

#include "grids/quantity/period.h"
#include "pipeline/table/totals_table.h"

#include <string>
#include <vector>

namespace cityflux {

/// Query for layers by sector, species and period. Each empty list matches everything.
struct LayerQuery {
    std::vector<std::string> sectors; ///< in any case of letters
    std::vector<std::string> species; ///< in any case of letters
    std::vector<Period> periods; ///< a year includes its months

    bool matches(const TotalsSeries& series, const Period& period) const;
};

/// Returns true if a period is the one asked for, or a month of the year asked for.
bool lies_within(const Period& period, const Period& asked);

} // namespace cityflux
