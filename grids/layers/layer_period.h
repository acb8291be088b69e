#pragma once

#include "grids/layers/slice_context.h"
#include "grids/quantity/period.h"

#include <optional>

namespace cityflux {

/// Period by a file, or by its inventory.
struct StatedPeriod {
    Period period;
    bool open = false; ///< true if it may be a month or the year
    bool by_inventory = false; ///< true if the file states none and the inventory has a default

    /// Returns true if `declared` is this period or one of what it leaves open.
    bool may_be(const Period& declared) const;
};

/// Returns the period of a slice without the user's declaration. Returns std::nullopt if there is
/// none, or if the file's dates cannot be read as months or years.
std::optional<StatedPeriod> stated_period(const SliceContext& context);

/// Returns the year or month that a slice covers: declared by the user, by the inventory's rules,
/// from the time axis or a scalar time, or from the attributes "year" and "month". A dimension that
/// counts months turns a year into its months. Throws InputError if the period is unknown or not
/// valid.
Period period_of(const SliceContext& context);

/// Returns the calendar of the time axis, or the Gregorian calendar if there is none or the user
/// declares another year.
Calendar calendar_of(const SliceContext& context);

} // namespace cityflux
