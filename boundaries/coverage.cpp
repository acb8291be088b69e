#include "boundaries/coverage.h"

#include "grids/error.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <unordered_map>

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

/// Left of the first column: what an edge there adds is carried into the row.
constexpr std::int64_t before_first_column = -1;

/// A cell covered by less than this is not touched, by more than 1 less this is wholly covered; it is the rounding of
/// coordinates of the size of the Earth.
constexpr double rounding = 1e-12;

/// How far the covered cells of a city may be from its area before the traversal is taken to be at fault. Generous for
/// cities of 1e-9 degrees, whose coordinates carry no more digits.
constexpr double tolerance_of_sum = 1e-6;

/// What the edges that cross one cell add up to, in units of the cell.
struct Crossing {
    std::int64_t row = 0;
    std::int64_t column = 0;
    double cover = 0.0; ///< signed height of the edges: what they add to all cells on their right
    double area = 0.0; ///< signed area between the edges and the right side of this cell
};

class Traversal {
public:
    Traversal(const std::vector<double>& x_edges, const std::vector<double>& y_edges)
        : x_(x_edges)
        , y_(y_edges)
        , columns_(static_cast<std::int64_t>(x_edges.size()) - 1)
        , rows_(static_cast<std::int64_t>(y_edges.size()) - 1)
        , x_step_((x_edges.back() - x_edges.front()) / static_cast<double>(columns_))
    {
    }

    void add_ring(const Ring& ring, double shift)
    {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const Point& a = ring[i];
            const Point& b = ring[i + 1 == ring.size() ? 0 : i + 1];
            add_edge({ a.x + shift, a.y }, { b.x + shift, b.y });
        }
    }

    std::vector<Crossing>& sorted()
    {
        std::stable_sort(crossings_.begin(), crossings_.end(),
            [](const Crossing& a, const Crossing& b) { return a.row != b.row ? a.row < b.row : a.column < b.column; });
        return crossings_;
    }

private:
    void add_edge(Point a, Point b)
    {
        const double low = std::min(a.y, b.y);
        const double high = std::max(a.y, b.y);
        if (high <= y_.front() || low >= y_.back() || std::min(a.x, b.x) >= x_.back()) {
            return;
        }
        const bool up = b.y > a.y;
        const Point bottom = up ? a : b;
        const Point top = up ? b : a;
        const auto x_at = [&](double y) {
            return y <= bottom.y ? bottom.x
                : y >= top.y     ? top.x
                                 : bottom.x + (top.x - bottom.x) * ((y - bottom.y) / (top.y - bottom.y));
        };
        std::int64_t row = row_of(std::max(low, y_.front()));
        if (low == high) {
            // It adds nothing, but the cells it passes are no longer whole.
            add_in_row(row, bottom.x, low, top.x, low, 1.0);
            return;
        }
        double y0 = std::max(low, y_.front());
        double x0 = x_at(y0);
        while (row < rows_ && y0 < high) {
            const double y1 = std::min(high, y_[static_cast<std::size_t>(row) + 1]);
            const double x1 = x_at(y1);
            add_in_row(row, x0, y0, x1, y1, up ? -1.0 : 1.0);
            y0 = y1;
            x0 = x1;
            ++row;
        }
    }

    /// A piece of an edge within one row, from its lower to its upper end. `sign`: an edge that goes up has the city on
    /// its left, so that everything on its right is taken away.
    void add_in_row(std::int64_t row, double x0, double y0, double x1, double y1, double sign)
    {
        const double height = y_[static_cast<std::size_t>(row) + 1] - y_[static_cast<std::size_t>(row)];
        const bool rightward = x1 >= x0;
        double xa = x0;
        double ya = y0;
        std::int64_t column = column_of(x0, rightward);
        const std::int64_t last = column_of(x1, !rightward);
        for (;;) {
            double xb = x1;
            double yb = y1;
            const bool more = rightward ? column < last : column > last;
            if (more) {
                const std::int64_t boundary = rightward ? column + 1 : column;
                xb = x_[static_cast<std::size_t>(std::clamp<std::int64_t>(boundary, 0, columns_))];
                yb = std::clamp(y0 + (y1 - y0) * ((xb - x0) / (x1 - x0)), ya, y1);
            }
            add_crossing(row, column, sign * (yb - ya) / height, 0.5 * (xa + xb));
            if (!more) {
                return;
            }
            xa = xb;
            ya = yb;
            column += rightward ? 1 : -1;
        }
    }

    void add_crossing(std::int64_t row, std::int64_t column, double cover, double x)
    {
        if (column >= columns_) {
            return;
        }
        double area = cover;
        if (column >= 0) {
            const double left = x_[static_cast<std::size_t>(column)];
            const double right = x_[static_cast<std::size_t>(column) + 1];
            area = cover * std::clamp((right - x) / (right - left), 0.0, 1.0);
        }
        if (!crossings_.empty() && crossings_.back().row == row && crossings_.back().column == column) {
            crossings_.back().cover += cover;
            crossings_.back().area += area;
        } else {
            crossings_.push_back({ row, column, cover, area });
        }
    }

    std::int64_t row_of(double y) const
    {
        const auto above = std::upper_bound(y_.begin(), y_.end(), y);
        return std::clamp<std::int64_t>(above - y_.begin() - 1, 0, rows_);
    }

    /// The column of a point; on the line between two columns, the right one if `right`. Columns outside the grid are
    /// before_first_column and the count of columns.
    std::int64_t column_of(double x, bool right) const
    {
        if (x < x_.front() || (!right && x == x_.front())) {
            return before_first_column;
        }
        if (x > x_.back() || (right && x == x_.back())) {
            return columns_;
        }
        auto column = std::clamp(static_cast<std::int64_t>((x - x_.front()) / x_step_), std::int64_t { 0 }, columns_ - 1);
        const auto edge = [&](std::int64_t i) { return x_[static_cast<std::size_t>(i)]; };
        while (column > 0 && (x < edge(column) || (!right && x == edge(column)))) {
            --column;
        }
        while (column + 1 < columns_ && (x > edge(column + 1) || (right && x == edge(column + 1)))) {
            ++column;
        }
        return column;
    }

    const std::vector<double>& x_;
    const std::vector<double>& y_;
    std::int64_t columns_;
    std::int64_t rows_;
    double x_step_;
    std::vector<Crossing> crossings_;
};

/// Collects runs and cells in ascending order of the plane and hands them over in stored order.
class Collector {
public:
    Collector(const GridPlane& plane, CityCoverage& out)
        : plane_(plane)
        , out_(out)
        , rows_(plane.y_edges().size() - 1)
        , columns_(plane.x_edges().size() - 1)
    {
    }

    void add_run(std::int64_t row, std::int64_t column, std::int64_t length)
    {
        area_ += cell_height(row)
            * (plane_.x_edges()[static_cast<std::size_t>(column + length)]
                - plane_.x_edges()[static_cast<std::size_t>(column)]);
        const CoveredRun run { stored_row(row), stored_column(plane_.columns_reversed() ? column + length - 1 : column),
            static_cast<std::uint32_t>(length) };
        if (!out_.runs.empty()) {
            CoveredRun& last = out_.runs.back();
            if (last.row == run.row && !plane_.columns_reversed() && last.column + last.length == run.column) {
                last.length += run.length;
                return;
            }
            if (last.row == run.row && plane_.columns_reversed() && run.column + run.length == last.column) {
                last = { run.row, run.column, last.length + run.length };
                return;
            }
        }
        out_.runs.push_back(run);
    }

    void add_cell(std::int64_t row, std::int64_t column, double fraction)
    {
        area_ += fraction * cell_area(row, column);
        out_.cells.push_back({ stored_row(row), stored_column(column), fraction, fraction });
    }

    double cell_area(std::int64_t row, std::int64_t column) const
    {
        const auto c = static_cast<std::size_t>(column);
        return cell_height(row) * (plane_.x_edges()[c + 1] - plane_.x_edges()[c]);
    }

    /// Sorts into stored order and returns the covered area in units of the plane.
    double finish()
    {
        if (plane_.rows_reversed() || plane_.columns_reversed()) {
            const auto earlier
                = [](const auto& a, const auto& b) { return a.row != b.row ? a.row < b.row : a.column < b.column; };
            std::sort(out_.runs.begin(), out_.runs.end(), earlier);
            std::sort(out_.cells.begin(), out_.cells.end(), earlier);
        }
        return area_;
    }

private:
    double cell_height(std::int64_t row) const
    {
        const auto r = static_cast<std::size_t>(row);
        return plane_.y_edges()[r + 1] - plane_.y_edges()[r];
    }
    std::uint32_t stored_row(std::int64_t row) const
    {
        return static_cast<std::uint32_t>(plane_.rows_reversed() ? static_cast<std::int64_t>(rows_) - 1 - row : row);
    }
    std::uint32_t stored_column(std::int64_t column) const
    {
        return static_cast<std::uint32_t>(
            plane_.columns_reversed() ? static_cast<std::int64_t>(columns_) - 1 - column : column);
    }

    const GridPlane& plane_;
    CityCoverage& out_;
    std::size_t rows_;
    std::size_t columns_;
    double area_ = 0.0;
};

/// Shifts of a polygon by whole worlds that bring it onto the grid.
std::vector<double> shifts_onto_grid(const Box& box, const GridPlane& plane)
{
    const double width = plane.world_width();
    if (width == 0.0) {
        return { 0.0 };
    }
    std::vector<double> shifts;
    const double first = std::ceil((plane.x_edges().front() - box.max_x) / width);
    const double last = std::floor((plane.x_edges().back() - box.min_x) / width);
    for (double k = first; k <= last; k += 1.0) {
        shifts.push_back(k * width);
    }
    return shifts;
}

/// Whether no part of a polygon is off the grid. A city without area counts as off it.
bool lies_on_grid(const MultiPolygon& image, const GridPlane& plane)
{
    const Box box = bounding_box(image);
    const auto& x = plane.x_edges();
    const auto& y = plane.y_edges();
    const bool wraps = plane.world_width() > 0.0 && std::abs(x.back() - x.front() - plane.world_width()) < 1e-6;
    if (planar_area(image) <= 0.0 || box.min_y < y.front() || box.max_y > y.back()) {
        return false;
    }
    const double shift
        = plane.world_width() > 0.0 ? plane.world_width() * std::ceil((x.front() - box.min_x) / plane.world_width()) : 0.0;
    return wraps || (box.min_x + shift >= x.front() && box.max_x + shift <= x.back());
}

/// Walks the crossings row by row and gives the collector what is covered.
void collect(const std::vector<Crossing>& crossings, std::int64_t columns, double polygon_area, Collector& collector)
{
    std::size_t i = 0;
    while (i < crossings.size()) {
        const std::int64_t row = crossings[i].row;
        double carry = 0.0;
        std::int64_t next = 0; // first column not yet decided
        const auto run_to = [&](std::int64_t end) {
            if (end <= next) {
                return;
            }
            // No edge passes between two crossed cells, so the winding there is whole: rounding ends here.
            const double whole = std::round(carry);
            if (std::abs(carry - whole) > 1e-6 || whole < 0.0 || whole > 1.0) {
                throw std::logic_error(
                    fmt::format("the outline winds {} times around cells {} to {} of row {}", carry, next, end, row));
            }
            carry = whole;
            if (whole == 1.0) {
                collector.add_run(row, next, end - next);
            }
            next = end;
        };
        while (i < crossings.size() && crossings[i].row == row) {
            const std::int64_t column = crossings[i].column;
            if (column != before_first_column) {
                run_to(column);
            }
            double cover = 0.0;
            double area = 0.0;
            for (; i < crossings.size() && crossings[i].row == row && crossings[i].column == column; ++i) {
                cover += crossings[i].cover;
                area += crossings[i].area;
            }
            if (column != before_first_column) {
                const double fraction = carry + area;
                const double smallest = std::min(rounding, 1e-6 * polygon_area / collector.cell_area(row, column));
                if (fraction >= 1.0 - rounding) {
                    collector.add_run(row, column, 1);
                } else if (fraction > smallest) {
                    collector.add_cell(row, column, fraction);
                }
                next = column + 1;
            }
            carry += cover;
        }
        run_to(columns);
    }
}

/// A city in the plane of a grid; nothing where a point has no place there, as on the far side of the Earth from a regional map
/// projection: such a city is not on the grid.
std::optional<MultiPolygon> image_of(const City& city, const GridPlane& plane, const Projection& projection)
{
    try {
        return plane.image(city.shape, projection);
    } catch (const InputError&) {
        return std::nullopt;
    }
}

} // namespace

CityCoverage cover(const MultiPolygon& plane_polygons, const GridPlane& plane)
{
    CityCoverage coverage;
    coverage.plane_area = planar_area(plane_polygons);
    if (plane_polygons.empty() || coverage.plane_area <= 0.0) {
        return coverage;
    }
    Traversal traversal(plane.x_edges(), plane.y_edges());
    for (const double shift : shifts_onto_grid(bounding_box(plane_polygons), plane)) {
        for (const Polygon& polygon : plane_polygons) {
            traversal.add_ring(polygon.outer, shift);
            for (const Ring& hole : polygon.holes) {
                traversal.add_ring(hole, shift);
            }
        }
    }
    Collector collector(plane, coverage);
    collect(traversal.sorted(), static_cast<std::int64_t>(plane.x_edges().size()) - 1, coverage.plane_area, collector);
    coverage.share_on_grid = collector.finish() / coverage.plane_area;
    return coverage;
}

Coverage cover(const CitySelection& cities, const Grid& grid)
{
    const GridPlane plane(grid);
    Coverage coverage;
    coverage.cities.resize(cities.size());
    tbb::enumerable_thread_specific<Projection> projections([&] { return Projection(*grid.crs); });
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, cities.size(), 1), [&](const auto& range) {
        for (std::size_t c = range.begin(); c != range.end(); ++c) {
            const auto possible = image_of(cities[c], plane, projections.local());
            if (!possible) {
                continue;
            }
            const MultiPolygon& image = *possible;
            CityCoverage& city = coverage.cities[c];
            city = cover(image, plane);
            const bool inside = lies_on_grid(image, plane);
            if (city.share_on_grid > 1.0 + tolerance_of_sum || (inside && city.share_on_grid < 1.0 - tolerance_of_sum)) {
                throw std::logic_error(fmt::format(
                    "coverage of city '{}' ({}) adds up to {} of its area", cities[c].name, cities[c].id, city.share_on_grid));
            }
            city.share_on_grid = inside ? 1.0 : std::min(city.share_on_grid, 1.0);
        }
    });
    return coverage;
}

void fill_edges(Coverage& coverage)
{
    coverage.rule = EdgeRule::fill;
    const auto key = [](const CoveredCell& cell) { return (static_cast<std::uint64_t>(cell.row) << 32) | cell.column; };
    std::unordered_map<std::uint64_t, double> claimed;
    for (const CityCoverage& city : coverage.cities) {
        for (const CoveredCell& cell : city.cells) {
            claimed[key(cell)] += cell.fraction;
        }
    }
    // Cells that another city covers wholly have nothing left to share.
    for (const CityCoverage& city : coverage.cities) {
        for (const CoveredRun& run : city.runs) {
            for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
                const auto found = claimed.find((static_cast<std::uint64_t>(run.row) << 32) | c);
                if (found != claimed.end()) {
                    found->second += 1.0;
                }
            }
        }
    }
    for (CityCoverage& city : coverage.cities) {
        for (CoveredCell& cell : city.cells) {
            cell.weight = cell.fraction / std::min(claimed[key(cell)], 1.0);
        }
    }
}

} // namespace cityflux
