#pragma once

#include "tests/run_program.h"

#include <optional>
#include <string>
#include <vector>

namespace cityflux {

class TomlValue;

/// A row that the table of totals must have.
struct TruthRow {
    /// Words that name it: all must be fields of it (id, sector, period, species).
    std::vector<std::string> words;
    std::optional<double> value; ///< in the unit of the table; std::nullopt: an empty field
    std::optional<double> lower;
    std::optional<double> upper;
    std::optional<double> edge_share;
    double valid_share = 1.0;
    std::string flag;
};

/// Reads `expect`: a table of values, or of tables, by the words of a row. Throws InputError.
std::vector<TruthRow> read_truth_rows(const TomlValue& expect);

/// Expects a field of a table to hold a number within a relative tolerance.
void expect_number(
    const std::string& what, const std::string& field, double expected, double tolerance);

/// Expects a table of totals to have a row exactly once, with its numbers within a relative
/// tolerance.
void expect_row(const CsvRows& table, const TruthRow& expected, double tolerance);

} // namespace cityflux
