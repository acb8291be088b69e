#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/grid.h"

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

namespace cityflux {

/// A coverage with the key under which its area shares are kept.
struct CachedCoverage {
    std::string key;
    Coverage coverage;
    std::error_code not_kept; ///< why it could not be kept for the next run, where that was tried
};

/// The coverage of a grid by cities, with the weights of the rule: taken from the store in `folder` if it is there and
/// passes check_coverage, otherwise computed and, where there is a folder, kept.
CachedCoverage cached_coverage(
    const CitySelection& cities, const Grid& grid, EdgeRule rule, const std::optional<std::filesystem::path>& folder);

} // namespace cityflux
