#pragma once

#include "grids/quantity/period.h"

#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Step of a time axis: the month of its midpoint and its length.
struct TimeStep {
    enum class Length { month, year, unknown };
    Period month;
    Length length = Length::unknown;
    Calendar calendar
        = Calendar::gregorian; ///< calendar of the axis, which sets the lengths of months and years
};

/// Returns the steps of a CF time axis ("days since 2000-01-01", with calendar; optional bounds,
/// two per time). The length of a step is inferred from the bounds or from the distance between
/// times. A single time without bounds has length `unknown`. Throws InputError beginning with
/// `subject` if units, calendar or times are invalid.
std::vector<TimeStep> steps_of_time_axis(std::span<const double> times,
    std::span<const double> bounds, const std::string& units, const std::string& calendar,
    const std::string& subject);

} // namespace cityflux
