#pragma once

#include "grids/layers/slice_context.h"
#include "grids/quantity/period.h"

namespace cityflux {

/// Returns the year or month that a slice covers: declared by the user, by the inventory's rules,
/// from the time axis, or from the attributes "year" and "month". Throws InputError if it is
/// unknown or not a valid period.
Period period_of(const SliceContext& context);

/// Returns the calendar of the time axis, or the Gregorian calendar if there is none or the period
/// is declared.
Calendar calendar_of(const SliceContext& context);

} // namespace cityflux
