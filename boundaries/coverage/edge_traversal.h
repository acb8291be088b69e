#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/coverage/grid_plane.h"

#include <cstdint>
#include <vector>

namespace cityflux {

/// Treatment of slivers: cells whose coverage is zero within rounding, or negative.
enum class Slivers {
    dropped, ///< do not count as intersecting
    kept ///< kept with their sign, so that parts sum to their whole
};

/// Traversal of polygon edges through the plane of a grid that computes the enclosed cells: exact
/// for straight edges. Each edge adds its signed height and area to the cells that it crosses, and
/// sums along each row give the fractions. Edges may come in any order and from any start, as long
/// as they form closed rings. Edges added in both directions cancel.
class EdgeTraversal {
public:
    /// `plane` must outlive this object.
    explicit EdgeTraversal(const GridPlane& plane);

    void add_edge(Point a, Point b);
    /// Adds all edges of a ring, moved along x.
    void add_ring(const Ring& ring, double shift);

    /// Appends the cells enclosed by the added edges to `out` and clears the edges. `polygon_area`
    /// is their area in square units of the plane. Returns the area of the cells. Throws
    /// std::logic_error if the edges wind around a cell more than once or are not closed.
    double take(double polygon_area, Slivers slivers, CityCoverage& out);

private:
    /// Sums over the edges that cross one cell, in units of the cell.
    struct Crossing {
        std::int64_t row = 0;
        std::int64_t column = 0;
        double cover
            = 0.0; ///< signed height of the edges, which counts for all cells on their right
        double area = 0.0; ///< signed area between the edges and the right side of this cell
    };

    void add_in_row(std::int64_t row, Point low, Point high, double sign);
    void add_crossing(std::int64_t row, std::int64_t column, double cover, double x);
    std::int64_t row_of(double y) const;
    std::int64_t column_of(double x, bool right) const;

    const GridPlane& plane_;
    const std::vector<double>& x_;
    const std::vector<double>& y_;
    std::int64_t columns_;
    std::int64_t rows_;
    double x_step_;
    std::vector<Crossing> crossings_;
};

/// Returns the shifts by whole worlds that move a polygon onto the grid.
std::vector<double> shifts_onto_grid(const Box& box, const GridPlane& plane);

} // namespace cityflux
