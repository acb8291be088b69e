#pragma once

#include "grids/quantity/period.h"

#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// One step of a time axis: the month its middle lies in, and what the step itself is.
struct TimeStep {
    enum class Length { month, year, unknown };
    Period month;
    Length length = Length::unknown;
    Calendar calendar = Calendar::gregorian; ///< of the axis, by which months and years have their lengths
};

/// The steps of a CF time axis ("days since 2000-01-01", with calendar; optional bounds, two per time). The length of a
/// step is told from the bounds or from the distance between times; a single time without bounds has none.
/// Throws InputError beginning with `subject` where units, calendar or times cannot be understood.
std::vector<TimeStep> steps_of_time_axis(std::span<const double> times, std::span<const double> bounds,
    const std::string& units, const std::string& calendar, const std::string& subject);

} // namespace cityflux
