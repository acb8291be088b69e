#pragma once

#include "boundaries/coverage/grid_plane.h"
#include "boundaries/coverage/spot.h"

#include <vector>

namespace cityflux {

/// Point between two corners on a side of a target cell.
struct SidePoint {
    double coordinate = 0.0; ///< along the side: x on a row line, y on a column line
    Spot spot;
};

/// Corners of a side of a target cell.
struct SideEnds {
    Point from; ///< in the plane of the target grid
    Point to;
    const Spot& spot_from; ///< the same corners as spots
    const Spot& spot_to;
    bool on_row_line = false; ///< true if the side runs along x
};

/// Divider of the sides of target cells into segments that are straight in the source plane.
class SideDivider {
public:
    /// `source_plane` must outlive this object. Requires: threads pass separate projections.
    SideDivider(const GridPlane& source_plane, Projection source, Projection target);

    /// Returns a point of the target grid's plane as a spot. Throws InputError if it has no image.
    Spot spot_of(Point target) const;
    /// Computes the points that a side needs between its corners, in order from `from`, into
    /// existing memory. The largest error is 1e-6 of its length.
    void divide(const SideEnds& ends, std::vector<SidePoint>& points) const;

private:
    /// Returns the number of halvings after which segments are straight within the tolerance. 0 if
    /// the side is straight; `middle` is its middle.
    int halvings(const SideEnds& ends, const Spot& middle) const;

    const GridPlane& source_plane_;
    Projection source_;
    Projection target_;
};

} // namespace cityflux
