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

/// The version of the method by which coverage is computed: changes when the same input would give other numbers, or when the
/// form of the store does.
inline constexpr int coverage_algorithm_version = 6;

/// Hash of all a coverage depends on: the outlines of the cities in their order, the grid, and the algorithm. 32 hexadecimal
/// digits (XXH3, 128 bits).
std::string coverage_key(const CitySelection& cities, const Grid& grid);

/// What is kept of a coverage, and the coverage, with the weights of EdgeRule::area, of it: nothing of bytes that are no such
/// record.
std::string record_of_coverage(const Coverage& coverage);
std::optional<Coverage> coverage_of_record(std::string_view bytes);

/// Coverages kept in a cache, so that they are computed once.
class CoverageStore {
public:
    explicit CoverageStore(Cache cache)
        : cache_(std::move(cache))
    {
    }

    /// The coverage with the weights of EdgeRule::area, or nothing.
    std::optional<Coverage> load(const std::string& key) const;
    /// Whether it was kept.
    bool save(const std::string& key, const Coverage& coverage, std::error_code* why_not = nullptr) const;

private:
    Cache cache_;
};

} // namespace cityflux
