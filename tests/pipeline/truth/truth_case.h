#pragma once

#include "tests/pipeline/truth/truth_rows.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cityflux {

/// An attribute of a netCDF or a GeoTIFF: a text, or numbers.
using TruthAttribute = std::variant<std::string, std::vector<double>>;
using TruthAttributes = std::map<std::string, TruthAttribute>;

/// Numbers of a variable: one for all its cells, or those of each cell in nested lists.
struct TruthValues {
    std::vector<std::size_t> shape; ///< empty: one number for all
    std::vector<double> numbers;
    bool counted = false; ///< 1, 2, 3, ... in the order of the file instead
};

struct TruthVariable {
    std::string name;
    std::string unit; ///< empty: the file does not say
    std::string type; ///< double, float, int, short, byte
    TruthValues values;
    TruthAttributes attributes;
};

struct TruthAxis {
    std::string name;
    std::string units;
    std::vector<double> centres; ///< or corners, where `bounds` say so
    std::vector<double> bounds; ///< two for each cell, or none
    double step = 0.0; ///< signed; 0 where there is one centre and no step
    bool in_float = false;
};

struct TruthTime {
    std::string units;
    std::string calendar;
    std::vector<double> times;
    std::vector<double> bounds; ///< two for each time, or none
};

/// A grid file of a case.
struct TruthGrid {
    enum class Form { netcdf, netcdf3, geotiff, gmt, text } form = Form::netcdf;
    std::string file; ///< name
    std::string text; ///< of Form::text: all of it
    bool gzip = false;

    TruthAxis x;
    TruthAxis y;
    std::vector<TruthVariable> variables;
    std::vector<std::string>
        order; ///< names of the dimensions as they are stored; empty: time, sector, y, x
    std::optional<TruthTime> time;
    std::vector<std::string> sectors; ///< labels of a dimension of sectors, or none
    TruthAttributes about; ///< attributes of the file
    TruthAttributes mapping; ///< attributes of a grid mapping, or none
    std::string crs; ///< of a GeoTIFF; empty: it does not say
    std::vector<std::size_t> chunks; ///< of all variables, deflated; empty: contiguous
    /// Mask of a GeoTIFF: one number for each cell, 0 for no data. Empty: no mask.
    std::vector<double> mask;
    enum class MaskForm { inside, beside, alpha } mask_form = MaskForm::inside;
    std::vector<double> announce; ///< of Form::gmt: columns and rows that the file claims, where
                                  ///< they are not those it has

    // Damage done to the file after it is written.
    std::optional<double> keep_share; ///< of its bytes, from the beginning
    bool damage_chunk = false; ///< the bytes of the first chunk are overwritten
};

struct TruthCity {
    std::string id;
    std::string name;
    /// "box WEST SOUTH EAST NORTH", a WKT, or "null" for a feature without a geometry.
    std::string outline;
};

struct TruthBoundaries {
    std::string form; ///< GeoJSON, GPKG, "ESRI Shapefile", text
    std::string file; ///< name
    std::string crs; ///< empty: it does not say
    std::string text; ///< of the form "text": all of it
    std::vector<TruthCity> cities;
    std::optional<double> keep_share;
};

/// One case of tests/truth/*.toml: what goes in and what comes out.
struct TruthCase {
    std::string file; ///< of the truth table, without its suffix
    std::string name;
    std::string shows;
    std::string unreadable; ///< why the truth table cannot be read; nothing else is set then

    std::vector<TruthGrid> grids;
    TruthBoundaries boundaries;
    std::vector<std::string> options;

    int exit = 0;
    std::vector<std::string> says; ///< on the standard error
    std::vector<std::string> silent; ///< not on the standard error
    bool refused = false; ///< then there is no output
    std::vector<TruthRow> rows; ///< all that the table has
    double tolerance = 1e-12; ///< relative
    /// By JSON pointer: a number (within the tolerance), or words that the text there contains.
    std::map<std::string, std::variant<std::string, double>> manifest;
};

/// The cases of one truth table. Throws InputError for keys that are not known, and for what cannot
/// be.
std::vector<TruthCase> read_truth_table(const std::filesystem::path& file);

/// All cases of a folder in the order of their files; a table that cannot be read is one case that
/// says so.
std::vector<TruthCase> read_truth_tables(const std::filesystem::path& folder);

} // namespace cityflux
