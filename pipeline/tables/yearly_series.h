#pragma once

#include <vector>

namespace cityflux {

struct YearlyValue {
    int year = 0;
    double value = 0.0;
};

/// Values by year; years without a value are absent.
using YearlySeries = std::vector<YearlyValue>;

/// Sorts the series by year and removes missing values (NaN). Throws InputError on a duplicate
/// year.
YearlySeries ordered(YearlySeries series);

} // namespace cityflux
