#pragma once

#include <vector>

namespace cityflux {

struct YearlyValue {
    int year = 0;
    double value = 0.0;
};

/// Values by year; years without one are not in it.
using YearlySeries = std::vector<YearlyValue>;

/// The series by year, without missing values (NaN). Throws InputError naming a year that stands twice.
YearlySeries ordered(YearlySeries series);

} // namespace cityflux
