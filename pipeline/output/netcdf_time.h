#pragma once

#include "pipeline/output/netcdf_writer.h"
#include "pipeline/output/period_span.h"

#include <span>

namespace cityflux {

/// Adds the coordinate `time` with the middles of periods, its bounds `time_bnds` and their
/// dimension `bnds`. Returns the id of that dimension.
int add_time(NetcdfWriter& writer, std::span<const PeriodSpan> periods, int period_dimension);

} // namespace cityflux
