#include "boundaries/kept/cached_coverage.h"

#include "boundaries/kept/coverage_store.h"

#include <stdexcept>
#include <utility>

namespace cityflux {
namespace {

bool is_sound(const Coverage& coverage, const CitySelection& cities, const Grid& grid)
{
    try {
        check_coverage(coverage, cities, grid);
        return true;
    } catch (const std::logic_error&) {
        return false;
    }
}

} // namespace

CachedCoverage cached_coverage(const CitySelection& cities, const Grid& grid, EdgeRule rule,
    const std::optional<std::filesystem::path>& folder)
{
    CachedCoverage cached { coverage_key(cities, grid), {}, {} };
    const auto store = folder ? std::optional<CoverageStore>(Cache(*folder)) : std::nullopt;
    auto kept = store ? store->load(cached.key) : std::nullopt;
    if (kept && is_sound(*kept, cities, grid)) {
        cached.coverage = std::move(*kept);
    } else {
        cached.coverage = cover(cities, grid);
        if (store) {
            store->save(cached.key, cached.coverage, &cached.not_kept);
        }
    }
    if (rule == EdgeRule::fill) {
        fill_edges(cached.coverage);
    }
    return cached;
}

} // namespace cityflux
