#pragma once

#include "pipeline/tables/observation.h"

#include <string>
#include <vector>

namespace cityflux {

/// The unit of a variable whose values are words (see IndicatorSource::Kind::categories).
inline constexpr const char* text_unit = "text";

/// Reads what `--data` names. By its suffix and header it is
/// - a tidy CSV file: city,variable,year,value,unit,scope,source, perhaps id,lower,upper, in any order;
/// - a table of city totals, CSV or JSON: the variable is the species, the source the inventory;
/// - `DESCRIPTION.toml` or `DESCRIPTION.toml=FILE`: a foreign table and how to read it (see pipeline/tables/described_table.h).
/// A blank value is missing and gives no observation; a total that is missing is kept, as NaN, where its flag says why. Throws
/// InputError naming file and row for what cannot be read and for a value that is given twice.
std::vector<Observation> read_statistics(const std::string& argument);

/// Those of all arguments, in their order; a value that two files give is refused too.
std::vector<Observation> read_statistics(const std::vector<std::string>& arguments);

/// Throws InputError where two observations have city, variable, year, scope, sector and source in common.
void check_given_once(const std::vector<Observation>& observations);

/// Throws InputError where an interval has one end only, or the value lies outside it.
void check_interval(const Observation& observation);

/// Reads a year, 1700 to 2200; "2019年" and "2019.0" too. Throws InputError beginning with `subject`.
int statistic_year(const std::string& field, const std::string& subject);

} // namespace cityflux
