#pragma once

#include "pipeline/tables/mann_kendall.h"
#include "pipeline/tables/yearly_series.h"

#include <optional>

namespace cityflux {

/// Trend of a series.
struct Trend {
    MannKendall test;
    double slope
        = 0.0; ///< Sen's slope, in the values' unit per year; NaN with fewer than two values
};

Trend trend_of(const YearlySeries& series);

/// Position of a yearly series relative to its highest value.
struct PeakTest {
    int peak_year = 0; ///< last year of equal highest values
    double peak = 0.0;
    int last_year = 0;
    int years_since = 0; ///< by the calendar, including years without a value
    double below = 0.0; ///< relative difference of the last value below the peak, 0..1
    std::size_t values = 0;
    std::size_t years_missing = 0; ///< between the first and the last year
    Trend whole;
    /// Trend of the peak year and the years after it. The series begins with its highest value by
    /// construction, which favours a falling trend. For short series p therefore measures how
    /// regular the fall is, not its probability by chance.
    Trend since_peak;
};

/// Tests a series, in which years may be missing. Returns std::nullopt if it has no values. Throws
/// InputError on a duplicate year, or if the highest value is not positive.
std::optional<PeakTest> peak_test(const YearlySeries& series);

} // namespace cityflux
