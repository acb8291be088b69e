#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/output/output_file.h"
#include "pipeline/table/totals_table.h"

#include <filesystem>
#include <string>

namespace cityflux {

/// The table as CSV text: the header line of the contract, one line a row, numbers in the shortest form that reads back to
/// the same double, missing values empty, fields quoted where needed (RFC 4180).
std::string to_csv(const TotalsTable& table);

/// The table as JSON text: { "unit": "t", "totals": [ { "city_id": ..., ... } ] }; missing values are null.
std::string to_json(const TotalsTable& table);

/// Writes the table in the format of the suffix: .csv, .json, .gpkg (one layer `totals`, a feature for each row with the
/// city's outline in EPSG:4326) or .nc (CF-1.8: dimensions city, series (inventory, species, sector) and period).
/// Is left to be committed. Throws UsageError for another suffix, InputError where it cannot be written.
void write_totals(const TotalsTable& table, const CityList& cities, const OutputFile& file);

/// Throws UsageError where write_totals would for this suffix; to be asked before hours of work.
void check_output_format(const std::filesystem::path& output);

} // namespace cityflux
