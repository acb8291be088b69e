#pragma once

#include "pipeline/tables/observation.h"
#include "pipeline/tables/text_table.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Description of a foreign table, CSV or spreadsheet. Loaded from a TOML file; docs/statistics.md
/// describes its keys. Columns are given by name or, as "#1", by position.
struct DescribedTable {
    enum class Layout {
        wide_years, ///< a column for each year, of one variable; columns not named by years are
                    ///< ignored
        long_years, ///< a row for each city and year
        wide ///< a column for each variable
    };

    struct Variable {
        std::string name; ///< species, if the variable is a mass
        std::string column; ///< "" for wide_years
        std::string lower_column; ///< columns of an interval: both or neither
        std::string upper_column;
        std::string unit;
        double factor = 1.0; ///< 44/12 if the table counts the carbon of its CO2
        std::string sector;
        std::optional<int> year; ///< for wide
        std::string scope;
        std::string source;
    };

    std::filesystem::path description;
    std::filesystem::path file;
    std::string sheet;
    char separator = ',';
    DecimalMark decimal = DecimalMark::point;
    std::size_t skip_lines = 0; ///< lines before the header
    Layout layout = Layout::wide;
    std::string inventory; ///< name of the inventory in a totals table
    bool of_provinces = false; ///< true if the names are provinces, not cities
    std::string city_column; ///< "" if the table has only one_city
    std::string one_city;
    std::string id_column; ///< column of administrative codes; "" if there is none
    std::string sector_column; ///< "" if a column or the table has only one sector
    std::map<std::string, std::string>
        sectors; ///< spellings of sectors in the file, and the names that replace them
    std::map<std::string, std::vector<std::string>>
        where; ///< rows are read if each of these columns has one of its texts; "CN *" matches a
               ///< beginning
    std::string year_column; ///< for long_years
    std::vector<std::string> missing; ///< texts or numbers that mean a missing value, in addition
                                      ///< to an empty field
    std::vector<std::string> leave_out; ///< spellings of cities whose rows are skipped
    std::map<std::string, std::string>
        names; ///< spellings of cities in the file, and the names that replace them
    std::vector<Variable> variables;

    /// Throws InputError, with file, line and key, on anything unknown (with the nearest known
    /// key), missing or of the wrong type.
    static DescribedTable load(const std::filesystem::path& description);

    /// Returns the values of `file`, or of another file of the same form. Throws InputError with
    /// file and row.
    std::vector<Observation> read() const { return read(file); }
    std::vector<Observation> read(const std::filesystem::path& other) const;
};

} // namespace cityflux
