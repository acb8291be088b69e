#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/coverage/grid_plane.h"

#include <cstdint>
#include <vector>

namespace cityflux {

/// What becomes of cells that are covered by no more than rounding, or by less than nothing.
enum class Slivers {
    dropped, ///< they are not touched
    kept ///< with their sign, so that the parts of a whole add up to it
};

/// Walks the edges of a polygon through the plane of a grid and tells which cells they enclose: exact for straight edges. Every
/// edge adds its signed share to the cells it crosses, and what lies to its right is summed along each row. The order and
/// the beginning of the edges do not matter, as long as they close; edges that are walked both ways count for nothing.
class EdgeTraversal {
public:
    /// The plane has to stay as long as this.
    explicit EdgeTraversal(const GridPlane& plane);

    void add_edge(Point a, Point b);
    /// All edges of a ring, moved along x.
    void add_ring(const Ring& ring, double shift);

    /// Appends the cells enclosed by the edges that were added, and forgets these. `polygon_area` is their area in units of
    /// the plane. Returns the area of the cells. Throws std::logic_error where the edges wind around a cell more
    /// than once, or do not close.
    double take(double polygon_area, Slivers slivers, CityCoverage& out);

private:
    /// What the edges that cross one cell add up to, in units of the cell.
    struct Crossing {
        std::int64_t row = 0;
        std::int64_t column = 0;
        double cover = 0.0; ///< signed height of the edges: what they add to all cells on their right
        double area = 0.0; ///< signed area between the edges and the right side of this cell
    };

    void add_in_row(std::int64_t row, double x0, double y0, double x1, double y1, double sign);
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

/// Shifts of a polygon by whole worlds that bring it onto the grid.
std::vector<double> shifts_onto_grid(const Box& box, const GridPlane& plane);

} // namespace cityflux
