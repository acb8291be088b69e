#pragma once

#include "pipeline/program/manifest.h"
#include "pipeline/tables/statistics.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Names in tables that match no city.
struct Strangers {
    std::size_t count = 0;
    const UnmatchedName* first = nullptr; ///< null if `count` is 0
};

/// Warns of each name that matches several cities, and returns the others.
Strangers warn_of_ambiguous(const std::vector<UnmatchedName>& names);

/// Returns all names for a manifest.
Json manifest_of_unmatched(const std::vector<UnmatchedName>& names);

} // namespace cityflux
