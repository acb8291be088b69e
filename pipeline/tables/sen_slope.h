#pragma once

#include "pipeline/tables/yearly_series.h"

#include <span>

namespace cityflux {

/// Sen's slope: the median of the slopes of all pairs of years, in the values' unit a year (Sen 1968, J. Am. Stat. Assoc.
/// 63:1379). The series as `ordered` gives it; NaN where it has fewer than two values.
double sen_slope(std::span<const YearlyValue> series);

} // namespace cityflux
