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

/// Where one property of a layer (species, sector, year, month) comes from: the sources are tried in order.
///   "file"            the placeholder of that name in the pattern of the file name
///   "variable"        the placeholder of that name in the pattern of the variable name
///   "attribute:NAME"  an attribute of the variable, or of the file
///   "dimension:NAME"  the label of the index along a dimension
///   "index:NAME"      the index along a dimension, counted from 1; a month only where the dimension has 12
///   "time"            the time axis; a month only where its steps are not whole years
///   "header"          the header lines of a text table (the placeholder in one of `header_patterns`)
struct PropertyRule {
    std::vector<std::string> from;
    /// Used where no source gives one.
    std::optional<std::string> value;
    /// The provider's words -> ours, e.g. { "TOTALS" = "total" }. Upper and lower case are the same.
    std::map<std::string, std::string> names;
};

/// A text table of points, one line a cell (lat;lon;value or the like).
struct TableForm {
    /// Names of the columns in order: x or lon, y or lat, anything else is a value. Empty: taken from the header line.
    std::vector<std::string> columns;
    /// Whether a point is the centre of its cell, its south-west corner, or to be told from the values.
    enum class Anchor { centre, corner, tell } anchor = Anchor::tell;
    /// Cell size; 0: told from the points.
    double step = 0.0;
    /// Cells that no line names: mass 0 (sparse tables leave empty cells out), or nodata.
    bool absent_is_zero = false;
};

/// A text of bare numbers, one or more to a line, that carries no georeferencing.
struct BareTextForm {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t skip_lines = 0;
    /// Outer edges of the first cell (row 0, column 0) and signed steps.
    double x_origin = 0.0;
    double y_origin = 0.0;
    double x_step = 0.0;
    double y_step = 0.0;
    /// Whether the numbers run along rows (the usual) or along columns.
    bool row_major = true;
    std::vector<double> nodata;
};

/// One inventory and version family: how to recognise its files and how to read them right. Made from a TOML file; the
/// form is described in docs/inventories.md.
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
        /// Patterns of variables that must all be there.
        std::vector<NamePattern> variables;
        /// Attributes of the file, or of a variable of the inventory, and the pattern their text must match.
        std::map<std::string, NamePattern> attributes;
        /// Whether the file name must match too, or only informs (content then decides).
        bool name_required = false;
    } recognise;

    /// Variables that are layers; empty: every gridded variable with a unit of emission.
    std::vector<NamePattern> layer_variables;
    std::vector<NamePattern> excluded_variables;

    PropertyRule species;
    PropertyRule sector;
    PropertyRule year;
    PropertyRule month;
    /// What one layer covers: "year" (a month that was found does not count), "month" (which has to be found), or empty: a
    /// month where one was found, what the time axis says where there is no year either, and otherwise a year.
    std::string step;
    /// Length of a year in days where the provider says so (365); 0: the calendar's.
    double year_days = 0.0;
    /// Attribute of a variable whose text may declare the length ("... 365 days").
    std::string days_attribute;

    /// Unit where the file states none; with `unit_overrides` also where it does.
    std::string unit;
    bool unit_overrides = false;
    std::optional<Basis> basis;
    bool negative_is_nodata = false;
    std::vector<double> nodata;
    AreaConvention area;
    /// Unit of the provided cell areas, where their variable states none.
    std::string area_unit = "m2";
    /// Where the file states none. At most one of the two is set.
    std::string crs;
    /// The same with placeholders of the file name, such as "EPSG:{epsg}".
    std::string crs_pattern;

    /// Attributes that carry the provider's own total ("3.63676e+013 kg/year"), with the unit where the text has none.
    std::vector<NamePattern> total_attributes;
    std::string total_unit;

    std::vector<NamePattern> header_patterns;
    std::optional<TableForm> table;
    std::optional<BareTextForm> bare_text;

    /// Reads one TOML file. Throws InputError that names the file, the line and the key for anything unknown, missing or
    /// of the wrong type.
    static Inventory load(const std::filesystem::path& file);

    /// The parts of a file's name by the first of `recognise.files` that matches it (a final .gz does not count), or
    /// nothing where none does.
    std::optional<std::map<std::string, std::string>> parts_of_name(const std::filesystem::path& file) const;
    /// `crs`, or `crs_pattern` filled from the file's name; empty where neither gives one.
    std::string crs_of(const std::filesystem::path& file) const;
};

} // namespace cityflux
