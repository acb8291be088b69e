#pragma once

#include "grids/geometry/axis.h"

#include <optional>
#include <span>

namespace cityflux {

/// Returns the largest rounding error of coordinates by their type: float32 if all of them are
/// float32 numbers, else float64.
double rounding_of_type(std::span<const double> coordinates);

/// Returns the largest distance of coordinates from even ones: of their type's rounding and of
/// their printed decimals, but of no more than 1 % of a step.
double rounding_of_coordinates(std::span<const double> coordinates, double step);

/// Returns the even axis with these cell centres. Removes the rounding of their type and printed
/// decimals, also if it accumulates from cell to cell, and recognises half cells at the poles
/// (`limit` is 90 for latitudes). Returns std::nullopt if the centres are uneven beyond that
/// rounding. Requires: two centres or more, all finite, that ascend or descend.
std::optional<Axis> find_even_axis(std::span<const double> centres, double limit);

} // namespace cityflux
