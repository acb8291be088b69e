#include "pipeline/totals/remap_weights.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t most_cells = std::numeric_limits<std::int32_t>::max();

const Grid& addressable(const Grid& grid, const std::string& subject)
{
    if (grid.cells() > most_cells) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format("number of cells out of range: {} (allowed: {})", grid.cells(), most_cells),
            "cut the grid to the region of the cities, e.g. with gdal_translate -projwin");
    }
    return grid;
}

Point centre_of(const MultiPolygon& shape)
{
    const auto largest
        = std::max_element(shape.begin(), shape.end(), [](const Polygon& a, const Polygon& b) {
              return std::abs(signed_area(a.outer)) < std::abs(signed_area(b.outer));
          });
    constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
    return largest == shape.end() ? Point { nowhere, nowhere } : centroid(largest->outer);
}

} // namespace

RemapWeights::RemapWeights(const Coverage& coverage, const CitySelection& cities,
    const std::vector<std::size_t>& rows, const Grid& grid, const std::string& subject)
    : grid_(addressable(grid, subject))
    , areas_(grid, AreaConvention {})
{
    for (const std::size_t row : rows) {
        const City& city = cities[row];
        const CityCoverage& covered = coverage.cities[row];
        const std::size_t first = links_.size();
        add_links(covered, static_cast<std::uint32_t>(targets_.size()));
        RemapTarget target { city.id, city.name, centre_of(city.shape), 0.0, covered.share_on_grid,
            links_.size() - first };
        for (std::size_t l = first; l < links_.size(); ++l) {
            target.area_m2 += links_[l].share * cell_area_m2(links_[l].cell);
        }
        targets_.push_back(std::move(target));
    }
    by_cell_.resize(links_.size());
    std::iota(by_cell_.begin(), by_cell_.end(), 0U);
    std::sort(by_cell_.begin(), by_cell_.end(), [&](std::uint32_t a, std::uint32_t b) {
        return links_[a].cell != links_[b].cell ? links_[a].cell < links_[b].cell : a < b;
    });
}

void RemapWeights::add_links(const CityCoverage& city, std::uint32_t target)
{
    const std::size_t first = links_.size();
    const auto cell = [&](std::uint32_t row, std::uint32_t column) {
        return static_cast<std::uint32_t>(row * grid_.columns() + column);
    };
    for (const CoveredRun& run : city.runs) {
        for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
            links_.push_back({ cell(run.row, c), target, 1.0 });
        }
    }
    for (const CoveredCell& partly : city.cells) {
        links_.push_back({ cell(partly.row, partly.column), target, partly.weight });
    }
    std::sort(links_.begin() + static_cast<std::ptrdiff_t>(first), links_.end(),
        [](const RemapLink& a, const RemapLink& b) { return a.cell < b.cell; });
}

double RemapWeights::weight(const RemapLink& link, WeightKind kind) const
{
    return kind == WeightKind::sum
        ? link.share
        : link.share * cell_area_m2(link.cell) / targets_[link.target].area_m2;
}

double RemapWeights::cell_area_m2(std::size_t cell) const
{
    return areas_.of(cell / grid_.columns(), cell % grid_.columns());
}

void RemapWeights::taken_shares(std::size_t first, std::span<double> shares) const
{
    std::fill(shares.begin(), shares.end(), 0.0);
    auto next = std::lower_bound(by_cell_.begin(), by_cell_.end(), first,
        [&](std::uint32_t link, std::size_t cell) { return links_[link].cell < cell; });
    for (; next != by_cell_.end() && links_[*next].cell < first + shares.size(); ++next) {
        shares[links_[*next].cell - first] += links_[*next].share;
    }
}

} // namespace cityflux
