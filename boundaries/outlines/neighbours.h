#pragma once

#include "boundaries/outlines/city.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Ground that two cities both have.
struct SharedGround {
    std::size_t first = 0; ///< positions in the selection
    std::size_t second = 0;
    double km2 = 0.0;
    Point at; ///< longitude and latitude of its largest piece
};

/// Ground that cities enclose and none of them has.
struct Gap {
    double km2 = 0.0;
    Point at; ///< its centre of gravity
    std::vector<std::size_t> around; ///< the cities on its border
};

/// How well the outlines of a list fit together.
struct NeighbourReport {
    std::vector<SharedGround> overlaps; ///< the largest first; ground of three cities counts for each two of them
    std::vector<Gap> gaps; ///< the largest first
    double overlap_km2 = 0.0;
    double gap_km2 = 0.0;
    /// Pairs, or the union of all (first == second), that GEOS could not compute.
    std::vector<SharedGround> undecided;
};

/// Overlaps and gaps of more than a square metre, by GEOS in longitude and latitude, areas on WGS84. Cities that are written
/// beyond 180 degrees overlap those before -180; gaps are not closed across 180 degrees.
NeighbourReport compare_neighbours(const CitySelection& cities);

} // namespace cityflux
