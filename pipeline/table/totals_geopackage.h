#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/output/output_file.h"
#include "pipeline/table/totals_table.h"

namespace cityflux {

/// Writes the table to file.temporary() as a GeoPackage: one layer `totals` of multipolygons in
/// EPSG:4326. Each row is a feature with the columns of the CSV as its fields and the outline of
/// its city. Missing numbers are NULL. The geometry is NULL if the city has no shape or is not in
/// the list. Equal tables give equal bytes: the date of change is SOURCE_DATE_EPOCH. Default:
/// 1970-01-01. Throws InputError if the file cannot be written.
void write_totals_geopackage(
    const TotalsTable& table, const CityList& cities, const OutputFile& file);

} // namespace cityflux
