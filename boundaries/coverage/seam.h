#pragma once

#include "boundaries/outlines/geometry.h"

#include <optional>

namespace cityflux {

/// Outlines in longitude and latitude, cut along the meridian at which a map ends (Projection::seam): what lies to one side of
/// it and to the other becomes parts of their own, which end 0.1 mm beside it, where no rounding takes a point to the other end
/// of the map. Nothing where no outline comes so near to it.
std::optional<MultiPolygon> cut_along_seam(const MultiPolygon& outlines, double seam);

} // namespace cityflux
