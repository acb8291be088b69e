#include "pipeline/clip/map_overviews.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cityflux {
namespace {

/// Part of a cell of the map that lies under a cell of the view, along one direction.
struct Link {
    std::size_t fine = 0;
    std::size_t coarse = 0;
    double share = 0.0;
};

/// The view spans the same extent as the map, also where their counts do not divide.
std::vector<Link> links(std::size_t fine, std::size_t coarse)
{
    std::vector<Link> all;
    const double step = static_cast<double>(fine) / static_cast<double>(coarse);
    for (std::size_t k = 0; k < coarse; ++k) {
        const double begin = static_cast<double>(k) * step;
        const double end = k + 1 == coarse ? static_cast<double>(fine) : static_cast<double>(k + 1) * step;
        for (auto i = static_cast<std::size_t>(begin); i < fine && static_cast<double>(i) < end; ++i) {
            const double share = std::min(end, static_cast<double>(i + 1)) - std::max(begin, static_cast<double>(i));
            if (share > 0.0) {
                all.push_back({ i, k, share });
            }
        }
    }
    return all;
}

/// Sums of `amount` over sums of `extent` under each cell of a view; cells whose amount is NaN have an extent alone.
template <typename Amount, typename Extent>
std::vector<double> ratios(const Grid& grid, const OverviewSize& size, const Amount& amount, const Extent& extent)
{
    const std::vector<Link> rows = links(grid.rows(), size.rows);
    const std::vector<Link> columns = links(grid.columns(), size.columns);
    std::vector<double> amounts(size.rows * size.columns, std::numeric_limits<double>::quiet_NaN());
    std::vector<double> extents(amounts.size(), 0.0);
    for (const Link& row : rows) {
        for (const Link& column : columns) {
            const std::size_t cell = row.fine * grid.columns() + column.fine;
            const std::size_t place = row.coarse * size.columns + column.coarse;
            const double share = row.share * column.share;
            const double value = amount(cell);
            if (!std::isnan(value)) {
                amounts[place] = (std::isnan(amounts[place]) ? 0.0 : amounts[place]) + share * value;
            }
            extents[place] += share * extent(cell);
        }
    }
    for (std::size_t i = 0; i < amounts.size(); ++i) {
        amounts[i] /= extents[i];
    }
    return amounts;
}

} // namespace

std::vector<OverviewSize> overview_sizes(const Grid& grid, std::size_t most)
{
    std::vector<OverviewSize> sizes;
    OverviewSize last { grid.rows(), grid.columns() };
    for (std::size_t factor = 2; std::max(last.rows, last.columns) > most; factor *= 2) {
        last = { (grid.rows() + factor - 1) / factor, (grid.columns() + factor - 1) / factor };
        sizes.push_back(last);
    }
    return sizes;
}

std::vector<double> overview_of(const CityMap& map, const MapBand& band, MapQuantity quantity, const OverviewSize& size)
{
    return ratios(
        map.grid, size, [&](std::size_t cell) { return band.tonnes[cell]; },
        [&](std::size_t cell) { return tonnes_of_one(quantity, map.area_m2[cell], band.seconds); });
}

std::vector<double> coverage_overview(const CityMap& map, const OverviewSize& size)
{
    return ratios(
        map.grid, size, [&](std::size_t cell) { return map.fraction[cell] * map.area_m2[cell]; },
        [&](std::size_t cell) { return map.area_m2[cell]; });
}

} // namespace cityflux
