#include "boundaries/coverage/coverage_check.h"

#include "boundaries/coverage/edge_traversal.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// Number of roundings of a coordinate between an edge and the cells that it crosses.
constexpr double roundings = 8.0;

/// Limits below which the traversal drops a fraction (edge_traversal.cpp), relative to a cell and
/// to the polygon.
constexpr double dropped_of_cell = 2e-12;
constexpr double dropped_of_polygon = 1e-6;

/// Sums over the edges of one shifted ring, relative to a point of it, so that small cities far
/// from the origin lose no digits.
class EdgeSum {
public:
    EdgeSum(const GridPlane& plane, Point origin)
        : west_(plane.x_edges().front() - origin.x)
        , east_(plane.x_edges().back() - origin.x)
        , south_(plane.y_edges().front() - origin.y)
        , north_(plane.y_edges().back() - origin.y)
        , origin_(origin)
    {
    }

    void add(Point a, Point b)
    {
        a = { a.x - origin_.x, a.y - origin_.y };
        b = { b.x - origin_.x, b.y - origin_.y };
        if (lies_on_grid(a) && lies_on_grid(b)) {
            add_clamped(a, b);
            return;
        }
        const double ya = std::clamp(a.y, south_, north_);
        const double yb = std::clamp(b.y, south_, north_);
        if (ya == yb) {
            return;
        }
        const auto x_at = [&](double y) {
            return y == a.y ? a.x : y == b.y ? b.x : a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y));
        };
        const Point from { x_at(ya), ya };
        const Point to { x_at(yb), yb };
        // Cut the edge at the sides of the grid.
        const auto cut_at = [&](double side) {
            return (from.x < side) != (to.x < side)
                ? std::clamp((side - from.x) / (to.x - from.x), 0.0, 1.0)
                : 1.0;
        };
        const auto [first, second] = std::minmax({ cut_at(west_), cut_at(east_) });
        Point last = from;
        for (const double cut : { first, second, 1.0 }) {
            const Point next = cut == 1.0
                ? to
                : Point { from.x + (to.x - from.x) * cut, from.y + (to.y - from.y) * cut };
            add_clamped({ std::clamp(last.x, west_, east_), last.y },
                { std::clamp(next.x, west_, east_), next.y });
            last = next;
        }
    }

    AreaMoments moments() const
    {
        return { area_, x_ + origin_.x * area_, y_ + origin_.y * area_ };
    }

private:
    bool lies_on_grid(Point p) const
    {
        return p.x >= west_ && p.x <= east_ && p.y >= south_ && p.y <= north_;
    }

    /// Adds area and moments between the origin's meridian and an edge.
    void add_clamped(Point a, Point b)
    {
        const double height = b.y - a.y;
        area_ += 0.5 * (a.x + b.x) * height;
        x_ += (a.x * a.x + a.x * b.x + b.x * b.x) * height / 6.0;
        y_ += (a.x * (2.0 * a.y + b.y) + b.x * (a.y + 2.0 * b.y)) * height / 6.0;
    }

    double west_;
    double east_;
    double south_;
    double north_;
    Point origin_;
    double area_ = 0.0;
    double x_ = 0.0;
    double y_ = 0.0;
};

template <typename Take> void for_each_ring(const MultiPolygon& polygons, const Take& take)
{
    for (const Polygon& polygon : polygons) {
        take(polygon.outer);
        std::for_each(polygon.holes.begin(), polygon.holes.end(), take);
    }
}

template <typename Take> void for_each_edge(const Ring& ring, const Take& take)
{
    for (std::size_t i = 0; i < ring.size(); ++i) {
        take(ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]);
    }
}

/// Returns the largest rounding error of the cells' area. Each edge contributes the rounding of its
/// coordinates along its length, and each cell that it crosses the fraction that the traversal
/// drops.
double rounding_of(
    const MultiPolygon& polygons, const Box& box, double polygon_area, const GridPlane& plane)
{
    const auto& xs = plane.x_edges();
    const auto& ys = plane.y_edges();
    const double step_y = (ys.back() - ys.front()) / static_cast<double>(ys.size() - 1);
    double across = 0.0;
    double along = 0.0;
    double edges = 0.0;
    for_each_ring(polygons, [&](const Ring& ring) {
        edges += static_cast<double>(ring.size());
        for_each_edge(ring, [&](const Point& a, const Point& b) {
            across += std::abs(b.x - a.x);
            along += std::abs(b.y - a.y);
        });
    });
    const double largest_x = std::max({ std::abs(box.min_x), std::abs(box.max_x),
        std::abs(xs.front()), std::abs(xs.back()), plane.widest_column() });
    const double largest_y = std::max(
        { std::abs(box.min_y), std::abs(box.max_y), std::abs(ys.front()), std::abs(ys.back()) });
    const double crossings = across / plane.narrowest_column() + along / step_y + 2.0 * edges;
    const double dropped = std::min(
        dropped_of_cell * plane.widest_column() * step_y, dropped_of_polygon * polygon_area);
    return roundings * epsilon * (along * largest_x + across * largest_y) + crossings * dropped;
}

} // namespace

CoverageProof prove(const MultiPolygon& plane_polygons, double polygon_area, const GridPlane& plane)
{
    CoverageProof proof;
    const Box box = bounding_box(plane_polygons);
    const std::vector<double> shifts = shifts_onto_grid(box, plane);
    for (const double shift : shifts) {
        for_each_ring(plane_polygons, [&](const Ring& ring) {
            EdgeSum sum(plane, { ring.front().x + shift, ring.front().y });
            for_each_edge(ring, [&](const Point& a, const Point& b) {
                sum.add({ a.x + shift, a.y }, { b.x + shift, b.y });
            });
            const AreaMoments moments = sum.moments();
            proof.on_grid.area += moments.area;
            proof.on_grid.x += moments.x;
            proof.on_grid.y += moments.y;
        });
    }
    proof.rounding = rounding_of(plane_polygons, box, polygon_area, plane)
        * static_cast<double>(shifts.size());
    return proof;
}

AreaMoments moments_of_cells(const CityCoverage& coverage, const GridPlane& plane)
{
    const auto& xs = plane.x_edges();
    const auto& ys = plane.y_edges();
    AreaMoments sum;
    const auto add
        = [&](std::uint32_t row, std::uint32_t column, std::uint32_t length, double fraction) {
              const std::size_t r = plane.rows_reversed() ? ys.size() - 2 - row : row;
              const std::size_t first
                  = plane.columns_reversed() ? xs.size() - 1 - column - length : column;
              const double west = xs[first];
              const double east = xs[first + length];
              const double area = fraction * (ys[r + 1] - ys[r]) * (east - west);
              sum.area += area;
              sum.x += area * 0.5 * (west + east);
              sum.y += area * 0.5 * (ys[r] + ys[r + 1]);
          };
    for (const CoveredRun& run : coverage.runs) {
        add(run.row, run.column, run.length, 1.0);
    }
    for (const CoveredCell& cell : coverage.cells) {
        add(cell.row, cell.column, 1, cell.fraction);
    }
    return sum;
}

std::string fault_of(const CityCoverage& coverage, const GridPlane& plane)
{
    const AreaMoments cells = moments_of_cells(coverage, plane);
    const AreaMoments& outline = coverage.proof.on_grid;
    const double sum_rounding
        = epsilon * static_cast<double>(coverage.runs.size() + coverage.cells.size()) * cells.area;
    const double tolerance = coverage.proof.rounding + sum_rounding;
    if (!(std::abs(cells.area - outline.area) <= tolerance)) {
        return fmt::format("its cells add up to {} and its outline has {} on the grid (square "
                           "units of the grid's plane), which "
                           "rounding (at most {:.1e}) does not explain",
            cells.area, outline.area, tolerance);
    }
    // The covered part of a cell lies at most half a cell from its centre.
    const auto& xs = plane.x_edges();
    const auto& ys = plane.y_edges();
    double partly_x = 0.0;
    double partly_y = 0.0;
    for (const CoveredCell& cell : coverage.cells) {
        const std::size_t row = plane.rows_reversed() ? ys.size() - 2 - cell.row : cell.row;
        const double height = ys[row + 1] - ys[row];
        const std::size_t column
            = plane.columns_reversed() ? xs.size() - 2 - cell.column : cell.column;
        const double width = xs[column + 1] - xs[column];
        const double area = cell.fraction * height * width;
        partly_x += 0.5 * area * width;
        partly_y += 0.5 * area * height;
    }
    const double far_x = std::max(std::abs(xs.front()), std::abs(xs.back()));
    const double far_y = std::max(std::abs(ys.front()), std::abs(ys.back()));
    constexpr double slack = 1.0 + 1e-9;
    const bool in_place = std::abs(cells.x - outline.x)
            <= slack * partly_x + roundings * (tolerance + epsilon * cells.area) * far_x
        && std::abs(cells.y - outline.y)
            <= slack * partly_y + roundings * (tolerance + epsilon * cells.area) * far_y;
    if (!in_place) {
        return fmt::format("its cells have their centre of gravity at ({}, {}) and its outline at "
                           "({}, {}) of the grid's plane, "
                           "further apart than half of each partly covered cell",
            cells.x / cells.area, cells.y / cells.area, outline.x / outline.area,
            outline.y / outline.area);
    }
    return {};
}

} // namespace cityflux
