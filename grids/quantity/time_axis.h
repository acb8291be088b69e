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

/// Returns the steps of a time axis (`units` as TimeUnit::parse() reads them, with calendar;
/// optional bounds, two per time). Bounds must be those of a calendar month or year, within a
/// minute at the beginning and an hour at the end. Without bounds, steps are months if their dates
/// lie in different months and some in neighbouring ones; they are years if all dates are 1
/// January, the middle or the end of different years. A single date without bounds has length
/// `unknown`. Throws InputError beginning with `subject` otherwise, and if units, calendar or times
/// are invalid. Its remedy declares the period only if the axis has one time.
std::vector<TimeStep> steps_of_time_axis(std::span<const double> times,
    std::span<const double> bounds, const std::string& units, const std::string& calendar,
    const std::string& subject);

} // namespace cityflux
