#pragma once

#include "boundaries/outlines/geometry.h"

#include <string>
#include <vector>

namespace cityflux {

/// The rings of one feature as a file has them: which part each belongs to, and whether it stands first in it.
struct RawPart {
    std::vector<Ring> rings; ///< first the outer one, as the file says
};

struct Repaired {
    MultiPolygon shape;
    /// What was done, as a list of phrases ("2 rings of fewer than 3 points dropped"); empty: the geometry was valid.
    std::vector<std::string> changes;
};

/// Makes valid, oriented polygons of the rings of a feature: rings of fewer than three distinct points and repeated points
/// are dropped, rings written as holes that lie outside their outer ring become parts, jumps across 180 degrees are unwound
/// (`degrees`), outlines that span more than 360 degrees are brought into one turn, bow-ties and overlaps are taken apart by
/// GEOS. Gives an empty shape where nothing with an area is left.
Repaired repair(std::vector<RawPart> parts, bool degrees);

/// Version of the GEOS library at run time.
std::string geos_version();

} // namespace cityflux
