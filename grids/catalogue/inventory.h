#pragma once

#include "grids/geometry/cell_areas.h"
#include "grids/quantity/unit.h"
#include "grids/text/name_pattern.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Sources of one property of a layer (species, sector, year, month), tried in order:
///   "file"            placeholder of that name in the pattern of the file name
///   "variable"        placeholder of that name in the pattern of the variable name
///   "attribute:NAME"  attribute of the variable, otherwise of the file
///   "dimension:NAME"  label of the index along a dimension
///   "index:NAME"      index along a dimension, from 1; a month only if the dimension has 12
///   "time"            time axis; a month only if its steps are not whole years
///   "header"          header lines of a text table (placeholder in one of `header_patterns`)
struct PropertyRule {
    std::vector<std::string> from;
    /// Value if no source has one.
    std::optional<std::string> value;
    /// Names of the provider and their replacements, e.g. { "TOTALS" = "total" }. Upper and lower
    /// case are equal.
    std::map<std::string, std::string> names;
};

/// Form of a text table of points, with one cell a line (lat;lon;value or similar).
struct TableForm {
    /// Names of the columns in order: x or lon, y or lat; all others are values. Default: the names
    /// in the header line.
    std::vector<std::string> columns;
    /// Position of a point in its cell: centre or south-west corner. Default: inferred from the
    /// coordinates.
    enum class Anchor { centre, corner, tell } anchor = Anchor::tell;
    /// Cell size. Default: 0, inferred from the points.
    double step = 0.0;
    /// True if missing cells have mass 0 (sparse tables omit empty cells). Default: they are
    /// nodata.
    bool absent_is_zero = false;
};

/// Form of a text of bare numbers, one or more a line, without georeferencing.
struct BareTextForm {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t skip_lines = 0;
    /// Outer edges of the first cell (row 0, column 0) and signed steps.
    double x_origin = 0.0;
    double y_origin = 0.0;
    double x_step = 0.0;
    double y_step = 0.0;
    /// True if numbers run along rows, false if along columns.
    bool row_major = true;
    std::vector<double> nodata;
};

/// One inventory and version family: rules to recognise its files and to read them. Loaded from a
/// TOML file in the form of docs/inventories.md.
struct Inventory {
    std::string name;
    std::string title;
    std::string family;
    std::string citation;
    std::string licence;
    std::string url;
    std::string notes;
    std::filesystem::path source;

    struct Recognition {
        std::vector<NamePattern> files;
        /// Patterns, each of which must match a variable of the file.
        std::vector<NamePattern> variables;
        /// Attributes of the file or of a variable, and patterns that their texts must match.
        std::map<std::string, NamePattern> attributes;
        /// True if the file name must match too. Otherwise content decides, and a matching name
        /// only adds evidence.
        bool name_required = false;
    } recognise;

    /// Patterns of the variables that are layers. Default: every gridded variable with a unit of
    /// emission.
    std::vector<NamePattern> layer_variables;
    std::vector<NamePattern> excluded_variables;

    PropertyRule species;
    PropertyRule sector;
    PropertyRule year;
    PropertyRule month;
    /// Period of one layer: "year" (months found by `month` are ignored), "month" (a month must be
    /// found) or empty. If empty, a layer covers a month if one is found, otherwise a year. If
    /// `year` finds no year, the time axis gives the period, first by the length of its steps.
    std::string step;
    /// Length of a year in days if the provider declares one (365). Default: 0, the calendar's
    /// length.
    double year_days = 0.0;
    /// Attribute of a variable whose text may declare the length ("... 365 days").
    std::string days_attribute;

    /// Unit of variables without one; with `unit_overrides`, of all variables.
    std::string unit;
    bool unit_overrides = false;
    std::optional<Basis> basis;
    bool negative_is_nodata = false;
    std::vector<double> nodata;
    AreaConvention area;
    /// Unit of the provided cell areas if their variable has none.
    std::string area_unit = "m2";
    /// CRS of files without one. At most one of `crs` and `crs_pattern` is set.
    std::string crs;
    /// CRS with placeholders of the file name, such as "EPSG:{epsg}".
    std::string crs_pattern;

    /// Attributes with the provider's declared total ("3.63676e+013 kg/year"). `total_unit` is the
    /// unit of texts without one.
    std::vector<NamePattern> total_attributes;
    std::string total_unit;

    std::vector<NamePattern> header_patterns;
    std::optional<TableForm> table;
    std::optional<BareTextForm> bare_text;

    /// Reads one TOML file. Throws InputError, with file, line and key, on anything unknown,
    /// missing or of the wrong type.
    static Inventory load(const std::filesystem::path& file);

    /// Returns the parts of a file's name by the first matching pattern of `recognise.files`,
    /// without a final .gz. Returns std::nullopt if none matches.
    std::optional<std::map<std::string, std::string>> parts_of_name(
        const std::filesystem::path& file) const;
    /// Returns `crs`, or `crs_pattern` filled from the file's name. Returns "" if neither gives a
    /// CRS.
    std::string crs_of(const std::filesystem::path& file) const;
};

} // namespace cityflux
