#pragma once

#include "boundaries/outlines/city.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Ground claimed by two cities.
struct SharedGround {
    std::size_t first = 0; ///< indices in the selection
    std::size_t second = 0;
    double km2 = 0.0;
    Point at; ///< centroid of its largest piece, in longitude and latitude
};

/// Ground that is enclosed by cities and claimed by none.
struct Gap {
    double km2 = 0.0;
    Point at; ///< centroid
    std::vector<std::size_t> around; ///< cities on its border, as indices in the selection
};

/// Fit of the outlines of a list: overlaps and gaps.
struct NeighbourReport {
    std::vector<SharedGround>
        overlaps; ///< largest first; ground of three cities counts for each pair of them
    std::vector<Gap> gaps; ///< largest first
    double overlap_km2 = 0.0;
    double gap_km2 = 0.0;
    /// Pairs, or the union of all cities (first == second), that GEOS could not compute.
    std::vector<SharedGround> undecided;
};

/// Finds overlaps and gaps larger than a square metre, by GEOS in longitude and latitude; areas are
/// on WGS84. Overlaps are also found between cities written beyond 180 degrees and cities east of
/// -180. Gaps are not closed across 180 degrees.
NeighbourReport compare_neighbours(const CitySelection& cities);

} // namespace cityflux
