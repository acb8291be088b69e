#pragma once

#include "grids/layers/slice_context.h"
#include "grids/quantity/period.h"

namespace cityflux {

/// Returns the year or month that a slice covers: declared by the user, by the inventory's rules,
/// from the time axis or a scalar time, or from the attributes "year" and "month". A dimension that
/// counts months turns a year into its months. Throws InputError if the period is unknown or not
/// valid.
Period period_of(const SliceContext& context);

/// Returns the calendar of the time axis, or the Gregorian calendar if there is none or the period
/// is declared.
Calendar calendar_of(const SliceContext& context);

} // namespace cityflux
