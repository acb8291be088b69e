#include "boundaries/coverage/coverage.h"

#include "boundaries/coverage/coverage_check.h"
#include "boundaries/coverage/edge_traversal.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <unordered_map>

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

/// Returns true if no part of the polygons is off the grid. Returns false for polygons without
/// area.
bool lies_on_grid(const MultiPolygon& image, const GridPlane& plane)
{
    const Box box = bounding_box(image);
    const auto& x = plane.x_edges();
    const auto& y = plane.y_edges();
    const bool wraps
        = plane.world_width() > 0.0 && std::abs(x.back() - x.front() - plane.world_width()) < 1e-6;
    if (planar_area(image) <= 0.0 || box.min_y < y.front() || box.max_y > y.back()) {
        return false;
    }
    const double shift = plane.world_width() > 0.0
        ? plane.world_width() * std::ceil((x.front() - box.min_x) / plane.world_width())
        : 0.0;
    return wraps || (box.min_x + shift >= x.front() && box.max_x + shift <= x.back());
}

/// Returns a city in the plane of a grid. Returns std::nullopt if a point has no image, such as one
/// far from a regional map projection. Such a city is not on the grid.
std::optional<MultiPolygon> image_of(
    const City& city, const GridPlane& plane, const Projection& projection)
{
    try {
        return plane.image(city.shape, projection);
    } catch (const InputError&) {
        return std::nullopt;
    }
}

} // namespace

CityCoverage cover(const MultiPolygon& plane_polygons, const GridPlane& plane)
{
    CityCoverage coverage;
    coverage.plane_area = planar_area(plane_polygons);
    if (plane_polygons.empty() || coverage.plane_area <= 0.0) {
        return coverage;
    }
    EdgeTraversal traversal(plane);
    for (const double shift : shifts_onto_grid(bounding_box(plane_polygons), plane)) {
        for (const Polygon& polygon : plane_polygons) {
            traversal.add_ring(polygon.outer, shift);
            for (const Ring& hole : polygon.holes) {
                traversal.add_ring(hole, shift);
            }
        }
    }
    coverage.share_on_grid
        = traversal.take(coverage.plane_area, Slivers::dropped, coverage) / coverage.plane_area;
    coverage.proof = prove(plane_polygons, coverage.plane_area, plane);
    return coverage;
}

CityCoverage cover_outline(const MultiPolygon& outline, const Grid& grid)
{
    const GridPlane plane(grid);
    return cover(plane.image(outline, Projection(*grid.crs)), plane);
}

Coverage cover(const CitySelection& cities, const Grid& grid)
{
    const GridPlane plane(grid);
    Coverage coverage;
    coverage.cities.resize(cities.size());
    tbb::enumerable_thread_specific<Projection> projections([&] { return Projection(*grid.crs); });
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, cities.size(), 1), [&](const auto& range) {
        for (std::size_t c = range.begin(); c != range.end(); ++c) {
            const auto possible = image_of(cities[c], plane, projections.local());
            if (!possible) {
                continue;
            }
            const MultiPolygon& image = *possible;
            CityCoverage& city = coverage.cities[c];
            city = cover(image, plane);
            city.share_on_grid
                = lies_on_grid(image, plane) ? 1.0 : std::min(city.share_on_grid, 1.0);
        }
    });
    check_coverage(coverage, cities, grid);
    return coverage;
}

void check_coverage(const Coverage& coverage, const CitySelection& cities, const Grid& grid)
{
    const GridPlane plane(grid);
    for (std::size_t c = 0; c < cities.size(); ++c) {
        const CityCoverage& city = coverage.cities[c];
        std::string fault = fault_of(city, plane);
        if (fault.empty() && city.share_on_grid == 1.0
            && !(std::abs(city.proof.on_grid.area - city.plane_area) <= city.proof.rounding)) {
            fault = fmt::format("its outline has {} on the grid, and {} in all, which is not on "
                                "the grid as a whole",
                city.proof.on_grid.area, city.plane_area);
        }
        if (!fault.empty()) {
            throw std::logic_error(fmt::format("the coverage of city '{}' ({}) is wrong: {}",
                cities[c].name, cities[c].id, fault));
        }
    }
}

void fill_edges(Coverage& coverage)
{
    coverage.rule = EdgeRule::fill;
    const auto key = [](const CoveredCell& cell) {
        return (static_cast<std::uint64_t>(cell.row) << 32) | cell.column;
    };
    std::unordered_map<std::uint64_t, double> claimed;
    for (const CityCoverage& city : coverage.cities) {
        for (const CoveredCell& cell : city.cells) {
            claimed[key(cell)] += cell.fraction;
        }
    }
    // Count cells that another city fully covers: nothing of them is left to allocate.
    for (const CityCoverage& city : coverage.cities) {
        for (const CoveredRun& run : city.runs) {
            for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
                const auto found = claimed.find((static_cast<std::uint64_t>(run.row) << 32) | c);
                if (found != claimed.end()) {
                    found->second += 1.0;
                }
            }
        }
    }
    for (CityCoverage& city : coverage.cities) {
        for (CoveredCell& cell : city.cells) {
            cell.weight = cell.fraction / std::min(claimed[key(cell)], 1.0);
        }
    }
}

} // namespace cityflux
