#pragma once

#include "grids/text/toml_section.h"
#include "pipeline/index/indicator_source.h"

#include <string>
#include <vector>

namespace cityflux {

/// Range of the years that an index may name.
constexpr int first_index_year = 1700;
constexpr int last_index_year = 2200;

/// Returns the keys of a variable that has a table of its own.
std::vector<std::string> variable_keys();

/// Reads years, scope, inventory and sector of a variable into `input`, which has its name,
/// variable and unit. Default of the years: `index_year`. Throws InputError, with file, line and
/// key, on invalid, duplicate or empty years.
IndicatorInput read_input(const TomlSection& section, IndicatorInput input, int index_year);

/// Source of an indicator as the file declares it.
struct DeclaredSource {
    IndicatorSource source;
    std::vector<double> category_points; ///< by category; empty for other kinds of source
};

/// Reads the source of an indicator from its table: a column, an expression of inputs, or a policy
/// register. `unit` is the unit of a column. Throws InputError, with file, line and key, on missing
/// and invalid values, on keys that have no effect, and on inputs that the expression lacks or does
/// not use.
DeclaredSource read_indicator_source(
    const TomlSection& section, int index_year, const std::string& unit);

} // namespace cityflux
