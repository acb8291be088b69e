#pragma once

#include "pipeline/program/manifest.h"
#include "pipeline/tables/statistics.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Names of tables that are those of no city at all.
struct Strangers {
    std::size_t count = 0;
    const UnmatchedName* first = nullptr; ///< none where count is 0
};

/// Warns of each name that may mean several cities, and returns the others.
Strangers warn_of_ambiguous(const std::vector<UnmatchedName>& names);

/// All names, for a manifest.
Json manifest_of_unmatched(const std::vector<UnmatchedName>& names);

} // namespace cityflux
