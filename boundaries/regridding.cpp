#include "boundaries/regridding.h"

#include "boundaries/cell_parts.h"
#include "boundaries/coverage.h"
#include "boundaries/grid_plane.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace cityflux {
namespace {

std::uint64_t key_of(std::uint32_t row, std::uint32_t column)
{
    return (static_cast<std::uint64_t>(row) << 32) | column;
}

/// The covered fraction of the cells that a city touches.
class Fractions {
public:
    explicit Fractions(const CityCoverage& coverage)
    {
        for (const CoveredCell& cell : coverage.cells) {
            partly_[key_of(cell.row, cell.column)] = cell.fraction;
        }
    }
    /// 1 for a cell that is not partly covered.
    double of(std::uint32_t row, std::uint32_t column) const
    {
        const auto found = partly_.find(key_of(row, column));
        return found == partly_.end() ? 1.0 : found->second;
    }

private:
    std::unordered_map<std::uint64_t, double> partly_;
};

/// The cells and links of some target rows; places of cells are those of the whole target grid.
struct Band {
    std::vector<Regridding::Cell> cells;
    std::vector<Regridding::Link> links;
    double covered_m2 = 0.0;
};

Band band_of(const std::vector<CellPart>& parts, const Fractions& fractions)
{
    Band band;
    for (const CellPart& part : parts) {
        Regridding::Cell cell { part.row, part.column, band.links.size(), 0, part.covered_m2 / part.area_m2, part.area_m2 };
        if (part.whole) {
            cell.fraction = 1.0;
        }
        const auto add = [&](std::uint32_t row, std::uint32_t column, double share) {
            band.links.push_back({ row, column, share, share / fractions.of(row, column) });
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
            [](const auto& a, const auto& b) { return a.row != b.row ? a.row < b.row : a.column < b.column; });
        cell.end_link = band.links.size();
        band.covered_m2 += part.covered_m2;
        band.cells.push_back(cell);
    }
    return band;
}

/// Where an outline follows the border of two target cells, one may get a little less than nothing. It gets nothing, and the
/// others of that source cell so much less.
void settle(std::vector<Regridding::Link>& links)
{
    struct Sums {
        double all = 0.0;
        double positive = 0.0;
    };
    std::unordered_map<std::uint64_t, Sums> unsettled;
    for (const Regridding::Link& link : links) {
        if (link.share < 0.0) {
            unsettled[key_of(link.row, link.column)] = {};
        }
    }
    if (unsettled.empty()) {
        return;
    }
    for (const Regridding::Link& link : links) {
        const auto found = unsettled.find(key_of(link.row, link.column));
        if (found != unsettled.end()) {
            found->second.all += link.share;
            found->second.positive += std::max(link.share, 0.0);
        }
    }
    for (Regridding::Link& link : links) {
        const auto found = unsettled.find(key_of(link.row, link.column));
        if (found != unsettled.end()) {
            const Sums& sums = found->second;
            const double factor = link.share > 0.0 && sums.all > 0.0 ? sums.all / sums.positive : 0.0;
            link.share *= factor;
            link.part *= factor;
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
    Regridding result;
    result.source_columns = source.columns();
    const GridPlane plane(source);
    const Fractions fractions(cover(plane.image(city, Projection(*source.crs)), plane));
    std::vector<Band> bands(bands_of(target));
    const double area_m2 = cut_by_cells(city, source, target, PartsWanted::all,
        [&](std::size_t band, const std::vector<CellPart>& parts) { bands[band] = band_of(parts, fractions); });
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
    settle(result.links);
    result.share_on_target = area_m2 > 0.0 ? std::clamp(covered_m2 / area_m2, 0.0, 1.0) : 0.0;
    set_window(result, target);
    return result;
}

RegriddedMass spread(const Regridding& regridding, const CellWindow& window, std::span<const double> tonnes)
{
    RegriddedMass result;
    if (regridding.cells.empty()) {
        for (const double t : tonnes) {
            result.lost_t += std::isnan(t) ? 0.0 : t;
        }
        return result;
    }
    result.tonnes.assign(regridding.grid.cells(), std::numeric_limits<double>::quiet_NaN());
    std::vector<double> kept(tonnes.size(), 0.0); // part of each source cell that found a place
    for (const Regridding::Cell& cell : regridding.cells) {
        double sum = 0.0;
        bool data = false;
        for (std::size_t l = cell.first_link; l < cell.end_link; ++l) {
            const Regridding::Link& link = regridding.links[l];
            const std::size_t row = link.row - window.row;
            const std::size_t column = link.column >= window.column ? link.column - window.column
                                                                    : link.column + regridding.source_columns - window.column;
            if (link.row < window.row || row >= window.rows || column >= window.columns) {
                continue;
            }
            const double t = tonnes[row * window.columns + column];
            kept[row * window.columns + column] += link.part;
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
        if (!std::isnan(tonnes[i]) && std::abs(missing) > 1e-9) {
            result.lost_t += tonnes[i] * missing;
        }
    }
    return result;
}

} // namespace cityflux
