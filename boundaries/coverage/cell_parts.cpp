#include "boundaries/coverage/cell_parts.h"

#include "boundaries/coverage/edge_traversal.h"
#include "boundaries/coverage/grid_plane.h"
#include "boundaries/coverage/outline_walk.h"
#include "grids/geometry/earth.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>
#include <span>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

/// Number of target rows in a band.
constexpr std::size_t rows_of_band = 8;
/// Largest error of the border of a target cell, relative to its length.
constexpr double tolerance_of_border = 1e-6;
/// Largest coverage fraction of a cell that does not count as intersecting.
constexpr double rounding = 1e-12;

/// Returns the passes or pieces, from a sorted list, whose member equals `value`.
template <typename T>
std::span<const T> with(std::span<const T> sorted, std::int32_t T::*member, std::int32_t value)
{
    const auto first = std::lower_bound(sorted.begin(), sorted.end(), value,
        [&](const T& one, std::int32_t v) { return one.*member < v; });
    const auto last = std::upper_bound(
        first, sorted.end(), value, [&](std::int32_t v, const T& one) { return v < one.*member; });
    return { first, last };
}

/// Inputs shared by all threads.
struct Job {
    const GridPlane& source_plane;
    const GridLines& x;
    const GridLines& y;
    const OutlineWalk& walk;
    PartsWanted wanted;
    std::int32_t first_column = 0; ///< first of the columns that the city may intersect
    std::int32_t columns = 0;
};

/// Point between two corners on a side of a cell, with its coordinate along the side.
struct SidePoint {
    double coordinate = 0.0;
    Spot spot;
};
using Side = std::vector<SidePoint>;

/// Line between two rows of target cells: corners, and sides between them, next to intersecting
/// cells. `winding` holds the city's winding number around each corner.
struct RowLine {
    std::vector<int> winding;
    std::vector<Spot> corners;
    std::vector<Side> sides;
    std::vector<char> known_corner;
    std::vector<char> known_side;
};

/// Worker that cuts one band after the other; one for each thread.
class BandWorker {
public:
    BandWorker(const Job& job, Projection source, Projection target)
        : job_(job)
        , source_(std::move(source))
        , target_(std::move(target))
        , traversal_(job.source_plane)
        , source_world_(job.source_plane.world_width())
    {
    }

    /// Returns the parts in rows [first, end) of the target grid.
    std::vector<CellPart> parts(std::int32_t first, std::int32_t end)
    {
        std::vector<CellPart> parts;
        lines_.resize(static_cast<std::size_t>(end - first) + 1);
        touched_.resize(static_cast<std::size_t>(end - first));
        for (std::int32_t r = first; r <= end; ++r) {
            wind(r, line(r - first));
        }
        for (std::int32_t r = first; r < end; ++r) {
            touch(r, line(r - first), line(r - first + 1),
                touched_[static_cast<std::size_t>(r - first)]);
        }
        for (std::int32_t r = first; r < end; ++r) {
            add_row(r, line(r - first), line(r - first + 1),
                touched_[static_cast<std::size_t>(r - first)], parts);
        }
        return parts;
    }

private:
    RowLine& line(std::int32_t index) { return lines_[static_cast<std::size_t>(index)]; }
    std::size_t corners() const { return static_cast<std::size_t>(job_.columns) + 1; }
    std::int32_t column_of(std::size_t index) const
    {
        return job_.first_column + static_cast<std::int32_t>(index);
    }

    /// Computes the winding numbers of the city around the corners of a row line.
    void wind(std::int32_t row_line, RowLine& line) const
    {
        line.winding.assign(corners(), 0);
        line.corners.resize(corners());
        line.sides.resize(corners());
        line.known_corner.assign(corners(), 0);
        line.known_side.assign(corners(), 0);
        const auto passes = with(std::span(job_.walk.passes_of_lines), &Pass::band, row_line);
        int winding = 0;
        std::size_t next = 0;
        for (std::size_t c = 0; c < corners(); ++c) {
            for (; next < passes.size() && passes[next].place < column_of(c); ++next) {
                winding += passes[next].sign;
            }
            line.winding[c] = winding;
        }
    }

    /// Marks the cells of a row that the city intersects.
    void touch(std::int32_t row, const RowLine& below, const RowLine& above,
        std::vector<char>& touched) const
    {
        touched.assign(static_cast<std::size_t>(job_.columns), 0);
        for (std::size_t c = 0; c < touched.size(); ++c) {
            touched[c] = below.winding[c] != 0 || below.winding[c + 1] != 0 || above.winding[c] != 0
                || above.winding[c + 1] != 0;
        }
        for (const Piece& piece : with(std::span(job_.walk.pieces), &Piece::row, row)) {
            touched[static_cast<std::size_t>(piece.column - job_.first_column)] = 1;
        }
        if (job_.wanted == PartsWanted::partly_covered) {
            touched.assign(touched.size(), 0);
            for (const Piece& piece : with(std::span(job_.walk.pieces), &Piece::row, row)) {
                touched[static_cast<std::size_t>(piece.column - job_.first_column)] = 1;
            }
        }
    }

    Spot spot_of(Point place) const
    {
        const Point longitude_latitude = target_.to_wgs84(place);
        return { job_.source_plane.image(longitude_latitude, source_),
            on_earth(longitude_latitude) };
    }

    void need_corner(std::int32_t row_line, std::size_t c, RowLine& line) const
    {
        if (!line.known_corner[c]) {
            line.corners[c] = spot_of({ job_.x[column_of(c)], job_.y[row_line] });
            line.known_corner[c] = 1;
        }
    }

    void need_row_side(std::int32_t row_line, std::size_t c, RowLine& line) const
    {
        if (!line.known_side[c]) {
            need_corner(row_line, c, line);
            need_corner(row_line, c + 1, line);
            divide({ job_.x[column_of(c)], job_.y[row_line] },
                { job_.x[column_of(c + 1)], job_.y[row_line] }, true, line.corners[c],
                line.corners[c + 1], line.sides[c]);
            line.known_side[c] = 1;
        }
    }

    /// Computes the points that a side between two corners needs to be straight in the source
    /// plane.
    void divide(
        Point a, Point b, bool along_x, const Spot& at_a, const Spot& at_b, Side& side) const
    {
        side.clear();
        const auto at = [&](double t) {
            const Point place = between(a, b, t);
            return SidePoint { along_x ? place.x : place.y, spot_of(place) };
        };
        const SidePoint middle = at(0.5);
        // Scale distances to the unit sphere if x is a longitude in degrees and y a sine of
        // latitude.
        const bool degrees = source_world_ > 0.0;
        const double cosine = degrees
            ? std::max(1e-3, std::sqrt(std::max(0.0, 1.0 - at_a.source.y * at_a.source.y)))
            : 1.0;
        const double sx = degrees ? cosine * std::numbers::pi / 180.0 : 1.0;
        const double sy = 1.0 / cosine;
        const auto beside = [&](const Spot& spot) {
            return Point { near(spot.source.x, at_a.source.x, source_world_), spot.source.y };
        };
        const Point end = beside(at_b);
        const double off = distance_from_chord(beside(middle.spot), at_a.source, end, sx, sy);
        const double length
            = std::hypot((end.x - at_a.source.x) * sx, (end.y - at_a.source.y) * sy);
        const double tolerance
            = std::max(job_.source_plane.tolerance(), tolerance_of_border * length);
        if (off <= tolerance) {
            return;
        }
        // Each halving reduces the distance to a quarter.
        const int halvings
            = std::clamp(static_cast<int>(std::ceil(0.5 * std::log2(off / tolerance))), 1, 8);
        const int pieces = 1 << halvings;
        for (int k = 1; k < pieces; ++k) {
            side.push_back(2 * k == pieces ? middle : at(static_cast<double>(k) / pieces));
        }
    }

    void add_row(std::int32_t row, RowLine& below, RowLine& above, const std::vector<char>& touched,
        std::vector<CellPart>& parts)
    {
        const auto pieces = with(std::span(job_.walk.pieces), &Piece::row, row);
        const auto row_passes = with(std::span(job_.walk.passes_of_rows), &Pass::band, row);
        const auto passes_below = with(std::span(job_.walk.passes_of_lines), &Pass::band, row);
        const auto passes_above = with(std::span(job_.walk.passes_of_lines), &Pass::band, row + 1);
        Side left;
        Side right;
        std::size_t right_of = corners(); // corner whose column line is in `right`
        for (std::size_t c = 0; c < touched.size(); ++c) {
            if (!touched[c]) {
                continue;
            }
            need_row_side(row, c, below);
            need_row_side(row + 1, c, above);
            const auto column_side = [&](std::size_t corner, Side& side) {
                const double x = job_.x[column_of(corner)];
                divide({ x, job_.y[row] }, { x, job_.y[row + 1] }, false, below.corners[corner],
                    above.corners[corner], side);
            };
            if (right_of == c) {
                std::swap(left, right);
            } else {
                column_side(c, left);
            }
            column_side(c + 1, right);
            right_of = c + 1;

            const std::int32_t column = column_of(c);
            const auto inside = with(pieces, &Piece::column, column);
            CellPart part;
            part.row = job_.y.stored(row);
            part.column = job_.x.stored(column);
            part.whole = inside.empty();
            const std::span<const Pass> none;
            const auto outline = [&](bool of_city) {
                add_side(below.corners[c], below.sides[c], below.corners[c + 1],
                    of_city ? below.winding[c] : 1,
                    of_city ? with(passes_below, &Pass::place, column) : none,
                    of_city ? below.winding[c + 1] : 1, 1);
                add_side(below.corners[c + 1], right, above.corners[c + 1],
                    of_city ? below.winding[c + 1] : 1,
                    of_city ? with(row_passes, &Pass::place, column + 1) : none,
                    of_city ? above.winding[c + 1] : 1, 1);
                add_side(above.corners[c], above.sides[c], above.corners[c + 1],
                    of_city ? above.winding[c] : 1,
                    of_city ? with(passes_above, &Pass::place, column) : none,
                    of_city ? above.winding[c + 1] : 1, -1);
                add_side(below.corners[c], left, above.corners[c], of_city ? below.winding[c] : 1,
                    of_city ? with(row_passes, &Pass::place, column) : none,
                    of_city ? above.winding[c] : 1, -1);
            };

            begin_chain(below.corners[c]);
            outline(false);
            const double cell_area = std::abs(earth_area_);
            part.area_m2 = cell_area * earth::area_per_degree_and_sine();
            if (job_.wanted == PartsWanted::partly_covered) {
                take_chain(part.cell);
            }
            begin_chain(below.corners[c]);
            outline(true);
            for (const Piece& piece : inside) {
                for (std::size_t i = piece.first; i + 1 < piece.end; ++i) {
                    add_edge(job_.walk.spots[i], job_.walk.spots[i + 1]);
                }
            }
            if (std::abs(earth_area_) <= rounding * cell_area) {
                continue; // the outline only touches the border of the cell
            }
            part.covered_m2 = earth_area_ * earth::area_per_degree_and_sine();
            take_chain(part.part);
            parts.push_back(std::move(part));
        }
    }

    void begin_chain(const Spot& reference)
    {
        chain_.clear();
        reference_ = reference;
        earth_area_ = 0.0;
        chain_area_ = 0.0;
        box_ = { reference.source.x, reference.source.y, reference.source.x, reference.source.y };
    }

    Spot beside_reference(const Spot& spot) const
    {
        return { { near(spot.source.x, reference_.source.x, source_world_), spot.source.y },
            { near(spot.earth.x, reference_.earth.x, 360.0), spot.earth.y } };
    }

    void add_edge(const Spot& from, const Spot& to)
    {
        const Spot a = beside_reference(from);
        const Spot b = beside_reference(to);
        const auto swept = [](Point o, Point p, Point q) {
            return 0.5 * ((p.x - o.x) * (q.y - o.y) - (q.x - o.x) * (p.y - o.y));
        };
        earth_area_ += swept(reference_.earth, a.earth, b.earth);
        chain_area_ += swept(reference_.source, a.source, b.source);
        chain_.push_back({ a.source, b.source });
        for (const Point& p : { a.source, b.source }) {
            box_ = { std::min(box_.min_x, p.x), std::min(box_.min_y, p.y),
                std::max(box_.max_x, p.x), std::max(box_.max_y, p.y) };
        }
    }

    /// Adds the segments of a cell side that bound the city, repeated by the winding number between
    /// two passes. `direction` is the direction of the side in the counter-clockwise outline of the
    /// cell. Throws std::logic_error if the winding number does not end as `winding_at_end`.
    void add_side(const Spot& a, const Side& side, const Spot& b, int winding,
        std::span<const Pass> passes, int winding_at_end, int direction)
    {
        const double everything = std::numeric_limits<double>::infinity();
        double low = -everything;
        Spot from = a;
        const auto add_until = [&](double high, const Spot& to) {
            for (int n = 0; n < std::abs(winding); ++n) {
                const bool forward = winding * direction > 0;
                Spot last = from;
                const auto on = [&](const Spot& spot) {
                    add_edge(forward ? last : spot, forward ? spot : last);
                    last = spot;
                };
                for (const SidePoint& point : side) {
                    if (point.coordinate > low && point.coordinate < high) {
                        on(point.spot);
                    }
                }
                on(to);
            }
        };
        for (const Pass& pass : passes) {
            add_until(pass.coordinate, pass.spot);
            low = pass.coordinate;
            from = pass.spot;
            winding += pass.sign;
        }
        if (winding != winding_at_end) {
            throw std::logic_error(fmt::format("an outline winds {} times around a corner of cells "
                                               "along its row, {} times along its column",
                winding_at_end, winding));
        }
        add_until(everything, b);
    }

    void take_chain(CityCoverage& out)
    {
        out.plane_area = chain_area_;
        for (const double shift : shifts_onto_grid(box_, job_.source_plane)) {
            for (const auto& [a, b] : chain_) {
                traversal_.add_edge({ a.x + shift, a.y }, { b.x + shift, b.y });
            }
        }
        const double on_grid = traversal_.take(std::abs(chain_area_), Slivers::kept, out);
        out.share_on_grid = chain_area_ == 0.0 ? 0.0 : on_grid / chain_area_;
    }

    const Job& job_;
    Projection source_;
    Projection target_;
    EdgeTraversal traversal_;
    double source_world_;
    std::vector<RowLine> lines_;
    std::vector<std::vector<char>> touched_;
    std::vector<std::pair<Point, Point>> chain_; ///< edges that enclose a part, in the source plane
    Spot reference_;
    double earth_area_ = 0.0;
    double chain_area_ = 0.0;
    Box box_;
};

} // namespace

struct CellCutter::Grids {
    Grids(const Grid& the_source, const Grid& the_target)
        : source(the_source)
        , target(the_target)
        , source_plane(source)
        , x(target.x)
        , y(target.y)
        , source_projection(*source.crs)
        , target_projection(*target.crs)
    {
    }

    Projection copy_of(const Projection& projection)
    {
        const std::lock_guard guard(copying);
        return projection.copy();
    }

    Grid source;
    Grid target;
    GridPlane source_plane;
    GridLines x;
    GridLines y;
    std::mutex copying; ///< lock for copying the projections
    Projection source_projection;
    Projection target_projection;
};

CellCutter::CellCutter(const Grid& source, const Grid& target)
{
    if (target.crs->kind != CrsKind::projected && std::abs(target.x.step()) >= 180.0) {
        throw InputError(ProblemCode::unsupported, "target grid",
            fmt::format("unsupported width of cells: {:.6g} degrees (allowed: below 180, half the "
                        "way around the Earth)",
                std::abs(target.x.step())),
            "choose a grid with narrower cells");
    }
    grids_ = std::make_unique<Grids>(source, target);
}

CellCutter::~CellCutter() = default;

std::size_t CellCutter::bands() const
{
    return CityCut::bands(grids_->target.rows());
}

struct CityCut::Walk {
    Walk(CellCutter::Grids& the_grids, OutlineWalk the_outline)
        : grids(the_grids)
        , outline(std::move(the_outline))
    {
    }

    CellCutter::Grids& grids;
    OutlineWalk outline;
};

CityCut::CityCut(std::unique_ptr<Walk> walk)
    : walk_(std::move(walk))
{
}

CityCut::~CityCut() = default;
CityCut::CityCut(CityCut&& other) noexcept = default;

CityCut CellCutter::begin(const MultiPolygon& city) const
{
    Grids& grids = *grids_;
    const Projection source = grids.copy_of(grids.source_projection);
    const Projection target = grids.copy_of(grids.target_projection);
    OutlineWalk outline;
    if (!city.empty()) {
        outline = walk_outline(city, { grids.source, source }, grids.source_plane,
            { grids.target, target }, grids.x, grids.y);
    }
    return CityCut(std::make_unique<CityCut::Walk>(grids, std::move(outline)));
}

double CellCutter::cut(const MultiPolygon& city, PartsWanted wanted, const TakeParts& take) const
{
    const CityCut walked = begin(city);
    walked.take(0, grids_->target.rows(), wanted, take);
    return walked.area_m2();
}

double CityCut::area_m2() const
{
    return walk_->outline.area * earth::area_per_degree_and_sine();
}

std::size_t CityCut::bands(std::size_t rows)
{
    return (rows + rows_of_band - 1) / rows_of_band;
}

void CityCut::visit_passed(
    const std::function<void(std::size_t row, std::size_t column)>& visit) const
{
    const CellCutter::Grids& grids = walk_->grids;
    for (const Piece& piece : walk_->outline.pieces) {
        visit(grids.y.stored(piece.row), grids.x.stored(piece.column));
    }
}

void CityCut::take(
    std::size_t first, std::size_t rows, PartsWanted wanted, const TakeParts& take) const
{
    CellCutter::Grids& grids = walk_->grids;
    const OutlineWalk& walk = walk_->outline;
    // Rows below are in the order of the lines.
    const auto begin
        = static_cast<std::int32_t>(grids.y.reversed ? grids.target.rows() - first - rows : first);
    const std::int32_t end = begin + static_cast<std::int32_t>(rows);
    const std::int32_t first_row = std::max(walk.first_row, begin);
    const std::int32_t end_row = std::min(walk.last_row, end - 1) + 1;
    const std::int32_t first_column = std::max(walk.first_column, 0);
    const std::int32_t last_column = std::min(walk.last_column, grids.x.cells() - 1);
    if (first_row >= end_row || first_column > last_column) {
        return;
    }
    const Job job { grids.source_plane, grids.x, grids.y, walk, wanted, first_column,
        last_column - first_column + 1 };
    tbb::enumerable_thread_specific<BandWorker> workers([&] {
        return BandWorker(
            job, grids.copy_of(grids.source_projection), grids.copy_of(grids.target_projection));
    });
    const auto size = static_cast<std::int32_t>(rows_of_band);
    tbb::parallel_for(
        (first_row - begin) / size, (end_row - 1 - begin) / size + 1, [&](std::int32_t band) {
            const std::int32_t of_band = begin + band * size;
            take(static_cast<std::size_t>(band),
                workers.local().parts(
                    std::max(of_band, first_row), std::min(of_band + size, end_row)));
        });
}

} // namespace cityflux
