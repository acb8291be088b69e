#include "pipeline/proxy/proxy_spread.h"

#include "boundaries/coverage/cell_parts.h"
#include "grids/geometry/cell_areas.h"
#include "grids/geometry/earth.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace cityflux {
namespace {

constexpr double rounding = 1e-6;

/// Contribution of one cell of the grid to one pixel.
struct Take {
    std::uint32_t pixel_row = 0;
    std::uint32_t pixel_column = 0;
    std::uint32_t cell = 0; ///< position in Regridding::sources
    double fraction = 0.0; ///< fraction of the pixel that lies in the cell and in the city
    double part = 0.0; ///< part of the city's mass in the cell that goes to the pixel
    double covered = 0.0; ///< coverage fraction of the cell
};

std::vector<Take> takes_of(const CellPart& part, std::uint32_t cell)
{
    std::vector<Take> takes;
    const double covered = std::min(part.covered_m2 / part.area_m2, 1.0);
    for (const CoveredRun& run : part.part.runs) {
        for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
            takes.push_back({ run.row, c, cell, 1.0, 0.0, covered });
        }
    }
    for (const CoveredCell& pixel : part.part.cells) {
        if (pixel.fraction > 0.0) {
            takes.push_back({ pixel.row, pixel.column, cell, pixel.fraction, 0.0, covered });
        }
    }
    return takes;
}

/// Returns the true area of a pixel. The unit is arbitrary: pixels of a map projection
/// count as equal within a cell.
double area_of(const Grid& grid, std::uint32_t row)
{
    return grid.geographic()
        ? earth::cell_area(grid.y.edge(row), grid.y.edge(row + 1), std::abs(grid.x.step()))
        : 1.0;
}

} // namespace

ProxySpread spread_by_proxy(const MultiPolygon& city, const Grid& source, const ProxyRaster& proxy)
{
    ProxySpread result;
    const Grid& pixels = proxy.grid();
    const CellCutter cutter(pixels, source);
    std::vector<std::vector<CellPart>> bands(cutter.bands());
    const double area_m2 = cutter.cut(city, PartsWanted::all,
        [&](std::size_t band, std::vector<CellPart>&& parts) { bands[band] = std::move(parts); });
    Regridding& regridding = result.regridding;
    regridding.sources = sources_of(city, source);
    std::vector<Take> takes;
    std::vector<std::size_t> ends; // end in `takes` of each cell
    double on_proxy_m2 = 0.0;
    for (const std::vector<CellPart>& band : bands) {
        for (const CellPart& part : band) {
            const auto cell = place_among(regridding.sources, part.row, part.column);
            if (!cell) {
                continue; // intersects the city only by rounding
            }
            const std::vector<Take> of_cell = takes_of(part, *cell);
            takes.insert(takes.end(), of_cell.begin(), of_cell.end());
            ends.push_back(takes.size());
            ++result.cells;
            result.off_proxy += part.part.share_on_grid < 1.0 - rounding ? 1 : 0;
            on_proxy_m2 += part.covered_m2 * std::clamp(part.part.share_on_grid, 0.0, 1.0);
        }
    }
    bands.clear();

    // The pixels in the order of the window; their values are read at once.
    regridding.share_on_target = area_m2 > 0.0 ? std::min(on_proxy_m2 / area_m2, 1.0) : 0.0;
    std::vector<std::size_t> order(takes.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
        regridding.cells.push_back(
            { takes[i].pixel_row, takes[i].pixel_column, 0, 0, takes[i].fraction, 0.0 });
    }
    set_window(regridding, pixels);
    regridding.cells.clear();
    if (takes.empty()) {
        return result;
    }
    const CellWindow window = regridding.window;
    const std::vector<double> values = proxy.values(window);
    const auto place_of = [&](const Take& take) {
        const std::size_t column
            = (take.pixel_column + pixels.columns() - window.column) % pixels.columns();
        return (take.pixel_row - window.row) * window.columns + column;
    };
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
        const auto share_out = [&](const auto& amount_of) {
            double sum = 0.0;
            for (std::size_t i = begin; i < end; ++i) {
                takes[i].part = takes[i].fraction * amount_of(takes[i]);
                sum += takes[i].part;
            }
            for (std::size_t i = begin; sum > 0.0 && i < end; ++i) {
                takes[i].part /= sum;
            }
            return sum > 0.0;
        };
        if (begin == end) {
            continue; // no pixel, because the cell lies off the proxy
        }
        if (!share_out([&](const Take& take) { return values[place_of(take)]; })) {
            ++result.without_proxy;
            share_out([&](const Take& take) { return area_of(pixels, take.pixel_row); });
        }
        begin = end;
    }

    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const std::size_t place_a = place_of(takes[a]);
        const std::size_t place_b = place_of(takes[b]);
        return place_a != place_b ? place_a < place_b : takes[a].cell < takes[b].cell;
    });
    const CellAreas areas(regridding.grid, AreaConvention {});
    for (std::size_t i = 0; i < order.size(); ++i) {
        const Take& take = takes[order[i]];
        const std::size_t place = place_of(take);
        const auto row = static_cast<std::uint32_t>(place / window.columns);
        const auto column = static_cast<std::uint32_t>(place % window.columns);
        if (i == 0 || place != place_of(takes[order[i - 1]])) {
            const std::size_t link = regridding.links.size();
            regridding.cells.push_back({ row, column, link, link, 0.0, areas.of(row, column) });
        }
        Regridding::Cell& cell = regridding.cells.back();
        cell.fraction = std::min(cell.fraction + take.fraction, 1.0);
        regridding.links.push_back({ take.cell, take.part * take.covered, take.part });
        cell.end_link = regridding.links.size();
    }
    return result;
}

} // namespace cityflux
