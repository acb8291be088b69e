#pragma once

#include "grids/geometry/projection.h"

#include <span>

namespace cityflux {

/// Returns true if two reference systems place all of the points within 5 m of each other on the
/// Earth. `points` are in the plane of the systems. Returns false if only one has an image of a
/// point, or if none of the points has an image.
bool place_alike(const Crs& first, const Crs& second, std::span<const Point> points);

/// Returns true if two reference systems place the whole Earth alike, as place_alike() tells from
/// points at every 30 degrees that `first` can show.
bool place_earth_alike(const Crs& first, const Crs& second);

} // namespace cityflux
