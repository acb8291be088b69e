#pragma once

#include "grids/quantity/period.h"

#include <compare>
#include <string>

namespace cityflux {

/// Year or month, or several consecutive ones: from the first to the last.
struct PeriodSpan {
    PeriodSpan() = default;
    PeriodSpan(Period one)
        : first(one)
        , last(one)
    {
    }
    PeriodSpan(Period from, Period to)
        : first(from)
        , last(to)
    {
    }

    Period first;
    Period last;

    /// Returns ISO 8601: "2019", "2019-03", "2019-03/2019-05". January to December is the year.
    std::string text() const;
    /// Return the first day, and the day after the last, in days since 1850-01-01.
    double first_day() const;
    double end_day() const;

    auto operator<=>(const PeriodSpan&) const = default;
};

/// Returns true if two periods have a day in common.
bool overlap(const Period& a, const Period& b);

} // namespace cityflux
