#include "boundaries/coverage/edge_traversal.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Column index left of the first column. Edges there count for the whole row.
constexpr std::int64_t before_first_column = -1;

/// Rounding of coordinates of the size of the Earth. Cells with a smaller fraction do not count as
/// intersecting; cells with more than 1 minus this are fully covered.
constexpr double rounding = 1e-12;

/// Rounding for a polygon that is a small part of another, relative to its own area if that is less
/// than a cell.
constexpr double rounding_of_part = 1e-11;

/// Collector of runs and cells in ascending order of the plane; it returns them in stored order.
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
        const CoveredRun run { stored_row(row),
            stored_column(plane_.columns_reversed() ? column + length - 1 : column),
            static_cast<std::uint32_t>(length) };
        if (!out_.runs.empty()) {
            CoveredRun& last = out_.runs.back();
            if (last.row == run.row && !plane_.columns_reversed()
                && last.column + last.length == run.column) {
                last.length += run.length;
                return;
            }
            if (last.row == run.row && plane_.columns_reversed()
                && run.column + run.length == last.column) {
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

    /// Sorts into stored order. Returns the covered area in square units of the plane.
    double finish()
    {
        if (plane_.rows_reversed() || plane_.columns_reversed()) {
            const auto earlier = [](const auto& a, const auto& b) {
                return a.row != b.row ? a.row < b.row : a.column < b.column;
            };
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
        return static_cast<std::uint32_t>(
            plane_.rows_reversed() ? static_cast<std::int64_t>(rows_) - 1 - row : row);
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

/// Scan of one row from left to right, which sums the edges and passes the covered cells on.
class RowScan {
public:
    RowScan(Collector& collector, std::int64_t row)
        : collector_(collector)
        , row_(row)
    {
    }

    /// Passes on the cells up to column `end` (exclusive) if they are covered. No edge passes
    /// between two crossed cells, so the winding number there is an integer: rounding ends here.
    void run_to(std::int64_t end)
    {
        if (end <= next_) {
            return;
        }
        const double whole = std::round(winding_);
        if (std::abs(winding_ - whole) > 1e-6 || whole < 0.0 || whole > 1.0) {
            throw std::logic_error(
                fmt::format("the outline winds {} times around cells {} to {} of row {}", winding_,
                    next_, end, row_));
        }
        winding_ = whole;
        if (whole == 1.0) {
            collector_.add_run(row_, next_, end - next_);
        }
        next_ = end;
    }

    /// Passes on a crossed cell if it is covered. `area` is the signed area of its edges.
    void add_crossed(std::int64_t column, double area, double polygon_area, Slivers slivers)
    {
        const double fraction = winding_ + area;
        const double polygon_in_cells = polygon_area / collector_.cell_area(row_, column);
        const bool counts = slivers == Slivers::dropped
            ? fraction > std::min(rounding, 1e-6 * polygon_in_cells)
            : std::abs(fraction) > rounding_of_part * std::min(1.0, polygon_in_cells);
        if (fraction >= 1.0 - rounding) {
            collector_.add_run(row_, column, 1);
        } else if (counts) {
            collector_.add_cell(row_, column, fraction);
        }
        next_ = column + 1;
    }

    /// Adds the signed height of edges, which counts for all cells on their right.
    void add_cover(double cover) { winding_ += cover; }

private:
    Collector& collector_;
    std::int64_t row_;
    std::int64_t next_ = 0; ///< first undecided column
    double winding_ = 0.0; ///< winding number of the outline around the undecided cells
};

} // namespace

EdgeTraversal::EdgeTraversal(const GridPlane& plane)
    : plane_(plane)
    , x_(plane.x_edges())
    , y_(plane.y_edges())
    , columns_(static_cast<std::int64_t>(x_.size()) - 1)
    , rows_(static_cast<std::int64_t>(y_.size()) - 1)
    , x_step_((x_.back() - x_.front()) / static_cast<double>(columns_))
{
}

void EdgeTraversal::add_edge(Point a, Point b)
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
        // A horizontal edge adds no area, but the cells that it passes are no longer fully covered.
        add_in_row(row, { bottom.x, low }, { top.x, low }, 1.0);
        return;
    }
    double y0 = std::max(low, y_.front());
    double x0 = x_at(y0);
    while (row < rows_ && y0 < high) {
        const double y1 = std::min(high, y_[static_cast<std::size_t>(row) + 1]);
        const double x1 = x_at(y1);
        add_in_row(row, { x0, y0 }, { x1, y1 }, up ? -1.0 : 1.0);
        y0 = y1;
        x0 = x1;
        ++row;
    }
}

void EdgeTraversal::add_ring(const Ring& ring, double shift)
{
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point& a = ring[i];
        const Point& b = ring[i + 1 == ring.size() ? 0 : i + 1];
        add_edge({ a.x + shift, a.y }, { b.x + shift, b.y });
    }
}

/// Adds a piece of an edge within one row, from its lower to its upper end. `sign` is -1 for an
/// edge that goes up: the city is on its left, so area on its right is subtracted.
void EdgeTraversal::add_in_row(std::int64_t row, Point low, Point high, double sign)
{
    const double height = y_[static_cast<std::size_t>(row) + 1] - y_[static_cast<std::size_t>(row)];
    const bool rightward = high.x >= low.x;
    Point a = low;
    std::int64_t column = column_of(low.x, rightward);
    const std::int64_t last = column_of(high.x, !rightward);
    for (;;) {
        Point b = high;
        const bool more = rightward ? column < last : column > last;
        if (more) {
            const std::int64_t boundary = rightward ? column + 1 : column;
            b.x = x_[static_cast<std::size_t>(std::clamp<std::int64_t>(boundary, 0, columns_))];
            b.y = std::clamp(
                low.y + (high.y - low.y) * ((b.x - low.x) / (high.x - low.x)), a.y, high.y);
        }
        add_crossing(row, column, sign * (b.y - a.y) / height, 0.5 * (a.x + b.x));
        if (!more) {
            return;
        }
        a = b;
        column += rightward ? 1 : -1;
    }
}

void EdgeTraversal::add_crossing(std::int64_t row, std::int64_t column, double cover, double x)
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

std::int64_t EdgeTraversal::row_of(double y) const
{
    const auto above = std::upper_bound(y_.begin(), y_.end(), y);
    return std::clamp<std::int64_t>(above - y_.begin() - 1, 0, rows_);
}

/// Returns the column of a point, on a line between two columns the right one if `right`. Returns
/// before_first_column or the count of columns for points outside the grid.
std::int64_t EdgeTraversal::column_of(double x, bool right) const
{
    if (x < x_.front() || (!right && x == x_.front())) {
        return before_first_column;
    }
    if (x > x_.back() || (right && x == x_.back())) {
        return columns_;
    }
    auto column = std::clamp(
        static_cast<std::int64_t>((x - x_.front()) / x_step_), std::int64_t { 0 }, columns_ - 1);
    const auto edge = [&](std::int64_t i) { return x_[static_cast<std::size_t>(i)]; };
    while (column > 0 && (x < edge(column) || (!right && x == edge(column)))) {
        --column;
    }
    while (column + 1 < columns_ && (x > edge(column + 1) || (right && x == edge(column + 1)))) {
        ++column;
    }
    return column;
}

/// Visits the crossings row by row.
double EdgeTraversal::take(double polygon_area, Slivers slivers, CityCoverage& out)
{
    std::stable_sort(
        crossings_.begin(), crossings_.end(), [](const Crossing& a, const Crossing& b) {
            return a.row != b.row ? a.row < b.row : a.column < b.column;
        });
    Collector collector(plane_, out);
    std::size_t i = 0;
    while (i < crossings_.size()) {
        const std::int64_t row = crossings_[i].row;
        RowScan scan(collector, row);
        while (i < crossings_.size() && crossings_[i].row == row) {
            const std::int64_t column = crossings_[i].column;
            if (column != before_first_column) {
                scan.run_to(column);
            }
            double cover = 0.0;
            double area = 0.0;
            for (; i < crossings_.size() && crossings_[i].row == row
                 && crossings_[i].column == column;
                 ++i) {
                cover += crossings_[i].cover;
                area += crossings_[i].area;
            }
            if (column != before_first_column) {
                scan.add_crossed(column, area, polygon_area, slivers);
            }
            scan.add_cover(cover);
        }
        scan.run_to(columns_);
    }
    crossings_.clear();
    return collector.finish();
}

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

} // namespace cityflux
