#pragma once

#include "boundaries/coverage/coverage.h"

#include <string>

namespace cityflux {

/// What a city has on a grid by its edges alone, without cells: Green's theorem with each edge clamped to the rectangle of the
/// grid, for each whole world by which the city is moved onto it. `polygon_area` is that of all of it, in units of the plane.
CoverageProof prove(const MultiPolygon& plane_polygons, double polygon_area, const GridPlane& plane);

/// The same area and moments of the cells of a coverage; of a partly covered cell the centre stands for what is covered.
AreaMoments moments_of_cells(const CityCoverage& coverage, const GridPlane& plane);

/// Why the cells of a coverage cannot be those of its outline, a sentence; empty where their area is that of its proof and they
/// lie where the outline does (docs/method.md, section 3).
std::string fault_of(const CityCoverage& coverage, const GridPlane& plane);

} // namespace cityflux
