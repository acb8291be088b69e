#include "boundaries/cell_parts.h"

#include "boundaries/edge_traversal.h"
#include "boundaries/grid_plane.h"
#include "grids/earth.h"
#include "grids/error.h"

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

/// Rows of the target grid that are worked on together.
constexpr std::size_t rows_of_band = 8;
/// How far an edge of the city, or the border of a target cell, may be from where it should be, as a part of the cell.
constexpr double tolerance_of_cell = 1e-6;
/// A cell covered by no more than this is not touched.
constexpr double rounding = 1e-12;

/// A place in the plane of the source grid and in that of longitude (degrees) and authalic sine, where areas are true.
struct Spot {
    Point source;
    Point earth;
};

Point between(Point a, Point b, double t)
{
    return { a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };
}

/// Along what an edge meets a line between cells: a line of constant x or y in both planes, or any other.
enum class Line { any, constant_x, constant_y };

/// The point of the edge from a to b that is next to p, or that lies on the line through p.
Point meeting(Point p, Point a, Point b, Line line)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    if (line == Line::constant_x && dx != 0.0) {
        return { p.x, between(a, b, std::clamp((p.x - a.x) / dx, 0.0, 1.0)).y };
    }
    if (line == Line::constant_y && dy != 0.0) {
        return { between(a, b, std::clamp((p.y - a.y) / dy, 0.0, 1.0)).x, p.y };
    }
    const double square = dx * dx + dy * dy;
    const double t = square == 0.0 ? 0.0 : ((p.x - a.x) * dx + (p.y - a.y) * dy) / square;
    return between(a, b, std::clamp(t, 0.0, 1.0));
}

Point on_earth(Point longitude_latitude)
{
    return { longitude_latitude.x, earth::authalic_sine(longitude_latitude.y) };
}

/// x moved by whole worlds next to `reference`; as it is where the plane does not repeat.
double near(double x, double reference, double world_width)
{
    return world_width == 0.0 ? x : x - world_width * std::round((x - reference) / world_width);
}

/// Distance of p from the line through a and b, all stretched by (sx, sy).
double distance_from_chord(Point p, Point a, Point b, double sx, double sy)
{
    const double dx = (b.x - a.x) * sx;
    const double dy = (b.y - a.y) * sy;
    const double px = (p.x - a.x) * sx;
    const double py = (p.y - a.y) * sy;
    const double chord = std::hypot(dx, dy);
    return chord == 0.0 ? std::hypot(px, py) : std::abs(px * dy - py * dx) / chord;
}

/// The lines between the cells of a grid, in its own coordinates, ascending.
struct Lines {
    std::vector<double> at;
    bool reversed = false; ///< whether the file stores the cells in descending order
    double step = 0.0;

    explicit Lines(const Axis& axis)
        : reversed(axis.step() < 0.0)
        , step(std::abs(axis.step()))
    {
        for (std::size_t i = 0; i <= axis.count(); ++i) {
            at.push_back(axis.edge(i));
        }
        if (reversed) {
            std::reverse(at.begin(), at.end());
        }
    }

    std::int32_t cells() const { return static_cast<std::int32_t>(at.size()) - 1; }
    double operator[](std::int32_t line) const { return at[static_cast<std::size_t>(line)]; }
    /// The cell of a coordinate, on a line the upper one; -1 and cells() are off the grid.
    std::int32_t cell_of(double x) const
    {
        return static_cast<std::int32_t>(std::upper_bound(at.begin(), at.end(), x) - at.begin()) - 1;
    }
    std::uint32_t stored(std::int32_t cell) const { return static_cast<std::uint32_t>(reversed ? cells() - 1 - cell : cell); }
};

/// Where the outline passes a line between two cells. Of a row line: the line, the column it passes in, x, and +1 where the
/// city begins to the right of it; of a column line: the row, the line, y, and +1 where the city begins above it.
struct Pass {
    std::int32_t band = 0;
    std::int32_t place = 0;
    double coordinate = 0.0;
    int sign = 0;
    Spot spot;
};

/// A piece of the outline within one target cell: points [first, end) of the walk.
struct Piece {
    std::int32_t row = 0;
    std::int32_t column = 0;
    std::size_t first = 0;
    std::size_t end = 0;
};

/// The outline of a city, walked from target cell to target cell. Every step leads to a cell beside, so that how often the
/// outline winds around a corner of cells is the same along rows and along columns, whatever the rounding.
class Walk {
public:
    Walk(const MultiPolygon& city, const Grid& source_grid, const GridPlane& source_plane, const Projection& source,
        const Grid& target, const Projection& projection, const Lines& x, const Lines& y)
        : x_(x)
        , y_(y)
        , source_plane_(source_plane)
        , source_(source)
        , projection_(projection)
        , parallel_to_source_(source_grid.crs->is_wgs84() && target.crs->is_wgs84())
        , parallel_to_earth_(target.crs->is_wgs84())
        , straight_(target.crs->is_wgs84())
        , world_width_(target.crs->kind == CrsKind::projected ? 0.0 : 360.0)
        , tolerance_(tolerance_of_cell * std::min(x.step, y.step))
    {
        const PlaneOutline outline = source_plane.outline(city, source);
        for (std::size_t p = 0; p < outline.image.size(); ++p) {
            const Polygon& image = outline.image[p];
            const Polygon& points = outline.longitude_latitude[p];
            add_ring(points.outer, image.outer);
            for (std::size_t h = 0; h < image.holes.size(); ++h) {
                add_ring(points.holes[h], image.holes[h]);
            }
        }
        const auto earlier = [](const Pass& a, const Pass& b) {
            return a.band != b.band ? a.band < b.band : a.place != b.place ? a.place < b.place : a.coordinate < b.coordinate;
        };
        std::stable_sort(passes_of_rows.begin(), passes_of_rows.end(), earlier);
        std::stable_sort(passes_of_lines.begin(), passes_of_lines.end(), earlier);
        std::stable_sort(pieces.begin(), pieces.end(),
            [](const Piece& a, const Piece& b) { return a.row != b.row ? a.row < b.row : a.column < b.column; });
    }

    std::vector<Spot> spots;
    std::vector<Piece> pieces; ///< on the grid; by row, then column
    std::vector<Pass> passes_of_rows; ///< of column lines, by row
    std::vector<Pass> passes_of_lines; ///< of row lines, by line
    double area = 0.0; ///< of the city, in degrees times authalic sine
    /// Cells of the grid between which the city lies; may be off the grid.
    std::int32_t first_row = std::numeric_limits<std::int32_t>::max();
    std::int32_t last_row = std::numeric_limits<std::int32_t>::min();
    std::int32_t first_column = std::numeric_limits<std::int32_t>::max();
    std::int32_t last_column = std::numeric_limits<std::int32_t>::min();

private:
    struct Stop {
        Spot spot;
        Point place; ///< in the target grid's coordinates
    };

    void add_ring(const Ring& points, const Ring& image)
    {
        std::vector<Stop> stops;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Stop here { { image[i], on_earth(points[i]) }, place_of(points[i], stops) };
            if (i > 0) {
                refine(points[i - 1], stops.back(), points[i], here, 16, stops);
            }
            stops.push_back(here);
        }
        Stop first = stops.front();
        first.place.x = near(first.place.x, stops.back().place.x, world_width_);
        if (std::abs(first.place.x - stops.front().place.x) > 1.0 && world_width_ > 0.0) {
            throw InputError(
                "the city goes around a pole of the target grid's coordinates, where its columns meet; choose a map "
                "projection for the target grid");
        }
        refine(points.back(), stops.back(), points.front(), first, 16, stops);
        stops.push_back(first);
        for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
            const Point a = stops[i].spot.earth;
            const Point b = stops[i + 1].spot.earth;
            const Point o = stops.front().spot.earth;
            area += 0.5 * ((a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y));
        }
        for (const double shift : shifts(stops)) {
            walk(stops, shift);
        }
    }

    Point place_of(Point longitude_latitude, const std::vector<Stop>& before) const
    {
        Point place = projection_.to_plane(longitude_latitude);
        if (!before.empty()) {
            place.x = near(place.x, before.back().place.x, world_width_);
        }
        return place;
    }

    /// Adds what a straight edge in longitude and latitude needs to be straight among the target cells. Its places in the
    /// source grid stay on the outline as it is there.
    void refine(Point a, const Stop& at_a, Point b, const Stop& at_b, int depth, std::vector<Stop>& out) const
    {
        if (straight_ || depth == 0) {
            return;
        }
        const Point middle { 0.5 * (a.x + b.x), 0.5 * (a.y + b.y) };
        Stop stop { on_edge(at_a.spot, at_b.spot, middle, Line::any), projection_.to_plane(middle) };
        stop.place.x = near(stop.place.x, at_a.place.x, world_width_);
        if (distance_from_chord(stop.place, at_a.place, at_b.place, 1.0, 1.0) <= tolerance_) {
            return;
        }
        refine(a, at_a, middle, stop, depth - 1, out);
        out.push_back(stop);
        refine(middle, stop, b, at_b, depth - 1, out);
    }

    /// A point of an edge that is straight in the source plane, next to where it should be: edges run at other paces there.
    Spot on_edge(const Spot& a, const Spot& b, Point longitude_latitude, Line line) const
    {
        Point source = source_plane_.image(longitude_latitude, source_);
        source.x = near(source.x, 0.5 * (a.source.x + b.source.x), source_plane_.world_width());
        Point earth = on_earth(longitude_latitude);
        earth.x = near(earth.x, 0.5 * (a.earth.x + b.earth.x), 360.0);
        return { meeting(source, a.source, b.source, parallel_to_source_ ? line : Line::any),
            meeting(earth, a.earth, b.earth, parallel_to_earth_ ? line : Line::any) };
    }

    /// Shifts by whole worlds that bring a ring onto the grid.
    std::vector<double> shifts(const std::vector<Stop>& stops) const
    {
        if (world_width_ == 0.0) {
            return { 0.0 };
        }
        const auto [low, high] = std::minmax_element(
            stops.begin(), stops.end(), [](const Stop& a, const Stop& b) { return a.place.x < b.place.x; });
        std::vector<double> shifts;
        const double first = std::ceil((x_.at.front() - high->place.x) / world_width_);
        const double last = std::floor((x_.at.back() - low->place.x) / world_width_);
        for (double k = first; k <= last; k += 1.0) {
            shifts.push_back(k * world_width_);
        }
        return shifts;
    }

    void walk(const std::vector<Stop>& stops, double shift)
    {
        row_ = y_.cell_of(stops.front().place.y);
        column_ = x_.cell_of(stops.front().place.x + shift);
        begin_piece(stops.front().spot);
        for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
            const Point a { stops[i].place.x + shift, stops[i].place.y };
            const Point b { stops[i + 1].place.x + shift, stops[i + 1].place.y };
            step(stops[i].spot, a, stops[i + 1].spot, b);
        }
        end_piece();
    }

    /// Along a straight edge from the cell of `a` to that of `b`.
    void step(const Spot& spot_a, Point a, const Spot& spot_b, Point b)
    {
        const std::int32_t row = y_.cell_of(b.y);
        const std::int32_t column = x_.cell_of(b.x);
        while (row_ != row || column_ != column) {
            const bool up = row > row_;
            const bool right = column > column_;
            const std::int32_t row_line = up ? row_ + 1 : row_;
            const std::int32_t column_line = right ? column_ + 1 : column_;
            const double to_row = row == row_ ? 2.0 : std::clamp((y_[row_line] - a.y) / (b.y - a.y), 0.0, 1.0);
            const double to_column = column == column_ ? 2.0 : std::clamp((x_[column_line] - a.x) / (b.x - a.x), 0.0, 1.0);
            const double t = std::min(to_row, to_column);
            const bool passes_column_line = to_column <= to_row;
            Point place = between(a, b, t);
            (passes_column_line ? place.x : place.y) = passes_column_line ? x_[column_line] : y_[row_line];
            const Spot spot = on_edge(
                spot_a, spot_b, projection_.to_wgs84(place), passes_column_line ? Line::constant_x : Line::constant_y);
            end_piece(spot);
            if (passes_column_line) {
                if (row_ >= 0 && row_ < y_.cells()) {
                    passes_of_rows.push_back({ row_, column_line, place.y, right ? 1 : -1, spot });
                }
                column_ += right ? 1 : -1;
            } else {
                if (column_ < x_.cells()) {
                    passes_of_lines.push_back({ row_line, column_, place.x, up ? -1 : 1, spot });
                }
                row_ += up ? 1 : -1;
            }
            begin_piece(spot);
        }
        spots.push_back(spot_b);
    }

    void begin_piece(const Spot& spot)
    {
        begun_ = spots.size();
        spots.push_back(spot);
        first_row = std::min(first_row, row_);
        last_row = std::max(last_row, row_);
        first_column = std::min(first_column, column_);
        last_column = std::max(last_column, column_);
    }

    void end_piece(const Spot& spot)
    {
        spots.push_back(spot);
        end_piece();
    }

    void end_piece()
    {
        if (row_ >= 0 && row_ < y_.cells() && column_ >= 0 && column_ < x_.cells()) {
            pieces.push_back({ row_, column_, begun_, spots.size() });
        } else {
            spots.resize(begun_);
        }
    }

    const Lines& x_;
    const Lines& y_;
    const GridPlane& source_plane_;
    const Projection& source_; ///< of the source plane
    const Projection& projection_; ///< of the target grid
    bool parallel_to_source_; ///< whether lines of constant x, and of constant y, are so in the source plane
    bool parallel_to_earth_;
    bool straight_; ///< whether edges straight in longitude and latitude are so among the target cells
    double world_width_;
    double tolerance_;
    std::int32_t row_ = 0;
    std::int32_t column_ = 0;
    std::size_t begun_ = 0;
};

/// Those of sorted passes or pieces that have the same value of a member.
template <typename T> std::span<const T> with(std::span<const T> sorted, std::int32_t T::*member, std::int32_t value)
{
    const auto first
        = std::lower_bound(sorted.begin(), sorted.end(), value, [&](const T& one, std::int32_t v) { return one.*member < v; });
    const auto last
        = std::upper_bound(first, sorted.end(), value, [&](std::int32_t v, const T& one) { return v < one.*member; });
    return { first, last };
}

/// What all threads share.
struct Job {
    const GridPlane& source_plane;
    const Lines& x;
    const Lines& y;
    const Walk& walk;
    PartsWanted wanted;
    std::int32_t first_column = 0; ///< of those that the city may touch
    std::int32_t columns = 0;
};

/// A side of a cell between two corners: points between them, with their coordinate along the side.
struct SidePoint {
    double coordinate = 0.0;
    Spot spot;
};
using Side = std::vector<SidePoint>;

/// A line between two rows of target cells: its corners and the sides between them, where cells beside it are touched, and how
/// often the city winds around each corner.
struct RowLine {
    std::vector<int> winding;
    std::vector<Spot> corners;
    std::vector<Side> sides;
    std::vector<char> known_corner;
    std::vector<char> known_side;
};

/// Works on one band after the other; one for each thread.
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

    /// Parts of the rows [first, end) of the target grid.
    std::vector<CellPart> parts(std::int32_t first, std::int32_t end)
    {
        std::vector<CellPart> parts;
        lines_.resize(static_cast<std::size_t>(end - first) + 1);
        touched_.resize(static_cast<std::size_t>(end - first));
        for (std::int32_t r = first; r <= end; ++r) {
            wind(r, line(r - first));
        }
        for (std::int32_t r = first; r < end; ++r) {
            touch(r, line(r - first), line(r - first + 1), touched_[static_cast<std::size_t>(r - first)]);
        }
        for (std::int32_t r = first; r < end; ++r) {
            add_row(r, line(r - first), line(r - first + 1), touched_[static_cast<std::size_t>(r - first)], parts);
        }
        return parts;
    }

private:
    RowLine& line(std::int32_t index) { return lines_[static_cast<std::size_t>(index)]; }
    std::size_t corners() const { return static_cast<std::size_t>(job_.columns) + 1; }
    std::int32_t column_of(std::size_t index) const { return job_.first_column + static_cast<std::int32_t>(index); }

    /// How often the city winds around the corners of a row line.
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

    /// Which cells of a row the city touches.
    void touch(std::int32_t row, const RowLine& below, const RowLine& above, std::vector<char>& touched) const
    {
        touched.assign(static_cast<std::size_t>(job_.columns), 0);
        for (std::size_t c = 0; c < touched.size(); ++c) {
            touched[c]
                = below.winding[c] != 0 || below.winding[c + 1] != 0 || above.winding[c] != 0 || above.winding[c + 1] != 0;
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
        return { job_.source_plane.image(longitude_latitude, source_), on_earth(longitude_latitude) };
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
            divide({ job_.x[column_of(c)], job_.y[row_line] }, { job_.x[column_of(c + 1)], job_.y[row_line] }, true,
                line.corners[c], line.corners[c + 1], line.sides[c]);
            line.known_side[c] = 1;
        }
    }

    /// The points that a side between two corners needs to be straight in the source plane.
    void divide(Point a, Point b, bool along_x, const Spot& at_a, const Spot& at_b, Side& side) const
    {
        side.clear();
        const auto at = [&](double t) {
            const Point place = between(a, b, t);
            return SidePoint { along_x ? place.x : place.y, spot_of(place) };
        };
        const SidePoint middle = at(0.5);
        // Where x is a longitude in degrees and y a sine of latitude, distances are made true on the unit sphere.
        const bool degrees = source_world_ > 0.0;
        const double cosine = degrees ? std::max(1e-3, std::sqrt(std::max(0.0, 1.0 - at_a.source.y * at_a.source.y))) : 1.0;
        const double sx = degrees ? cosine * std::numbers::pi / 180.0 : 1.0;
        const double sy = 1.0 / cosine;
        const auto beside = [&](const Spot& spot) {
            return Point { near(spot.source.x, at_a.source.x, source_world_), spot.source.y };
        };
        const Point end = beside(at_b);
        const double off = distance_from_chord(beside(middle.spot), at_a.source, end, sx, sy);
        const double length = std::hypot((end.x - at_a.source.x) * sx, (end.y - at_a.source.y) * sy);
        const double tolerance = std::max(job_.source_plane.tolerance(), tolerance_of_cell * length);
        if (off <= tolerance) {
            return;
        }
        // The distance is a quarter with each halving.
        const int halvings = std::clamp(static_cast<int>(std::ceil(0.5 * std::log2(off / tolerance))), 1, 8);
        const int pieces = 1 << halvings;
        for (int k = 1; k < pieces; ++k) {
            side.push_back(2 * k == pieces ? middle : at(static_cast<double>(k) / pieces));
        }
    }

    void add_row(
        std::int32_t row, RowLine& below, RowLine& above, const std::vector<char>& touched, std::vector<CellPart>& parts)
    {
        const auto pieces = with(std::span(job_.walk.pieces), &Piece::row, row);
        const auto row_passes = with(std::span(job_.walk.passes_of_rows), &Pass::band, row);
        const auto passes_below = with(std::span(job_.walk.passes_of_lines), &Pass::band, row);
        const auto passes_above = with(std::span(job_.walk.passes_of_lines), &Pass::band, row + 1);
        Side left;
        Side right;
        std::size_t right_of = corners(); // the corner whose column line is in `right`
        for (std::size_t c = 0; c < touched.size(); ++c) {
            if (!touched[c]) {
                continue;
            }
            need_row_side(row, c, below);
            need_row_side(row + 1, c, above);
            const auto column_side = [&](std::size_t corner, Side& side) {
                const double x = job_.x[column_of(corner)];
                divide({ x, job_.y[row] }, { x, job_.y[row + 1] }, false, below.corners[corner], above.corners[corner], side);
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
                add_side(below.corners[c], below.sides[c], below.corners[c + 1], of_city ? below.winding[c] : 1,
                    of_city ? with(passes_below, &Pass::place, column) : none, of_city ? below.winding[c + 1] : 1, 1);
                add_side(below.corners[c + 1], right, above.corners[c + 1], of_city ? below.winding[c + 1] : 1,
                    of_city ? with(row_passes, &Pass::place, column + 1) : none, of_city ? above.winding[c + 1] : 1, 1);
                add_side(above.corners[c], above.sides[c], above.corners[c + 1], of_city ? above.winding[c] : 1,
                    of_city ? with(passes_above, &Pass::place, column) : none, of_city ? above.winding[c + 1] : 1, -1);
                add_side(below.corners[c], left, above.corners[c], of_city ? below.winding[c] : 1,
                    of_city ? with(row_passes, &Pass::place, column) : none, of_city ? above.winding[c] : 1, -1);
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
                continue; // the outline touches its border
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
        const auto swept
            = [](Point o, Point p, Point q) { return 0.5 * ((p.x - o.x) * (q.y - o.y) - (q.x - o.x) * (p.y - o.y)); };
        earth_area_ += swept(reference_.earth, a.earth, b.earth);
        chain_area_ += swept(reference_.source, a.source, b.source);
        chain_.push_back({ a.source, b.source });
        for (const Point& p : { a.source, b.source }) {
            box_ = { std::min(box_.min_x, p.x), std::min(box_.min_y, p.y), std::max(box_.max_x, p.x),
                std::max(box_.max_y, p.y) };
        }
    }

    /// What of a side bounds the city: between two passes as often as the city winds there. `direction` is that in which the
    /// outline of the cell runs counter-clockwise.
    void add_side(const Spot& a, const Side& side, const Spot& b, int winding, std::span<const Pass> passes, int winding_at_end,
        int direction)
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
            throw std::logic_error(
                fmt::format("an outline winds {} times around a corner of cells along its row, {} times along its column",
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

std::size_t bands_of(const Grid& target)
{
    return (target.rows() + rows_of_band - 1) / rows_of_band;
}

double cut_by_cells(const MultiPolygon& city, const Grid& source, const Grid& target, PartsWanted wanted, const TakeParts& take)
{
    if (city.empty()) {
        return 0.0;
    }
    const GridPlane source_plane(source);
    const Lines x(target.x);
    const Lines y(target.y);
    const Projection source_projection(*source.crs);
    const Projection target_projection(*target.crs);
    const Walk walk(city, source, source_plane, source_projection, target, target_projection, x, y);
    const double area_m2 = walk.area * earth::area_per_degree_and_sine();
    const std::int32_t first_row = std::max(walk.first_row, 0);
    const std::int32_t last_row = std::min(walk.last_row, y.cells() - 1);
    const std::int32_t first_column = std::max(walk.first_column, 0);
    const std::int32_t last_column = std::min(walk.last_column, x.cells() - 1);
    if (first_row > last_row || first_column > last_column) {
        return area_m2;
    }
    const Job job { source_plane, x, y, walk, wanted, first_column, last_column - first_column + 1 };
    std::mutex copying;
    tbb::enumerable_thread_specific<BandWorker> workers([&] {
        const std::lock_guard guard(copying);
        return BandWorker(job, source_projection.copy(), target_projection.copy());
    });
    const auto size = static_cast<std::int32_t>(rows_of_band);
    tbb::parallel_for(first_row / size, last_row / size + 1, [&](std::int32_t band) {
        take(static_cast<std::size_t>(band),
            workers.local().parts(std::max(band * size, first_row), std::min((band + 1) * size, last_row + 1)));
    });
    return area_m2;
}

} // namespace cityflux
