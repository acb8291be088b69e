#pragma once

#include "boundaries/coverage/coverage.h"

#include <string>

namespace cityflux {

/// Computes the check values of polygons from their edges alone, without cells: Green's theorem
/// with each edge clamped to the rectangle of the grid. Adds the values of every shift by whole
/// worlds onto the grid. `polygon_area` is the area of all polygons, in square units of the plane.
CoverageProof prove(
    const MultiPolygon& plane_polygons, double polygon_area, const GridPlane& plane);

/// Returns area and moments of the cells of a coverage. The centre of a partly covered cell stands
/// for its covered part.
AreaMoments moments_of_cells(const CityCoverage& coverage, const GridPlane& plane);

/// Returns the reason, a sentence, why the cells of a coverage cannot match its outline. Returns ""
/// if their area equals that of the proof and their centroid is in the right place (docs/method.md,
/// section 3).
std::string fault_of(const CityCoverage& coverage, const GridPlane& plane);

} // namespace cityflux
