#include "boundaries/coverage/outline_walk.h"

#include <cmath>
#include <utility>

namespace cityflux {
namespace {

/// Walker of one ring after the other.
class Walker {
public:
    Walker(const WalkPlanes& planes, const GridLines& x, const GridLines& y)
        : x_(x)
        , y_(y)
        , planes_(planes)
    {
    }

    OutlineWalk walk(const MultiPolygon& city)
    {
        const PlaneOutline outline = planes_.outline(city);
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
    void add_ring(const Ring& points, const Ring& image)
    {
        const std::vector<Stop> stops = planes_.stops_of(points, image);
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

    /// Returns the shifts by whole worlds that move a ring onto the grid.
    std::vector<double> shifts(const std::vector<Stop>& stops) const
    {
        const double world_width = planes_.world_width();
        if (world_width == 0.0) {
            return { 0.0 };
        }
        const auto [low, high] = std::minmax_element(stops.begin(), stops.end(),
            [](const Stop& a, const Stop& b) { return a.place.x < b.place.x; });
        std::vector<double> shifts;
        const double first = std::ceil((x_.at.front() - high->place.x) / world_width);
        const double last = std::floor((x_.at.back() - low->place.x) / world_width);
        for (double k = first; k <= last; k += 1.0) {
            shifts.push_back(k * world_width);
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
            const Spot spot = planes_.on_edge(spot_a, spot_b,
                planes_.longitude_latitude_of(place, shift, spot_a, spot_b),
                passes_column_line ? CellLine::constant_x : CellLine::constant_y);
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
    const WalkPlanes& planes_;
    std::int32_t row_ = 0;
    std::int32_t column_ = 0;
    std::size_t begun_ = 0;
    OutlineWalk out_;
};

} // namespace

OutlineWalk walk_outline(
    const MultiPolygon& city, const WalkPlanes& planes, const GridLines& x, const GridLines& y)
{
    return Walker(planes, x, y).walk(city);
}

} // namespace cityflux
