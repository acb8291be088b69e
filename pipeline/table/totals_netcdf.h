#pragma once

#include "pipeline/output/output_file.h"
#include "pipeline/table/totals_table.h"

namespace cityflux {

/// Writes the table to file.temporary() as netCDF-4 by CF-1.8. The variables `total`, `lower`,
/// `upper`, `edge_share`, `valid_share` and `flag` have the dimensions (series, period, city). A
/// series is an inventory, species and sector; series are in the order of first appearance.
/// Periods are sorted, a year before its months. Cities are in the order of table.cities.
/// Positions without a row are filled with NaN. Throws InputError if the file cannot be written or
/// two rows have the same position.
void write_totals_netcdf(const TotalsTable& table, const OutputFile& file);

} // namespace cityflux
