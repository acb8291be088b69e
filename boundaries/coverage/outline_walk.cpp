#include "boundaries/coverage/outline_walk.h"

#include "grids/geometry/earth.h"
#include "grids/text/error.h"

#include <utility>

namespace cityflux {
namespace {

/// Largest error of an edge of the city, relative to a target cell.
constexpr double tolerance_of_cell = 1e-6;

/// Kind of a line between cells that an edge crosses: a line of constant x or y in both planes, or
/// any other.
enum class Line { any, constant_x, constant_y };

/// Returns the point of edge ab that is nearest to p, or that lies on the line through p.
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

/// Walker of one ring after the other.
class Walker {
public:
    Walker(const PlacedGrid& source, const GridPlane& source_plane, const PlacedGrid& target,
        const GridLines& x, const GridLines& y)
        : x_(x)
        , y_(y)
        , source_plane_(source_plane)
        , source_(source.projection)
        , projection_(target.projection)
        , parallel_to_source_(source.grid.crs->is_wgs84() && target.grid.crs->is_wgs84())
        , parallel_to_earth_(target.grid.crs->is_wgs84())
        , straight_(target.grid.crs->is_wgs84())
        , world_width_(target.grid.crs->kind == CrsKind::projected ? 0.0 : 360.0)
        , rotated_world_(target.grid.crs->kind == CrsKind::rotated ? 360.0 : 0.0)
        , source_longitudes_(source.grid.crs->kind == CrsKind::geographic)
        , tolerance_(tolerance_of_cell * std::min(x.step, y.step))
    {
    }

    OutlineWalk walk(const MultiPolygon& city)
    {
        const PlaneOutline outline = source_plane_.outline(city, source_);
        for (std::size_t p = 0; p < outline.image.size(); ++p) {
            const Polygon& image = outline.image[p];
            const Polygon& points = outline.longitude_latitude[p];
            add_ring(points.outer, image.outer);
            for (std::size_t h = 0; h < image.holes.size(); ++h) {
                add_ring(points.holes[h], image.holes[h]);
            }
        }
        const auto earlier = [](const Pass& a, const Pass& b) {
            return a.band != b.band  ? a.band < b.band
                : a.place != b.place ? a.place < b.place
                                     : a.coordinate < b.coordinate;
        };
        std::stable_sort(out_.passes_of_rows.begin(), out_.passes_of_rows.end(), earlier);
        std::stable_sort(out_.passes_of_lines.begin(), out_.passes_of_lines.end(), earlier);
        std::stable_sort(
            out_.pieces.begin(), out_.pieces.end(), [](const Piece& a, const Piece& b) {
                return a.row != b.row ? a.row < b.row : a.column < b.column;
            });
        return std::move(out_);
    }

private:
    struct Stop {
        Spot spot;
        Point place; ///< point in the target grid's coordinates
    };

    void add_ring(const Ring& points, const Ring& image)
    {
        const auto stop_at = [&](std::size_t i, double before) {
            return Stop { { image[i], on_earth(points[i]) }, place_of(points[i], before) };
        };
        std::vector<Stop> stops { stop_at(0, 0.0) };
        for (std::size_t i = 1; i < points.size(); ++i) {
            const Stop here = stop_at(i, stops.back().place.x);
            refine(points[i - 1], stops.back(), points[i], here, 16, stops);
            stops.push_back(here);
        }
        Stop first = stops.front();
        first.place = place_of(points.front(), stops.back().place.x);
        if (std::abs(first.place.x - stops.front().place.x) > 0.5 * rotated_world_
            && rotated_world_ > 0.0) {
            throw InputError(ProblemCode::unsupported, "target grid",
                "unsupported outline: the city encloses a pole of the grid's coordinates, where "
                "its columns meet",
                { "choose a map projection, e.g. ", named(Setting::crs, "EPSG:3857") });
        }
        first.place = stops.front().place;
        refine(points.back(), stops.back(), points.front(), first, 16, stops);
        stops.push_back(first);
        for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
            const Point a = stops[i].spot.earth;
            const Point b = stops[i + 1].spot.earth;
            const Point o = stops.front().spot.earth;
            out_.area += 0.5 * ((a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y));
        }
        for (const double shift : shifts(stops)) {
            walk_ring(stops, shift);
        }
    }

    /// Returns a point in the target grid's coordinates. Longitudes are continuous like those of
    /// the outline; rotated longitudes are continuous from `before`.
    Point place_of(Point longitude_latitude, double before) const
    {
        Point place = projection_.to_plane(longitude_latitude);
        place.x = rotated_world_ > 0.0 ? near(place.x, before, rotated_world_)
                                       : near(place.x, longitude_latitude.x, world_width_);
        return place;
    }

    /// Adds the points that a straight edge in longitude and latitude needs to be straight among
    /// the target cells. Their spots stay on the outline in the source plane.
    void refine(Point a, const Stop& at_a, Point b, const Stop& at_b, int depth,
        std::vector<Stop>& out) const
    {
        if (straight_ || depth == 0) {
            return;
        }
        const Point middle { 0.5 * (a.x + b.x), 0.5 * (a.y + b.y) };
        const Stop stop { on_edge(at_a.spot, at_b.spot, middle, Line::any),
            place_of(middle, at_a.place.x) };
        if (distance_from_chord(stop.place, at_a.place, at_b.place, 1.0, 1.0) <= tolerance_) {
            return;
        }
        refine(a, at_a, middle, stop, depth - 1, out);
        out.push_back(stop);
        refine(middle, stop, b, at_b, depth - 1, out);
    }

    /// Returns the longitude and latitude of a point between two spots, with a longitude in the
    /// range of the outline.
    Point longitude_latitude_of(Point place, double shift, const Spot& a, const Spot& b) const
    {
        Point point = projection_.to_wgs84({ place.x - shift, place.y });
        if (world_width_ > 0.0 && rotated_world_ == 0.0) {
            point.x = near(point.x, place.x - shift, 360.0);
        } else {
            point.x = near(point.x, 0.5 * (a.earth.x + b.earth.x), 360.0);
        }
        return point;
    }

    /// Returns the spot on edge ab nearest to a point. The point itself may lie off the edge, which
    /// is straight in each plane.
    Spot on_edge(const Spot& a, const Spot& b, Point longitude_latitude, Line line) const
    {
        Point source = source_plane_.image(longitude_latitude, source_);
        source.x = near(source.x,
            source_longitudes_ ? longitude_latitude.x : 0.5 * (a.source.x + b.source.x),
            source_plane_.world_width());
        const Point earth = on_earth(longitude_latitude);
        return { meeting(source, a.source, b.source, parallel_to_source_ ? line : Line::any),
            meeting(earth, a.earth, b.earth, parallel_to_earth_ ? line : Line::any) };
    }

    /// Returns the shifts by whole worlds that move a ring onto the grid.
    std::vector<double> shifts(const std::vector<Stop>& stops) const
    {
        if (world_width_ == 0.0) {
            return { 0.0 };
        }
        const auto [low, high] = std::minmax_element(stops.begin(), stops.end(),
            [](const Stop& a, const Stop& b) { return a.place.x < b.place.x; });
        std::vector<double> shifts;
        const double first = std::ceil((x_.at.front() - high->place.x) / world_width_);
        const double last = std::floor((x_.at.back() - low->place.x) / world_width_);
        for (double k = first; k <= last; k += 1.0) {
            shifts.push_back(k * world_width_);
        }
        return shifts;
    }

    void walk_ring(const std::vector<Stop>& stops, double shift)
    {
        row_ = y_.cell_of(stops.front().place.y);
        column_ = x_.cell_of(stops.front().place.x + shift);
        begin_piece(stops.front().spot);
        for (std::size_t i = 0; i + 1 < stops.size(); ++i) {
            const Point a { stops[i].place.x + shift, stops[i].place.y };
            const Point b { stops[i + 1].place.x + shift, stops[i + 1].place.y };
            step(stops[i].spot, a, stops[i + 1].spot, b, shift);
        }
        end_piece();
    }

    /// Walks along a straight edge from the cell of `a` to that of `b`.
    void step(const Spot& spot_a, Point a, const Spot& spot_b, Point b, double shift)
    {
        const std::int32_t row = y_.cell_of(b.y);
        const std::int32_t column = x_.cell_of(b.x);
        while (row_ != row || column_ != column) {
            const bool up = row > row_;
            const bool right = column > column_;
            const std::int32_t row_line = up ? row_ + 1 : row_;
            const std::int32_t column_line = right ? column_ + 1 : column_;
            const double to_row
                = row == row_ ? 2.0 : std::clamp((y_[row_line] - a.y) / (b.y - a.y), 0.0, 1.0);
            const double to_column = column == column_
                ? 2.0
                : std::clamp((x_[column_line] - a.x) / (b.x - a.x), 0.0, 1.0);
            const double t = std::min(to_row, to_column);
            const bool passes_column_line = to_column <= to_row;
            Point place = between(a, b, t);
            (passes_column_line ? place.x : place.y)
                = passes_column_line ? x_[column_line] : y_[row_line];
            const Spot spot
                = on_edge(spot_a, spot_b, longitude_latitude_of(place, shift, spot_a, spot_b),
                    passes_column_line ? Line::constant_x : Line::constant_y);
            end_piece(spot);
            if (passes_column_line) {
                if (row_ >= 0 && row_ < y_.cells()) {
                    out_.passes_of_rows.push_back(
                        { row_, column_line, place.y, right ? 1 : -1, spot });
                }
                column_ += right ? 1 : -1;
            } else {
                if (column_ < x_.cells()) {
                    out_.passes_of_lines.push_back(
                        { row_line, column_, place.x, up ? -1 : 1, spot });
                }
                row_ += up ? 1 : -1;
            }
            begin_piece(spot);
        }
        out_.spots.push_back(spot_b);
    }

    void begin_piece(const Spot& spot)
    {
        begun_ = out_.spots.size();
        out_.spots.push_back(spot);
        out_.first_row = std::min(out_.first_row, row_);
        out_.last_row = std::max(out_.last_row, row_);
        out_.first_column = std::min(out_.first_column, column_);
        out_.last_column = std::max(out_.last_column, column_);
    }

    void end_piece(const Spot& spot)
    {
        out_.spots.push_back(spot);
        end_piece();
    }

    void end_piece()
    {
        if (row_ >= 0 && row_ < y_.cells() && column_ >= 0 && column_ < x_.cells()) {
            out_.pieces.push_back({ row_, column_, begun_, out_.spots.size() });
        } else {
            out_.spots.resize(begun_);
        }
    }

    const GridLines& x_;
    const GridLines& y_;
    const GridPlane& source_plane_;
    const Projection& source_; ///< projection of the source plane
    const Projection& projection_; ///< projection of the target grid
    bool parallel_to_source_; ///< true if lines of constant x, and of constant y, are also constant
                              ///< in the source plane
    bool parallel_to_earth_;
    bool straight_; ///< true if edges straight in longitude and latitude are straight among the
                    ///< target cells
    double world_width_;
    double rotated_world_; ///< world_width_ if x is not a longitude of the outline, otherwise 0
    bool source_longitudes_; ///< true if x in the source plane is a longitude of the outline
    double tolerance_;
    std::int32_t row_ = 0;
    std::int32_t column_ = 0;
    std::size_t begun_ = 0;
    OutlineWalk out_;
};

} // namespace

Point between(Point a, Point b, double t)
{
    return { a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };
}

Point on_earth(Point longitude_latitude)
{
    return { longitude_latitude.x, earth::authalic_sine(longitude_latitude.y) };
}

double near(double x, double reference, double world_width)
{
    return world_width == 0.0 ? x : x - world_width * std::round((x - reference) / world_width);
}

double distance_from_chord(Point p, Point a, Point b, double sx, double sy)
{
    const double dx = (b.x - a.x) * sx;
    const double dy = (b.y - a.y) * sy;
    const double px = (p.x - a.x) * sx;
    const double py = (p.y - a.y) * sy;
    const double chord = std::hypot(dx, dy);
    return chord == 0.0 ? std::hypot(px, py) : std::abs(px * dy - py * dx) / chord;
}

OutlineWalk walk_outline(const MultiPolygon& city, const PlacedGrid& source,
    const GridPlane& source_plane, const PlacedGrid& target, const GridLines& x, const GridLines& y)
{
    return Walker(source, source_plane, target, x, y).walk(city);
}

} // namespace cityflux
