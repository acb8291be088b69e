#pragma once

#include "grids/quantity/period.h"

#include <string>
#include <vector>

namespace cityflux {

/// Query for layers by sector, species and period. Each empty list matches everything.
struct LayerQuery {
    std::vector<std::string> sectors;
    std::vector<std::string> species;
    std::vector<Period> periods; ///< a year includes its months
};

} // namespace cityflux
