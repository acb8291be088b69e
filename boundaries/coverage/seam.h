#pragma once

#include "boundaries/outlines/geometry.h"

#include <optional>

namespace cityflux {

/// Cuts outlines in longitude and latitude along the meridian at which a map ends
/// (Projection::seam). Parts on both sides become separate parts that end 0.1 mm from it, where
/// rounding moves no point to the other end of the map. Returns std::nullopt if no outline comes
/// that near.
std::optional<MultiPolygon> cut_along_seam(const MultiPolygon& outlines, double seam);

} // namespace cityflux
