#pragma once

#include "grids/geometry/axis.h"

#include <limits>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Coordinates of the cells along one axis, as a file states them.
struct AxisCoordinates {
    std::string name; ///< for messages, e.g. "'lat'"
    std::string file {}; ///< path, for errors
    std::vector<double> centres;
    /// Two for each centre, in either order; empty if the file has none.
    std::vector<double> bounds {};
    std::string bounds_name {}; ///< name of the variable with the bounds
    bool longitude = false; ///< degrees that repeat after 360
    double limit = std::numeric_limits<double>::infinity(); ///< 90 for latitudes
};

/// Axis of a grid, and what a user should know about how it was found.
struct FoundAxis {
    Axis axis;
    std::vector<std::string> notes {}; ///< each a sentence
};

/// Finds the axis with these coordinates:
/// - even cells around the centres, if these are even within their rounding and no bounds disagree;
/// - the cells of the bounds, if these lie next to each other and hold the centres, with a note if
///   the centres are not in the middle of even cells;
/// - otherwise uneven cells that meet half way between centres, with a note. Gaussian latitudes
///   end at the poles.
/// Bounds that contradict the centres are not used, which a note states. Throws InputError, with
/// the position, if a centre is not a number, is missing, occurs twice or goes back, and if a
/// single centre has no bounds.
FoundAxis find_axis(const AxisCoordinates& coordinates);

/// Returns the axis with these cell centres; the same as find_axis() without bounds and notes.
Axis axis_of_centres(std::span<const double> centres, const std::string& name,
    double limit = std::numeric_limits<double>::infinity());

} // namespace cityflux
