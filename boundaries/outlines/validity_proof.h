#pragma once

#include "boundaries/outlines/geometry.h"

#include <vector>

namespace cityflux {

/// Returns true if polygons are certainly valid in the sense of OGC Simple Features:
/// - edges of all rings meet only where one ends and the next begins;
/// - no part lies inside another's outline;
/// - each hole lies in its own outer ring and in no other hole.
/// Decides by the signs of determinants that exceed their rounding errors, in time proportional to
/// the number of points. False means unknown, not invalid: rings that touch, nested parts and
/// complicated shapes need a thorough check. Requires: rings have at least three points and do not
/// repeat the first.
bool surely_valid(const std::vector<Polygon>& polygons);

} // namespace cityflux
