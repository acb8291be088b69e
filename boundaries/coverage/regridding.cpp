#include "boundaries/coverage/regridding.h"

#include "boundaries/coverage/cell_parts.h"
#include "boundaries/coverage/coverage.h"
#include "boundaries/coverage/coverage_window.h"
#include "boundaries/coverage/grid_plane.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Largest latitude of an outline on a projected grid. Beyond it cells may contain a pole, where an
/// outline in longitude and latitude has no inside.
constexpr double most_latitude = 89.0;

/// Tolerance within which the parts of a source sum to 1.
constexpr double rounding_of_parts = 1e-9;

using Source = Regridding::Source;
using Link = Regridding::Link;

/// Cells and links of some target rows. Rows and columns of the cells are those of the whole target
/// grid.
struct Band {
    std::vector<Regridding::Cell> cells;
    std::vector<Link> links;
};

Band band_of(const std::vector<CellPart>& parts, const std::vector<Source>& sources)
{
    Band band;
    for (const CellPart& part : parts) {
        Regridding::Cell cell { part.row, part.column, band.links.size(), 0,
            part.covered_m2 / part.area_m2, part.area_m2 };
        if (part.whole) {
            cell.fraction = 1.0;
        }
        const auto add = [&](std::uint32_t row, std::uint32_t column, double share) {
            // A cell that the city intersects only by rounding is not a source.
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
        std::sort(band.links.begin() + static_cast<std::ptrdiff_t>(cell.first_link),
            band.links.end(), [](const Link& a, const Link& b) { return a.source < b.source; });
        cell.end_link = band.links.size();
        band.cells.push_back(cell);
    }
    return band;
}

/// Rows of target cells next to the requested ones that settle() uses.
constexpr std::size_t rows_to_settle = 2;

/// Removes negative shares. If an outline follows the border of two target cells, one of them may
/// have a slightly negative share of a source cell. Its share becomes 0, and the other shares of
/// that source cell in its row and the two neighbouring rows decrease in proportion. The result of
/// a row therefore does not depend on the number of rows computed with it.
void settle(Regridding& regridding)
{
    std::vector<Link>& links = regridding.links;
    std::vector<bool> unsettled(regridding.sources.size(), false);
    bool any = false;
    for (const Link& link : links) {
        if (link.share < 0.0) {
            unsettled[link.source] = any = true;
        }
    }
    if (!any) {
        return;
    }
    struct Sums {
        double positive = 0.0;
        double negative = 0.0;
    };
    std::map<std::pair<std::uint32_t, std::uint32_t>, Sums> sums; // by source and row
    const auto each = [&](const auto& act) {
        for (const Regridding::Cell& cell : regridding.cells) {
            for (std::size_t l = cell.first_link; l < cell.end_link; ++l) {
                if (unsettled[links[l].source]) {
                    act(links[l], cell.row);
                }
            }
        }
    };
    each([&](const Link& link, std::uint32_t row) {
        Sums& sum = sums[{ link.source, row }];
        (link.share < 0.0 ? sum.negative : sum.positive) += link.share;
    });
    const auto sum_of = [&](std::uint32_t source, std::uint32_t row) {
        const auto found = sums.find({ source, row });
        return found == sums.end() ? Sums {} : found->second;
    };
    // Negative share of a row, relative to the positive shares in it and in the neighbouring rows.
    const auto missing = [&](std::uint32_t source, std::uint32_t row) {
        const double negative = sum_of(source, row).negative;
        if (negative == 0.0) {
            return 0.0;
        }
        // Rows are unsigned: the row before the first has no entry.
        const double there = sum_of(source, row - 1).positive + sum_of(source, row).positive
            + sum_of(source, row + 1).positive;
        return there > -negative ? negative / there : there > 0.0 ? -1.0 : 0.0;
    };
    each([&](Link& link, std::uint32_t row) {
        const double factor = link.share < 0.0
            ? 0.0
            : std::max(0.0,
                1.0 + missing(link.source, row - 1) + missing(link.source, row)
                    + missing(link.source, row + 1));
        link.share *= factor;
        link.part *= factor;
    });
}

/// Returns the window of the target grid around the cells that a city covers. Cells intersected
/// only by rounding also belong to its parts if the outline follows a border. All cells are cut
/// only in that case.
CellWindow window_of(const CityCut& walked, const MultiPolygon& city, const Grid& target)
{
    TouchedCells touched(target);
    add_cells(touched, cover_outline(city, target));
    const CellWindow covered = touched.window();
    walked.visit_passed([&](std::size_t row, std::size_t column) { touched.add(row, column); });
    const CellWindow passed = touched.window();
    if (passed == covered) {
        return covered;
    }
    constexpr std::size_t rows_at_once = 64;
    TouchedCells cut(target);
    std::mutex adding;
    for (std::size_t r = 0; r < passed.rows; r += rows_at_once) {
        walked.take(passed.row + r, std::min(rows_at_once, passed.rows - r), PartsWanted::all,
            [&](std::size_t, const std::vector<CellPart>& parts) {
                const std::lock_guard guard(adding);
                for (const CellPart& part : parts) {
                    if (part.whole || part.covered_m2 > 0.0) {
                        cut.add(part.row, part.column);
                    }
                }
            });
    }
    return cut.window();
}

/// Returns the part of a grid in a window.
Grid part_of(const Grid& grid, const CellWindow& window)
{
    Grid part;
    part.crs = grid.crs;
    part.x = grid.x.part(window.column, window.columns);
    part.y = grid.y.part(window.row, window.rows);
    return part;
}

/// Moves cells into a window and sorts them. Drops cells without coverage. Requires: rows and
/// columns of the cells are those of the whole target grid.
void move_into(Regridding& regridding, const Grid& target, const CellWindow& window)
{
    std::vector<Regridding::Cell>& cells = regridding.cells;
    regridding.window = window;
    regridding.grid = part_of(target, window);
    for (Regridding::Cell& cell : cells) {
        cell.fraction = std::min(cell.fraction, 1.0);
        cell.row -= static_cast<std::uint32_t>(window.row);
        cell.column = static_cast<std::uint32_t>(
            (cell.column + target.columns() - window.column) % target.columns());
    }
    std::erase_if(cells, [&](const Regridding::Cell& cell) {
        return cell.fraction <= 0.0 || cell.row >= window.rows || cell.column >= window.columns;
    });
    std::sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) {
        return a.row != b.row ? a.row < b.row : a.column < b.column;
    });
}

/// Throws InputError, before any cell is cut, if the grid's columns overlap or the outline is too
/// near to a pole.
const Grid& checked(const Grid& target, const MultiPolygon& city)
{
    target.refuse_overlap("the target grid");
    if (target.crs && target.crs->kind == CrsKind::projected) {
        const Box box = bounding_box(city);
        if (box.max_y > most_latitude || box.min_y < -most_latitude) {
            throw InputError(ProblemCode::unsupported, "target grid",
                fmt::format("unsupported outline: it reaches to {:.1f} degrees of latitude, and "
                            "cells of {} that meet at a pole cannot be cut (allowed: {} to {})",
                    box.max_y > most_latitude ? box.max_y : box.min_y, target.crs->name,
                    -most_latitude, most_latitude),
                { "choose cells in longitude and latitude, e.g. ",
                    named(Setting::crs, "EPSG:4326") });
        }
    }
    return target;
}

} // namespace

std::vector<Source> sources_of(const MultiPolygon& city, const Grid& grid)
{
    const CityCoverage coverage = cover_outline(city, grid);
    std::vector<Source> sources;
    for (const CoveredRun& run : coverage.runs) {
        for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
            sources.push_back({ run.row, c, 1.0 });
        }
    }
    for (const CoveredCell& cell : coverage.cells) {
        sources.push_back({ cell.row, cell.column, cell.fraction });
    }
    std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) {
        return a.row != b.row ? a.row < b.row : a.column < b.column;
    });
    return sources;
}

std::optional<std::uint32_t> place_among(
    const std::vector<Source>& sources, std::uint32_t row, std::uint32_t column)
{
    const auto found = std::lower_bound(sources.begin(), sources.end(), std::pair(row, column),
        [](const Source& source, const auto& place) {
            return std::pair(source.row, source.column) < place;
        });
    if (found == sources.end() || found->row != row || found->column != column) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(found - sources.begin());
}

void set_window(Regridding& regridding, const Grid& target)
{
    TouchedCells touched(target);
    for (const Regridding::Cell& cell : regridding.cells) {
        if (cell.fraction > 0.0) {
            touched.add(cell.row, cell.column);
        }
    }
    move_into(regridding, target, touched.window());
}

CityRegridding::CityRegridding(const MultiPolygon& city, const Grid& source, const Grid& target)
    : sources_(sources_of(city, source))
    , target_(checked(target, city))
    , cutter_(source, target_)
    , walked_(cutter_.begin(city))
    , window_(window_of(walked_, city, target_))
    , grid_(part_of(target_, window_))
{
}

std::size_t CityRegridding::bands(std::size_t rows) const
{
    return CityCut::bands(rows + 2 * rows_to_settle);
}

Regridding CityRegridding::rows(std::size_t first, std::size_t count) const
{
    const std::size_t begin = window_.row + first;
    const std::size_t end = begin + count;
    const std::size_t before = std::min(begin, rows_to_settle);
    const std::size_t cut = before + count + std::min(target_.rows() - end, rows_to_settle);
    std::vector<Band> bands(CityCut::bands(cut));
    walked_.take(begin - before, cut, PartsWanted::all,
        [&](std::size_t band, const std::vector<CellPart>& parts) {
            bands[band] = band_of(parts, sources_);
        });
    Regridding result;
    result.sources = sources_;
    double covered_m2 = 0.0;
    for (Band& band : bands) {
        for (Regridding::Cell cell : band.cells) {
            cell.first_link += result.links.size();
            cell.end_link += result.links.size();
            covered_m2 += cell.row >= begin && cell.row < end ? cell.fraction * cell.area_m2 : 0.0;
            result.cells.push_back(cell);
        }
        result.links.insert(result.links.end(), band.links.begin(), band.links.end());
        band = {};
    }
    settle(result);
    const double area_m2 = walked_.area_m2();
    result.share_on_target = area_m2 > 0.0 ? std::clamp(covered_m2 / area_m2, 0.0, 1.0) : 0.0;
    move_into(result, target_, { begin, count, window_.column, window_.columns });
    return result;
}

Regridding regrid(const MultiPolygon& city, const Grid& source, const Grid& target)
{
    const CityRegridding regridding(city, source, target);
    return regridding.rows(0, regridding.window().rows);
}

std::vector<double> in_window(
    const Regridding& regridding, double Regridding::Cell::*value, double elsewhere)
{
    std::vector<double> values(regridding.grid.cells(), elsewhere);
    for (const Regridding::Cell& cell : regridding.cells) {
        values[cell.row * regridding.grid.columns() + cell.column] = cell.*value;
    }
    return values;
}

void add_placed_parts(std::vector<double>& parts, const Regridding& regridding)
{
    for (const Regridding::Cell& cell : regridding.cells) {
        for (std::size_t l = cell.first_link; l < cell.end_link; ++l) {
            parts[regridding.links[l].source] += regridding.links[l].part;
        }
    }
}

double lost_mass(std::span<const double> tonnes, std::span<const double> placed_parts)
{
    double lost_t = 0.0;
    for (std::size_t i = 0; i < tonnes.size(); ++i) {
        const double missing = 1.0 - placed_parts[i];
        if (!std::isnan(tonnes[i]) && std::abs(missing) > rounding_of_parts) {
            lost_t += tonnes[i] * missing;
        }
    }
    return lost_t;
}

std::vector<double> placed_mass(const Regridding& regridding, std::span<const double> tonnes)
{
    std::vector<double> placed(regridding.grid.cells(), std::numeric_limits<double>::quiet_NaN());
    for (const Regridding::Cell& cell : regridding.cells) {
        double sum = 0.0;
        bool data = false;
        for (std::size_t l = cell.first_link; l < cell.end_link; ++l) {
            const Link& link = regridding.links[l];
            const double t = tonnes[link.source];
            if (!std::isnan(t)) {
                sum += t * link.part;
                data = true;
            }
        }
        if (data) {
            placed[cell.row * regridding.grid.columns() + cell.column] = sum;
        }
    }
    return placed;
}

RegriddedMass spread(const Regridding& regridding, std::span<const double> tonnes)
{
    std::vector<double> parts(tonnes.size(), 0.0);
    add_placed_parts(parts, regridding);
    return { placed_mass(regridding, tonnes), lost_mass(tonnes, parts) };
}

RegriddedMass spread(const Regridding& regridding, const CellWindow& window, std::size_t columns,
    std::span<const double> tonnes)
{
    double in_window = 0.0;
    for (const double t : tonnes) {
        in_window += std::isnan(t) ? 0.0 : t;
    }
    double of_sources = 0.0;
    std::vector<double> by_source;
    for (const Source& source : regridding.sources) {
        const std::size_t column = source.column >= window.column
            ? source.column - window.column
            : source.column + columns - window.column;
        const bool inside = source.row >= window.row && source.row - window.row < window.rows
            && column < window.columns;
        by_source.push_back(inside ? tonnes[(source.row - window.row) * window.columns + column]
                                   : std::numeric_limits<double>::quiet_NaN());
        of_sources += std::isnan(by_source.back()) ? 0.0 : by_source.back();
    }
    RegriddedMass result = spread(regridding, by_source);
    if (std::abs(in_window - of_sources) > rounding_of_parts * std::abs(in_window)) {
        result.lost_t += in_window - of_sources;
    }
    return result;
}

} // namespace cityflux
