#pragma once

#include "pipeline/output/netcdf_writer.h"
#include "pipeline/output/period_span.h"

#include <span>

namespace cityflux {

/// Adds the coordinate `time`, the middles of periods, with its bounds `time_bnds` and their dimension `bnds`, whose id is
/// returned.
int add_time(NetcdfWriter& writer, std::span<const PeriodSpan> periods, int period_dimension);

} // namespace cityflux
