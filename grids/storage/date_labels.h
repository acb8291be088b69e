#pragma once

#include "grids/quantity/time_axis.h"

#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Returns the number of a month from its English name or number, or 0.
int month_of_text(const std::string& text);

/// Returns the dates that labels write as "2019-01", "2019-01-16" or "2019-01-16T12:00", as numbers
/// YYYYMM or YYYYMMDD. Digits alone, also of a year, count where `bare` is set. Empty unless all
/// labels are dates.
std::vector<double> dates_of(const std::vector<std::string>& labels, bool bare);

/// Returns the steps of dates_of(). Throws InputError beginning with `subject` if they are not
/// months or years.
std::vector<TimeStep> steps_of_dates(std::span<const double> dates, const std::string& subject);

} // namespace cityflux
