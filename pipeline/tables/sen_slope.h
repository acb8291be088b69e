#pragma once

#include "pipeline/tables/yearly_series.h"

#include <span>

namespace cityflux {

/// Returns Sen's slope: the median of the slopes of all pairs of years, in units of the values per
/// year (Sen 1968, J. Am. Stat. Assoc. 63:1379). Returns NaN if the series has fewer than two
/// values. Requires: `series` is sorted like the result of ordered().
double sen_slope(std::span<const YearlyValue> series);

} // namespace cityflux
