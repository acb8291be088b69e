#pragma once

#include "boundaries/coverage/grid_plane.h"
#include "boundaries/coverage/spot.h"
#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"

#include <vector>

namespace cityflux {

/// Grid with the projection that locates points in it.
struct PlacedGrid {
    const Grid& grid;
    const Projection& projection; ///< projection of its CRS; threads must not share it
};

/// Kind of a line between cells that an edge crosses: a line of constant x or y in both planes, or
/// any other.
enum class CellLine { any, constant_x, constant_y };

/// Point of an outline where a straight edge among the target cells ends.
struct Stop {
    Point longitude_latitude;
    Spot spot;
    Point place; ///< point in the target grid's coordinates
};

/// Planes in which an outline is walked: longitude and latitude, where its edges are straight, the
/// plane of the source grid, that of longitude and authalic sine, and the target grid's
/// coordinates.
class WalkPlanes {
public:
    /// The grids, their projections and the plane must outlive this object.
    WalkPlanes(const PlacedGrid& source, const GridPlane& source_plane, const PlacedGrid& target);

    /// Returns the outline of a city in the source plane, with longitudes and latitudes.
    PlaneOutline outline(const MultiPolygon& city) const;
    /// Returns the stops of a ring and of its image in the source plane: its points, and those that
    /// its edges need to be straight among the target cells. The last stop is the first again.
    /// Throws InputError if the ring goes around a pole of a rotated target grid.
    std::vector<Stop> stops_of(const Ring& points, const Ring& image) const;
    /// Returns the longitude and latitude of a point of the target grid, moved by `shift`, between
    /// two spots. The longitude is in the range of the outline.
    Point longitude_latitude_of(Point place, double shift, const Spot& a, const Spot& b) const;
    /// Returns the spot on edge ab nearest to a point. The point itself may lie off the edge, which
    /// is straight in each plane.
    Spot on_edge(const Spot& a, const Spot& b, Point longitude_latitude, CellLine line) const;
    /// Returns the width of the world in x of the target grid: 360, or 0 if it does not repeat.
    double world_width() const { return world_width_; }

private:
    Point place_of(Point longitude_latitude, double before) const;
    void refine(const Stop& a, const Stop& b, int depth, std::vector<Stop>& out) const;

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
};

} // namespace cityflux
