#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/output/output_file.h"
#include "pipeline/table/totals_table.h"

namespace cityflux {

/// Writes the table to file.temporary() as a GeoPackage: one layer `totals` of multipolygons in EPSG:4326, a feature for
/// each row with the columns of the CSV as its fields and the outline of its city. Missing numbers are NULL, and so is the
/// geometry where the city has no shape or is not in the list. The same table gives the same bytes: the date of change is
/// SOURCE_DATE_EPOCH, 1970-01-01 where that is not set. Throws InputError where it cannot be written.
void write_totals_geopackage(const TotalsTable& table, const CityList& cities, const OutputFile& file);

} // namespace cityflux
