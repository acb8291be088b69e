#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/output/output_file.h"
#include "pipeline/table/totals_table.h"

#include <filesystem>
#include <string>

namespace cityflux {

/// Returns the table as CSV text: a header with the documented columns, and one line for each row.
/// Numbers have the shortest form that reads back to the same double. Missing values are empty, and
/// fields are quoted where needed (RFC 4180).
std::string to_csv(const TotalsTable& table);

/// Returns the table as JSON text; missing values are null:
/// { "unit": "t", "totals": [ { "city_id": ..., ... } ] }
std::string to_json(const TotalsTable& table);

/// Writes the table in the format of the suffix, and does not commit the file:
/// .csv, .json;
/// .gpkg, one layer `totals` with a feature for each row and the city's outline in EPSG:4326;
/// .nc, CF-1.8 with dimensions series (inventory, species, sector), period and city.
/// Throws UsageError for another suffix, and InputError if the file cannot be written.
void write_totals(const TotalsTable& table, const CityList& cities, const OutputFile& file);

/// Throws UsageError if write_totals() would do so for this suffix. Called before any computation.
void check_output_format(const std::filesystem::path& output);

} // namespace cityflux
