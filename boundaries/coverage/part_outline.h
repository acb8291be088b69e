#pragma once

#include "boundaries/coverage/edge_traversal.h"
#include "boundaries/coverage/outline_walk.h"
#include "boundaries/coverage/side_divider.h"

#include <span>
#include <utility>
#include <vector>

namespace cityflux {

/// Side of a target cell, divided into straight segments.
struct CellSide {
    const Spot& first; ///< corner with the least coordinate
    std::span<const SidePoint> points; ///< in ascending order of the coordinate
    const Spot& last;
    /// Direction of the side in the counter-clockwise outline of the cell: 1 if it leads from
    /// `first` to `last`, otherwise -1.
    int direction = 1;
};

/// Winding numbers of a city along a side of a cell.
struct SideWinding {
    int at_first = 1; ///< around the corner `first`
    std::span<const Pass> passes {}; ///< where the outline crosses the side, ascending
    int at_last = 1; ///< around the corner `last`
};

/// Outline of a part of a cell, as edges in the source plane and on the Earth. Edges may come in
/// any order, as long as they form closed rings.
class PartOutline {
public:
    /// `source_plane` must outlive this object.
    explicit PartOutline(const GridPlane& source_plane);

    /// Begins an empty outline. Points are moved by whole turns of the Earth next to `reference`.
    void begin(const Spot& reference);
    /// Adds the edges between successive spots.
    void add_edges(std::span<const Spot> spots);
    /// Adds the segments of a side that bound the city, repeated by the winding number between two
    /// passes. Throws std::logic_error if the passes do not lead to the winding number at `last`.
    void add_side(const CellSide& side, const SideWinding& winding);

    /// Returns the enclosed area in degrees times authalic sine, positive if counter-clockwise.
    double earth_area() const { return earth_area_; }
    /// Computes the coverage of the source grid by the enclosed part.
    void cover(CityCoverage& coverage);

private:
    Spot near_reference(const Spot& spot) const;
    void add_edge(const Spot& from, const Spot& to);

    const GridPlane& source_plane_;
    double source_world_; ///< width of the world in the source plane
    EdgeTraversal traversal_;
    std::vector<std::pair<Point, Point>> edges_; ///< in the source plane
    Box box_; ///< bounding box of the edges in the source plane
    Spot reference_;
    double earth_area_ = 0.0;
    double source_area_ = 0.0;
};

} // namespace cityflux
