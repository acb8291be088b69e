#include "pipeline/proxy/proxy_spread.h"

#include "boundaries/coverage/cell_parts.h"
#include "grids/geometry/cell_areas.h"
#include "grids/geometry/earth.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace cityflux {
namespace {

constexpr double rounding = 1e-6;

/// Returns the true area of a pixel, in an arbitrary unit. Pixels of a map projection count as
/// equal within a cell.
double relative_area(const Grid& grid, std::uint32_t row, std::uint32_t column)
{
    return grid.geographic() ? earth::cell_area(grid.y.edge(row), grid.y.edge(row + 1),
               std::abs(grid.x.edge(column + 1) - grid.x.edge(column)))
                             : 1.0;
}

/// Part of a city in one cell of the grid and one pixel of the proxy.
struct PixelPart {
    std::uint32_t row = 0; ///< row of the pixel in the proxy
    std::uint32_t column = 0;
    std::uint32_t cell = 0; ///< index in Regridding::sources
    double fraction = 0.0; ///< fraction of the pixel that lies in the cell and in the city
    double allocated = 0.0; ///< part of the city's mass in the cell that goes to the pixel
    double covered = 0.0; ///< coverage fraction of the cell
    std::size_t pixel = 0; ///< index of the pixel in the window, row by row
};

/// Parts of a city in pixels, cell by cell.
struct PixelParts {
    std::vector<PixelPart> parts;
    std::vector<std::size_t> ends; ///< end in `parts` of each cell
};

void add_pixel_parts(const CellPart& part, std::uint32_t cell, PixelParts& pixels)
{
    PixelPart pixel;
    pixel.cell = cell;
    pixel.covered = std::min(part.covered_m2 / part.area_m2, 1.0);
    const auto add = [&](std::uint32_t row, std::uint32_t column, double fraction) {
        pixel.row = row;
        pixel.column = column;
        pixel.fraction = fraction;
        pixels.parts.push_back(pixel);
    };
    for (const CoveredRun& run : part.part.runs) {
        for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
            add(run.row, c, 1.0);
        }
    }
    for (const CoveredCell& covered : part.part.cells) {
        if (covered.fraction > 0.0) {
            add(covered.row, covered.column, covered.fraction);
        }
    }
    pixels.ends.push_back(pixels.parts.size());
}

/// Cuts a city along the cells of `source` into pixels. Sets the sources, the part of the city on
/// the proxy, and the counts of cells of `result`.
PixelParts cut_into_pixels(
    const MultiPolygon& city, const Grid& source, const Grid& proxy, ProxySpread& result)
{
    const CellCutter cutter(proxy, source);
    std::vector<std::vector<CellPart>> bands(cutter.bands());
    const double area_m2 = cutter.cut(city, PartsWanted::all,
        [&](std::size_t band, std::vector<CellPart>&& parts) { bands[band] = std::move(parts); });
    result.regridding.sources = sources_of(city, source);
    PixelParts pixels;
    double on_proxy_m2 = 0.0;
    for (const std::vector<CellPart>& band : bands) {
        for (const CellPart& part : band) {
            const auto cell = place_among(result.regridding.sources, part.row, part.column);
            if (!cell) {
                continue; // intersects the city only by rounding
            }
            add_pixel_parts(part, *cell, pixels);
            ++result.cells;
            result.off_proxy += part.part.share_on_grid < 1.0 - rounding ? 1 : 0;
            on_proxy_m2 += part.covered_m2 * std::clamp(part.part.share_on_grid, 0.0, 1.0);
        }
    }
    result.regridding.share_on_target = area_m2 > 0.0 ? std::min(on_proxy_m2 / area_m2, 1.0) : 0.0;
    return pixels;
}

/// Sets window and grid of the regridding to the pixels, and the indices of the pixels in it.
void place_in_window(std::vector<PixelPart>& parts, const Grid& proxy, Regridding& regridding)
{
    for (const PixelPart& part : parts) {
        regridding.cells.push_back({ part.row, part.column, 0, 0, part.fraction, 0.0 });
    }
    set_window(regridding, proxy);
    regridding.cells.clear();
    const CellWindow& window = regridding.window;
    for (PixelPart& part : parts) {
        const std::size_t column
            = (part.column + proxy.columns() - window.column) % proxy.columns();
        part.pixel = (part.row - window.row) * window.columns + column;
    }
}

/// Allocates the mass of a cell to its pixels in proportion to an amount times the covered area.
/// Returns false if all amounts are 0.
template <typename Amount> bool allocate(std::span<PixelPart> cell, const Amount& amount_of)
{
    double sum = 0.0;
    for (PixelPart& part : cell) {
        part.allocated = part.fraction * amount_of(part);
        sum += part.allocated;
    }
    if (!(sum > 0.0)) {
        return false;
    }
    for (PixelPart& part : cell) {
        part.allocated /= sum;
    }
    return true;
}

/// Allocates the mass of each cell by the proxy, or by area where the proxy is 0 in all of the
/// city's part. `values` holds the proxy by index in the window. Returns the number of cells
/// without a proxy.
std::size_t allocate_cells(PixelParts& pixels, std::span<const double> values, const Grid& proxy)
{
    std::size_t without_proxy = 0;
    std::size_t begin = 0;
    for (const std::size_t end : pixels.ends) {
        const std::span<PixelPart> cell = std::span(pixels.parts).subspan(begin, end - begin);
        begin = end;
        if (cell.empty()) {
            continue; // no pixel, because the cell lies off the proxy
        }
        if (!allocate(cell, [&](const PixelPart& part) { return values[part.pixel]; })) {
            ++without_proxy;
            allocate(cell,
                [&](const PixelPart& part) { return relative_area(proxy, part.row, part.column); });
        }
    }
    return without_proxy;
}

/// Adds the pixels and their links, in order of pixels, then cells.
void add_links(std::vector<PixelPart> parts, Regridding& regridding)
{
    std::sort(parts.begin(), parts.end(), [](const PixelPart& a, const PixelPart& b) {
        return a.pixel != b.pixel ? a.pixel < b.pixel : a.cell < b.cell;
    });
    const CellAreas areas(regridding.grid, AreaConvention {});
    const std::size_t columns = regridding.window.columns;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const PixelPart& part = parts[i];
        if (i == 0 || part.pixel != parts[i - 1].pixel) {
            const auto row = static_cast<std::uint32_t>(part.pixel / columns);
            const auto column = static_cast<std::uint32_t>(part.pixel % columns);
            const std::size_t link = regridding.links.size();
            regridding.cells.push_back({ row, column, link, link, 0.0, areas.of(row, column) });
        }
        Regridding::Cell& cell = regridding.cells.back();
        cell.fraction = std::min(cell.fraction + part.fraction, 1.0);
        regridding.links.push_back({ part.cell, part.allocated * part.covered, part.allocated });
        cell.end_link = regridding.links.size();
    }
}

} // namespace

ProxySpread spread_by_proxy(const MultiPolygon& city, const Grid& source, const ProxyRaster& proxy)
{
    ProxySpread result;
    Regridding& regridding = result.regridding;
    PixelParts pixels = cut_into_pixels(city, source, proxy.grid(), result);
    place_in_window(pixels.parts, proxy.grid(), regridding);
    if (!pixels.parts.empty()) {
        const std::vector<double> values = proxy.values(regridding.window);
        result.without_proxy = allocate_cells(pixels, values, proxy.grid());
        add_links(std::move(pixels.parts), regridding);
    }
    return result;
}

} // namespace cityflux
