#pragma once

#include "tables/observation.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// How to read a table that is not ours, CSV or spreadsheet. Made from a TOML file; its keys are described in
/// docs/statistics.md.
struct DescribedTable {
    enum class Layout {
        wide_years, ///< a column for each year, of one variable; columns whose names are no years are left alone
        long_years, ///< a row for each city and year
        wide ///< a column for each variable
    };

    struct Variable {
        std::string name;
        std::string column; ///< "" with wide_years
        std::string unit;
        std::optional<int> year; ///< with wide
        std::string scope;
        std::string source;
    };

    std::filesystem::path description;
    std::filesystem::path file;
    std::string sheet;
    char separator = ',';
    std::size_t skip_lines = 0; ///< before the header
    Layout layout = Layout::wide;
    std::string city_column;
    std::string year_column; ///< with long_years
    std::vector<std::string> missing; ///< texts besides a blank that say that there is no value
    std::vector<std::string> leave_out; ///< spellings of cities whose rows are not read
    std::map<std::string, std::string> names; ///< the file's spellings of cities and what they mean
    std::vector<Variable> variables;

    /// Throws InputError naming file, line and key for anything unknown (with the nearest that is known), missing or of the
    /// wrong type.
    static DescribedTable load(const std::filesystem::path& description);

    /// The values of `file`, or of another file of the same form. Throws InputError naming file and row.
    std::vector<Observation> read() const { return read(file); }
    std::vector<Observation> read(const std::filesystem::path& other) const;
};

} // namespace cityflux
