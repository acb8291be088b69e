#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/grid.h"

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

namespace cityflux {

/// Coverage with the key under which its coverage fractions are kept.
struct CachedCoverage {
    std::string key;
    Coverage coverage;
    std::error_code not_kept; ///< error if it could not be kept for the next run
};

/// Returns the coverage of a grid by cities, with the weights of `rule`. Loads it from the store in
/// `folder` if it is there and passes check_coverage(). Otherwise computes it, and saves it if
/// there is a folder.
CachedCoverage cached_coverage(const CitySelection& cities, const Grid& grid, EdgeRule rule,
    const std::optional<std::filesystem::path>& folder);

} // namespace cityflux
