#pragma once

#include "boundaries/outlines/geometry.h"

#include <string>
#include <vector>

namespace cityflux {

/// Rings of one part of a feature, as stored in the file.
struct RawPart {
    std::vector<Ring> rings; ///< the outer ring first, by the file
};

struct Repaired {
    MultiPolygon shape;
    /// Repairs as a list of phrases ("2 rings of fewer than 3 points dropped"); empty if the
    /// geometry was valid.
    std::vector<std::string> changes;
};

/// Makes valid, oriented polygons from the rings of a feature. Returns an empty shape if nothing
/// with an area remains. Repairs:
/// - closes open rings, and drops repeated points and rings of fewer than three distinct points;
/// - unwinds jumps across 180 degrees (if `degrees`);
/// - turns holes outside their outer ring, and islands in holes, into parts;
/// - divides bow-ties and overlaps (GEOS);
/// - moves outlines of more than 360 degrees into one turn (if `degrees`).
Repaired repair(std::vector<RawPart> parts, bool degrees);

/// Returns the version of the GEOS library at run time.
std::string geos_version();

} // namespace cityflux
