#pragma once

#include "pipeline/tables/text_table.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Returns the year of a column's name, with or without the mark of a note or a revision behind it:
/// 2019, 2019.0, 2019年, 2019年①, 2019*, 2019(修订), 2020E, 2019年(万吨). Returns std::nullopt for
/// names that only begin with a year, such as 2019年上半年 or 2019年增长(%).
std::optional<int> year_of_header(const std::string& header);

/// Throws InputError if a column's name writes another unit than the one declared for it:
/// "CO2排放量(万吨)" under Mt. `header` may hold no unit, or words in brackets that are not one.
void require_unit_of_header(
    const std::string& header, const std::string& declared, const std::string& subject);

/// Throws InputError if one of the lines above the header ("单位：万吨") writes another unit than
/// the one declared.
void require_unit_of_notes(
    const std::vector<std::string>& lines, const std::string& declared, const std::string& subject);

/// Returns the columns named by years, with their years. Throws InputError on a year that two
/// columns have, or a unit that contradicts `unit`.
std::vector<std::pair<std::size_t, int>> year_columns(
    const TextTable& table, const std::string& unit);

/// Throws InputError if a column of years (year, 年份) holds, in one of `rows`, a year that is not
/// among those declared.
void require_declared_years(
    const TextTable& table, const std::vector<const TextRow*>& rows, const std::set<int>& declared);

} // namespace cityflux
