#include "pipeline/index/convex_hull.h"

#include <cstdio>
#include <memory>
#include <string>

extern "C" {
#include <libqhull_r/qhull_ra.h>
}

namespace cityflux {

namespace {

std::optional<ConvexHull> hull_by(const char* settings, std::span<const double> coordinates,
    std::size_t dimension, std::FILE* nowhere)
{
    std::vector<double> points(coordinates.begin(), coordinates.end());
    std::string options(settings);
    qhT state;
    qhT* const qh = &state;
    qh_zero(qh, nowhere);
    const int failed
        = qh_new_qhull(qh, static_cast<int>(dimension), static_cast<int>(points.size() / dimension),
            points.data(), False, options.data(), nullptr, nowhere);
    std::optional<ConvexHull> hull;
    if (failed == 0) {
        hull.emplace();
        qh_getarea(qh, qh->facet_list);
        hull->volume = qh->totvol;
        facetT* facet = nullptr;
        FORALLfacets
        {
            // cppcheck-suppress nullPointer ; the macro begins with the list's first facet
            hull->faces.push_back({ { facet->normal, facet->normal + dimension }, -facet->offset });
        }
    }
    int long_memory = 0;
    int long_total = 0;
    qh_freeqhull(qh, !qh_ALL);
    qh_memfreeshort(qh, &long_memory, &long_total);
    return hull;
}

} // namespace

std::optional<ConvexHull> convex_hull(std::span<const double> coordinates, std::size_t dimension)
{
    // Qhull requires files for its output and messages.
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> nowhere(
        std::fopen("/dev/null", "w"), std::fclose);
    if (!nowhere || coordinates.size() / dimension <= dimension) {
        return std::nullopt;
    }
    // If faces are too close to be merged, QJ moves points by a few roundings instead.
    auto hull = hull_by("qhull Pp", coordinates, dimension, nowhere.get());
    return hull ? hull : hull_by("qhull Pp QJ", coordinates, dimension, nowhere.get());
}

std::string qhull_version()
{
    // "2020.2.r 2020/08/31"
    const std::string text = qh_version;
    return text.substr(0, text.find(' '));
}

} // namespace cityflux
