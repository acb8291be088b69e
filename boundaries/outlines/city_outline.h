#pragma once

#include "boundaries/outlines/city.h"
#include "boundaries/outlines/datum.h"
#include "boundaries/outlines/repair.h"
#include "grids/geometry/projection.h"

#include <vector>

namespace cityflux {

/// Reference of the coordinates of a boundary file.
struct OutlineReference {
    const Crs& crs;
    const Projection& projection; ///< projection of the CRS; threads must not share it
    Datum datum = Datum::wgs84;
};

/// Transforms the rings of a feature to WGS84 longitude and latitude, repairs them and sets shape,
/// areas, flags and repair of the city. A projected outline is repaired in its plane. If nothing
/// with an area is left, the city has no shape, the flag "no-geometry", and the reason in `repair`.
void set_outline(City& city, std::vector<RawPart> parts, const OutlineReference& reference);

} // namespace cityflux
