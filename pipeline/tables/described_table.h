#pragma once

#include "pipeline/tables/observation.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// How to read a table that is not ours, CSV or spreadsheet. Made from a TOML file; its keys are described in
/// docs/statistics.md. A column is called by its name or, as "#1", by its place.
struct DescribedTable {
    enum class Layout {
        wide_years, ///< a column for each year, of one variable; columns whose names are no years are left alone
        long_years, ///< a row for each city and year
        wide ///< a column for each variable
    };

    struct Variable {
        std::string name; ///< of a mass: the species
        std::string column; ///< "" with wide_years
        std::string lower_column; ///< of an interval; both or neither
        std::string upper_column;
        std::string unit;
        double factor = 1.0; ///< 44/12 where the table counts the carbon of its CO2
        std::string sector;
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
    std::string inventory; ///< what the table is called in a table of totals
    bool of_provinces = false; ///< its names are those of provinces, not of cities
    std::string city_column; ///< "" where the table is of one_city
    std::string one_city;
    std::string id_column; ///< of administrative codes; "" where there is none
    std::string sector_column; ///< "" where a column or the table is of one sector
    std::map<std::string, std::string> sectors; ///< the file's spellings of sectors and what they are called
    std::map<std::string, std::vector<std::string>>
        where; ///< rows are read where a column has one of the texts; "CN *": begins
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
