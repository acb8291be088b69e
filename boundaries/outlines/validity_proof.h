#pragma once

#include "boundaries/outlines/geometry.h"

#include <vector>

namespace cityflux {

/// Whether polygons are beyond doubt valid in the sense of OGC Simple Features: no two edges of all their rings meet but at
/// the point where one ends and the next begins, no part lies inside another's outline, each hole lies in its own outer ring
/// and in no other hole. Decided by the signs of determinants that are larger than their rounding errors, in time that grows
/// with the number of points. False means doubt, not invalidity: rings that touch, nested parts and all that is too tangled
/// for a quick answer are left to a thorough check. Rings have at least three points and do not repeat the first.
bool surely_valid(const std::vector<Polygon>& polygons);

} // namespace cityflux
