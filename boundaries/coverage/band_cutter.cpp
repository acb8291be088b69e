#include "boundaries/coverage/band_cutter.h"

#include "grids/geometry/earth.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

namespace cityflux {
namespace {

/// Largest coverage fraction of a cell that does not count as intersecting.
constexpr double rounding = 1e-12;

/// Returns the passes or pieces, from a sorted list, whose member equals `value`.
template <typename T>
std::span<const T> find_equal(
    std::span<const T> sorted, std::int32_t T::*member, std::int32_t value)
{
    const auto first = std::lower_bound(sorted.begin(), sorted.end(), value,
        [&](const T& one, std::int32_t v) { return one.*member < v; });
    const auto last = std::upper_bound(
        first, sorted.end(), value, [&](std::int32_t v, const T& one) { return v < one.*member; });
    return { first, last };
}

} // namespace

struct BandCutter::CellRow {
    CellRow(const OutlineWalk& walk, std::int32_t the_row, RowLine& line_below, RowLine& line_above)
        : row(the_row)
        , below(line_below)
        , above(line_above)
        , pieces(find_equal(std::span(walk.pieces), &Piece::row, row))
        , passes(find_equal(std::span(walk.passes_of_rows), &Pass::band, row))
        , passes_below(find_equal(std::span(walk.passes_of_lines), &Pass::band, row))
        , passes_above(find_equal(std::span(walk.passes_of_lines), &Pass::band, row + 1))
    {
    }

    std::int32_t row;
    RowLine& below;
    RowLine& above;
    std::span<const Piece> pieces;
    std::span<const Pass> passes; ///< through the column lines
    std::span<const Pass> passes_below; ///< through the line below
    std::span<const Pass> passes_above;
};

struct BandCutter::CellBorder {
    std::array<CellSide, 4> sides;
    std::array<SideWinding, 4> windings;
};

BandCutter::BandCutter(const CuttingJob& job, Projection source, Projection target)
    : job_(job)
    , divider_(job.source_plane, std::move(source), std::move(target))
    , outline_(job.source_plane)
{
}

std::vector<CellPart> BandCutter::parts(std::int32_t first, std::int32_t end)
{
    const auto rows = static_cast<std::size_t>(end - first);
    lines_.resize(rows + 1);
    for (std::size_t r = 0; r <= rows; ++r) {
        set_winding(first + static_cast<std::int32_t>(r), lines_[r]);
    }
    std::vector<CellPart> parts;
    for (std::size_t r = 0; r < rows; ++r) {
        const std::int32_t row = first + static_cast<std::int32_t>(r);
        add_row(CellRow(job_.walk, row, lines_[r], lines_[r + 1]),
            wanted_cells(row, lines_[r], lines_[r + 1]), parts);
    }
    return parts;
}

void BandCutter::set_winding(std::int32_t row_line, RowLine& line) const
{
    line.winding.assign(corners(), 0);
    line.corners.resize(corners());
    line.sides.resize(corners());
    line.known_corner.assign(corners(), 0);
    line.known_side.assign(corners(), 0);
    const auto passes = find_equal(std::span(job_.walk.passes_of_lines), &Pass::band, row_line);
    int winding = 0;
    std::size_t next = 0;
    for (std::size_t c = 0; c < corners(); ++c) {
        for (; next < passes.size() && passes[next].place < column_of(c); ++next) {
            winding += passes[next].sign;
        }
        line.winding[c] = winding;
    }
}

std::vector<char> BandCutter::wanted_cells(
    std::int32_t row, const RowLine& below, const RowLine& above) const
{
    std::vector<char> wanted(static_cast<std::size_t>(job_.columns), 0);
    if (job_.wanted == PartsWanted::all) {
        for (std::size_t c = 0; c < wanted.size(); ++c) {
            wanted[c] = below.winding[c] != 0 || below.winding[c + 1] != 0 || above.winding[c] != 0
                || above.winding[c + 1] != 0;
        }
    }
    for (const Piece& piece : find_equal(std::span(job_.walk.pieces), &Piece::row, row)) {
        wanted[static_cast<std::size_t>(piece.column - job_.first_column)] = 1;
    }
    return wanted;
}

void BandCutter::need_corner(std::int32_t row_line, std::size_t c, RowLine& line) const
{
    if (!line.known_corner[c]) {
        line.corners[c] = divider_.spot_of({ job_.x[column_of(c)], job_.y[row_line] });
        line.known_corner[c] = 1;
    }
}

void BandCutter::need_row_side(std::int32_t row_line, std::size_t c, RowLine& line) const
{
    if (!line.known_side[c]) {
        need_corner(row_line, c, line);
        need_corner(row_line, c + 1, line);
        const double y = job_.y[row_line];
        divider_.divide({ { job_.x[column_of(c)], y }, { job_.x[column_of(c + 1)], y },
                            line.corners[c], line.corners[c + 1], true },
            line.sides[c]);
        line.known_side[c] = 1;
    }
}

void BandCutter::divide_column_side(
    const CellRow& cells, std::size_t corner, std::vector<SidePoint>& side) const
{
    const double x = job_.x[column_of(corner)];
    divider_.divide({ { x, job_.y[cells.row] }, { x, job_.y[cells.row + 1] },
                        cells.below.corners[corner], cells.above.corners[corner], false },
        side);
}

void BandCutter::add_row(
    const CellRow& cells, const std::vector<char>& wanted, std::vector<CellPart>& parts)
{
    std::size_t right_of = corners(); // corner whose column line is in `right_`
    for (std::size_t c = 0; c < wanted.size(); ++c) {
        if (!wanted[c]) {
            continue;
        }
        need_row_side(cells.row, c, cells.below);
        need_row_side(cells.row + 1, c, cells.above);
        if (right_of == c) {
            std::swap(left_, right_);
        } else {
            divide_column_side(cells, c, left_);
        }
        divide_column_side(cells, c + 1, right_);
        right_of = c + 1;
        if (auto part = cut_cell(cells, c)) {
            parts.push_back(*std::move(part));
        }
    }
}

BandCutter::CellBorder BandCutter::border_of(const CellRow& cells, std::size_t c) const
{
    const RowLine& below = cells.below;
    const RowLine& above = cells.above;
    const std::int32_t column = column_of(c);
    return { { CellSide { below.corners[c], below.sides[c], below.corners[c + 1], 1 },
                 CellSide { below.corners[c + 1], right_, above.corners[c + 1], 1 },
                 CellSide { above.corners[c], above.sides[c], above.corners[c + 1], -1 },
                 CellSide { below.corners[c], left_, above.corners[c], -1 } },
        { SideWinding { below.winding[c], find_equal(cells.passes_below, &Pass::place, column),
              below.winding[c + 1] },
            SideWinding { below.winding[c + 1], find_equal(cells.passes, &Pass::place, column + 1),
                above.winding[c + 1] },
            SideWinding { above.winding[c], find_equal(cells.passes_above, &Pass::place, column),
                above.winding[c + 1] },
            SideWinding { below.winding[c], find_equal(cells.passes, &Pass::place, column),
                above.winding[c] } } };
}

std::optional<CellPart> BandCutter::cut_cell(const CellRow& cells, std::size_t c)
{
    const std::int32_t column = column_of(c);
    const std::span<const Piece> inside = find_equal(cells.pieces, &Piece::column, column);
    const CellBorder border = border_of(cells, c);
    const Spot& reference = cells.below.corners[c];
    CellPart part;
    part.row = job_.y.stored(cells.row);
    part.column = job_.x.stored(column);
    part.whole = inside.empty();

    outline_.begin(reference);
    for (const CellSide& side : border.sides) {
        outline_.add_side(side, SideWinding {});
    }
    const double cell_area = std::abs(outline_.earth_area());
    part.area_m2 = cell_area * earth::area_per_degree_and_sine();
    if (job_.wanted == PartsWanted::partly_covered) {
        outline_.cover(part.cell);
    }

    outline_.begin(reference);
    for (std::size_t s = 0; s < border.sides.size(); ++s) {
        outline_.add_side(border.sides[s], border.windings[s]);
    }
    for (const Piece& piece : inside) {
        outline_.add_edges(
            std::span(job_.walk.spots).subspan(piece.first, piece.end - piece.first));
    }
    if (std::abs(outline_.earth_area()) <= rounding * cell_area) {
        return std::nullopt;
    }
    part.covered_m2 = outline_.earth_area() * earth::area_per_degree_and_sine();
    outline_.cover(part.part);
    return part;
}

} // namespace cityflux
