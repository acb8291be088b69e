#pragma once

#include "grids/text/message.h"
#include "pipeline/tables/observation.h"

#include <string>
#include <vector>

namespace cityflux {

/// Unit of a variable whose values are words (IndicatorSource::Kind::categories).
inline constexpr const char* text_unit = "text";

/// Reads an argument of `--data`. By its suffix and header it is
/// - a tidy CSV file: city,variable,year,value,unit,scope,source, optionally id,lower,upper, in any
/// order;
/// - a totals table, CSV or JSON: the variable is the species, the source the inventory;
/// - `DESCRIPTION.toml` or `DESCRIPTION.toml=FILE`: a foreign table with its description
/// (described_table.h). A blank value is missing and skipped. A missing total is kept as NaN if it
/// has a flag. Throws InputError, with file and row, on input that cannot be read and on duplicate
/// values.
std::vector<Observation> read_statistics(const std::string& argument);

/// Reads all arguments in their order. Throws InputError also on a value that two files have.
std::vector<Observation> read_statistics(const std::vector<std::string>& arguments);

/// Throws InputError if two observations have the same city, id, variable, year, scope, sector and
/// source. `remedy` is the way out for tables that have no such columns.
void check_given_once(const std::vector<Observation>& observations,
    const Text& remedy = "keep one, or distinguish them by scope or source");

/// Throws InputError if an interval has only one end, or if the value lies outside it.
void check_interval(const Observation& observation);

/// Reads a year, 1700 to 2200; also "2019年" and "2019.0". Throws InputError with `subject`.
int statistic_year(const std::string& field, const Text& subject);

} // namespace cityflux
