#include "boundaries/cached_coverage.h"

#include "boundaries/coverage_store.h"

#include <utility>

namespace cityflux {

CachedCoverage cached_coverage(
    const CitySelection& cities, const Grid& grid, EdgeRule rule, const std::optional<std::filesystem::path>& folder)
{
    CachedCoverage cached { coverage_key(cities, grid), {} };
    const auto store = folder ? std::optional<CoverageStore>(Cache(*folder)) : std::nullopt;
    if (auto kept = store ? store->load(cached.key) : std::nullopt) {
        cached.coverage = std::move(*kept);
    } else {
        cached.coverage = cover(cities, grid);
        if (store) {
            store->save(cached.key, cached.coverage);
        }
    }
    if (rule == EdgeRule::fill) {
        fill_edges(cached.coverage);
    }
    return cached;
}

} // namespace cityflux
