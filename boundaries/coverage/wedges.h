#pragma once

#include "boundaries/outlines/geometry.h"

#include <optional>

namespace cityflux {

/// Cuts outlines in longitude and latitude that span more than half of the Earth along meridians,
/// into wedges of at most 120 degrees. On the sphere such an outline may touch itself, as that of
/// the whole Earth does along 180 degrees, and its ring alone does not tell which side is inside.
/// The ring of a wedge does. Neighbouring wedges share the cut. Returns std::nullopt if no outline
/// spans that much.
std::optional<MultiPolygon> cut_into_wedges(const MultiPolygon& outlines);

} // namespace cityflux
