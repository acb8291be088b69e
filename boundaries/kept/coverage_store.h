#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/kept/cache.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/grid.h"

#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace cityflux {

/// Version of the method that computes coverage. Increases if the same input would yield other
/// numbers, or if the form of the store changes.
inline constexpr int coverage_algorithm_version = 6;

/// Returns the hash of all inputs of a coverage: outlines of the cities in their order, grid, and
/// algorithm. It has 32 hexadecimal digits (XXH3, 128 bits).
std::string coverage_key(const CitySelection& cities, const Grid& grid);

/// Converts a coverage to a record and back, with the weights of EdgeRule::area. Returns
/// std::nullopt if the bytes are not such a record.
std::string record_of_coverage(const Coverage& coverage);
std::optional<Coverage> coverage_of_record(std::string_view bytes);

/// Store of coverages in a cache, so that each is computed once.
class CoverageStore {
public:
    explicit CoverageStore(Cache cache)
        : cache_(std::move(cache))
    {
    }

    /// Returns the coverage with the weights of EdgeRule::area, or std::nullopt if it is missing.
    std::optional<Coverage> load(const std::string& key) const;
    /// Returns true if the coverage was kept.
    bool save(
        const std::string& key, const Coverage& coverage, std::error_code* why_not = nullptr) const;

private:
    Cache cache_;
};

} // namespace cityflux
