#pragma once

#include "pipeline/output/output_file.h"
#include "pipeline/table/totals_table.h"

namespace cityflux {

/// Writes the table to file.temporary() as netCDF-4 by CF-1.8: `total`, `lower`, `upper`, `edge_share`, `valid_share` and
/// `flag` over (series, period, city). A series is an inventory, species and sector, in the order of first appearance;
/// periods are sorted, a year before its months; cities stand as in the list they came from. Places without a row are
/// filled with NaN. Throws InputError where it cannot be written, or where two rows claim one place.
void write_totals_netcdf(const TotalsTable& table, const OutputFile& file);

} // namespace cityflux
