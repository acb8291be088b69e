#include "boundaries/regridding.h"

#include "boundaries/cell_parts.h"
#include "boundaries/coverage.h"
#include "boundaries/grid_plane.h"
#include "grids/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Beyond it cells of a map projection may hold a pole, where an outline in longitude and latitude has no inside.
constexpr double most_latitude = 89.0;

/// Parts of a source that add up to this near 1 are all of it.
constexpr double rounding_of_parts = 1e-9;

using Source = Regridding::Source;
using Link = Regridding::Link;

/// The cells and links of some target rows; places of cells are those of the whole target grid.
struct Band {
    std::vector<Regridding::Cell> cells;
    std::vector<Link> links;
    double covered_m2 = 0.0;
};

Band band_of(const std::vector<CellPart>& parts, const std::vector<Source>& sources)
{
    Band band;
    for (const CellPart& part : parts) {
        Regridding::Cell cell { part.row, part.column, band.links.size(), 0, part.covered_m2 / part.area_m2, part.area_m2 };
        if (part.whole) {
            cell.fraction = 1.0;
        }
        const auto add = [&](std::uint32_t row, std::uint32_t column, double share) {
            // A cell that the city touches by rounding alone is no source.
            if (const auto source = place_among(sources, row, column)) {
                band.links.push_back({ *source, share, share / sources[*source].fraction });
            }
        };
        for (const CoveredRun& run : part.part.runs) {
            for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
                add(run.row, c, 1.0);
            }
        }
        for (const CoveredCell& covered : part.part.cells) {
            add(covered.row, covered.column, covered.fraction);
        }
        std::sort(band.links.begin() + static_cast<std::ptrdiff_t>(cell.first_link), band.links.end(),
            [](const Link& a, const Link& b) { return a.source < b.source; });
        cell.end_link = band.links.size();
        band.covered_m2 += part.covered_m2;
        band.cells.push_back(cell);
    }
    return band;
}

/// Where an outline follows the border of two target cells, one may get a little less than nothing. It gets nothing, and the
/// others of that source cell so much less.
void settle(std::vector<Link>& links, std::size_t sources)
{
    if (std::none_of(links.begin(), links.end(), [](const Link& link) { return link.share < 0.0; })) {
        return;
    }
    struct Sums {
        double all = 0.0;
        double positive = 0.0;
    };
    std::vector<Sums> sums(sources);
    for (const Link& link : links) {
        sums[link.source].all += link.share;
        sums[link.source].positive += std::max(link.share, 0.0);
    }
    for (Link& link : links) {
        const Sums& sum = sums[link.source];
        if (link.share < 0.0) {
            link.share = link.part = 0.0;
        } else if (sum.positive > sum.all) {
            link.share *= std::max(sum.all, 0.0) / sum.positive;
            link.part *= std::max(sum.all, 0.0) / sum.positive;
        }
    }
}

/// The columns of a window around the cells; on a grid that goes around the Earth it may reach over the end, where that
/// makes it shorter.
std::pair<std::size_t, std::size_t> columns_of(const std::vector<Regridding::Cell>& cells, const Grid& target)
{
    std::vector<bool> taken(target.columns(), false);
    for (const Regridding::Cell& cell : cells) {
        taken[cell.column] = true;
    }
    std::size_t first = 0;
    while (!taken[first]) {
        ++first;
    }
    std::size_t last = target.columns() - 1;
    while (!taken[last]) {
        --last;
    }
    std::size_t length = last - first + 1;
    if (target.wraps()) {
        // The longest run of columns that the city does not touch is left out.
        std::size_t gap = target.columns() - length;
        std::size_t run = 0;
        for (std::size_t c = first; c <= last; ++c) {
            run = taken[c] ? 0 : run + 1;
            if (run > gap) {
                gap = run;
                first = c + 1;
                length = target.columns() - gap;
            }
        }
    }
    return { first, length };
}

/// `count` cells of an axis from `first`.
Axis part_of(const Axis& axis, std::size_t first, std::size_t count, double limit)
{
    // The outermost cells may be clamped: the edge is told from the other side of the cell.
    const double edge = first + 1 < axis.count() ? axis.edge(first + 1) - axis.step() : axis.edge(first);
    return Axis(edge, axis.step(), count).clamped(limit);
}

} // namespace

Grid part_of(const Grid& grid, const CellWindow& window)
{
    const bool degrees = grid.crs && grid.crs->kind != CrsKind::projected;
    const double nowhere = std::numeric_limits<double>::infinity();
    Grid part;
    part.crs = grid.crs;
    part.x = part_of(grid.x, window.column, window.columns, nowhere);
    part.y = part_of(grid.y, window.row, window.rows, degrees ? 90.0 : nowhere);
    return part;
}

std::vector<Source> sources_of(const MultiPolygon& city, const Grid& grid)
{
    const GridPlane plane(grid);
    const CityCoverage coverage = cover(plane.image(city, Projection(*grid.crs)), plane);
    std::vector<Source> sources;
    for (const CoveredRun& run : coverage.runs) {
        for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
            sources.push_back({ run.row, c, 1.0 });
        }
    }
    for (const CoveredCell& cell : coverage.cells) {
        sources.push_back({ cell.row, cell.column, cell.fraction });
    }
    std::sort(sources.begin(), sources.end(),
        [](const Source& a, const Source& b) { return a.row != b.row ? a.row < b.row : a.column < b.column; });
    return sources;
}

std::optional<std::uint32_t> place_among(const std::vector<Source>& sources, std::uint32_t row, std::uint32_t column)
{
    const auto found = std::lower_bound(sources.begin(), sources.end(), std::pair(row, column),
        [](const Source& source, const auto& place) { return std::pair(source.row, source.column) < place; });
    if (found == sources.end() || found->row != row || found->column != column) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(found - sources.begin());
}

void set_window(Regridding& regridding, const Grid& target)
{
    std::vector<Regridding::Cell>& cells = regridding.cells;
    std::erase_if(cells, [&](const Regridding::Cell& cell) { return cell.fraction <= 0.0; });
    regridding.grid.crs = target.crs;
    if (cells.empty()) {
        return;
    }
    const auto by_row = [](const Regridding::Cell& a, const Regridding::Cell& b) { return a.row < b.row; };
    const auto [lowest, highest] = std::minmax_element(cells.begin(), cells.end(), by_row);
    CellWindow& window = regridding.window;
    window.row = lowest->row;
    window.rows = highest->row - lowest->row + 1;
    std::tie(window.column, window.columns) = columns_of(cells, target);
    regridding.grid = part_of(target, window);
    for (Regridding::Cell& cell : cells) {
        cell.fraction = std::min(cell.fraction, 1.0);
        cell.row -= static_cast<std::uint32_t>(window.row);
        cell.column = static_cast<std::uint32_t>((cell.column + target.columns() - window.column) % target.columns());
    }
    std::sort(cells.begin(), cells.end(),
        [](const auto& a, const auto& b) { return a.row != b.row ? a.row < b.row : a.column < b.column; });
}

Regridding regrid(const MultiPolygon& city, const Grid& source, const Grid& target)
{
    target.refuse_overlap("the target grid");
    if (target.crs && target.crs->kind == CrsKind::projected) {
        const Box box = bounding_box(city);
        if (box.max_y > most_latitude || box.min_y < -most_latitude) {
            throw InputError(
                fmt::format("the outline reaches to {:.1f} degrees of latitude, and cells of {} that meet at a pole "
                            "cannot be cut; choose cells in longitude and latitude",
                    box.max_y > most_latitude ? box.max_y : box.min_y, target.crs->name));
        }
    }
    Regridding result;
    result.sources = sources_of(city, source);
    const CellCutter cutter(source, target);
    std::vector<Band> bands(cutter.bands());
    const double area_m2 = cutter.cut(city, PartsWanted::all,
        [&](std::size_t band, const std::vector<CellPart>& parts) { bands[band] = band_of(parts, result.sources); });
    double covered_m2 = 0.0;
    for (Band& band : bands) {
        for (Regridding::Cell cell : band.cells) {
            cell.first_link += result.links.size();
            cell.end_link += result.links.size();
            result.cells.push_back(cell);
        }
        result.links.insert(result.links.end(), band.links.begin(), band.links.end());
        covered_m2 += band.covered_m2;
        band = {};
    }
    settle(result.links, result.sources.size());
    result.share_on_target = area_m2 > 0.0 ? std::clamp(covered_m2 / area_m2, 0.0, 1.0) : 0.0;
    set_window(result, target);
    return result;
}

std::vector<double> in_window(const Regridding& regridding, double Regridding::Cell::*value, double elsewhere)
{
    std::vector<double> values(regridding.cells.empty() ? 0 : regridding.grid.cells(), elsewhere);
    for (const Regridding::Cell& cell : regridding.cells) {
        values[cell.row * regridding.grid.columns() + cell.column] = cell.*value;
    }
    return values;
}

RegriddedMass spread(const Regridding& regridding, std::span<const double> tonnes)
{
    RegriddedMass result;
    result.tonnes.assign(regridding.cells.empty() ? 0 : regridding.grid.cells(), std::numeric_limits<double>::quiet_NaN());
    std::vector<double> kept(tonnes.size(), 0.0); // part of each source that found a place
    for (const Regridding::Cell& cell : regridding.cells) {
        double sum = 0.0;
        bool data = false;
        for (std::size_t l = cell.first_link; l < cell.end_link; ++l) {
            const Link& link = regridding.links[l];
            const double t = tonnes[link.source];
            kept[link.source] += link.part;
            if (!std::isnan(t)) {
                sum += t * link.part;
                data = true;
            }
        }
        if (data) {
            result.tonnes[cell.row * regridding.grid.columns() + cell.column] = sum;
        }
    }
    for (std::size_t i = 0; i < tonnes.size(); ++i) {
        const double missing = 1.0 - kept[i];
        if (!std::isnan(tonnes[i]) && std::abs(missing) > rounding_of_parts) {
            result.lost_t += tonnes[i] * missing;
        }
    }
    return result;
}

RegriddedMass spread(
    const Regridding& regridding, const CellWindow& window, std::size_t columns, std::span<const double> tonnes)
{
    double in_window = 0.0;
    for (const double t : tonnes) {
        in_window += std::isnan(t) ? 0.0 : t;
    }
    double of_sources = 0.0;
    std::vector<double> by_source;
    for (const Source& source : regridding.sources) {
        const std::size_t column
            = source.column >= window.column ? source.column - window.column : source.column + columns - window.column;
        const bool inside = source.row >= window.row && source.row - window.row < window.rows && column < window.columns;
        by_source.push_back(
            inside ? tonnes[(source.row - window.row) * window.columns + column] : std::numeric_limits<double>::quiet_NaN());
        of_sources += std::isnan(by_source.back()) ? 0.0 : by_source.back();
    }
    RegriddedMass result = spread(regridding, by_source);
    if (std::abs(in_window - of_sources) > rounding_of_parts * std::abs(in_window)) {
        result.lost_t += in_window - of_sources;
    }
    return result;
}

} // namespace cityflux
