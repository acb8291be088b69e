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

/// Times as a file stores them.
struct TimeNumbers {
    std::span<const double> values;
    std::string units; ///< as TimeUnit::parse() reads them
    std::string calendar;
};

/// Returns the steps of a time axis with optional bounds, two for each time. Bounds without a time
/// unit of their own are in that of the axis. Bounds must be those of a calendar month or year,
/// within a minute at the beginning and an hour at the end, and include their time within a day.
/// Without bounds, steps are months if their dates lie in different months and some in neighbouring
/// ones; they are years if all dates are 1 January, the middle or the end of different years. A
/// single date without bounds has length `unknown`. Throws InputError beginning with `subject`
/// otherwise, and if units, calendar or times are invalid. Its remedy declares the period only if
/// the axis has one time.
std::vector<TimeStep> steps_of_time_axis(
    const TimeNumbers& times, const TimeNumbers& bounds, const std::string& subject);

} // namespace cityflux
