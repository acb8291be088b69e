#include "grids/layers/variable_roles.h"

#include "grids/layers/declared_values.h"
#include "grids/quantity/unit.h"
#include "grids/text/error.h"
#include "grids/text/text_pattern.h"
#include "grids/text/words.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Words = std::vector<std::string>;
using WordSet = std::set<std::string, std::less<>>;

bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) > 127;
}

/// Returns the words of letters and digits of a name, in lower case.
Words words_of(const std::string& name)
{
    Words words;
    std::string word;
    for (const char c : lower_case(name) + ' ') {
        if (is_letter_or_digit(c)) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    return words;
}

/// Returns a name in lower case without separators.
std::string plain(const std::string& name)
{
    std::string text;
    for (const std::string& word : words_of(name)) {
        text += word;
    }
    return text;
}

/// Words separated by spaces, as in `ancillary_variables`.
Words names_in(const std::string& text)
{
    Words names;
    std::size_t begin = text.find_first_not_of(' ');
    while (begin != std::string::npos) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        names.push_back(text.substr(begin, end - begin));
        begin = text.find_first_not_of(' ', end);
    }
    return names;
}

bool contains_one_of(const std::string& text, std::initializer_list<const char*> parts)
{
    return std::ranges::any_of(
        parts, [&](const char* part) { return text.find(part) != std::string::npos; });
}

bool is_emission_unit(const std::string& unit)
{
    try {
        Unit::parse(unit, {});
        return true;
    } catch (const InputError&) {
        return false;
    }
}

bool is_area_unit(const std::string& unit)
{
    static const TextPattern words("(sq|square)[. _]*(k?m|(kilo)?met(er|re)s?|miles?)|.*(平方公里|"
                                   "平方千米|平方米|公顷)",
        TextPattern::Case::ignored);
    if (words.matches(unit)) {
        return true;
    }
    try {
        conversion_factor(unit, "m2", {});
        return true;
    } catch (const InputError&) {
        return false;
    }
}

/// Returns true if a name has only words of a cell area: "area", "grid_cell_area", "area_km2".
bool names_area(const std::string& name)
{
    static const WordSet all { "area", "areas", "areacella", "areacello", "cellarea", "gridarea",
        "gridcellarea", "pixelarea", "grid", "cell", "cells", "gridcell", "gridbox", "box", "pixel",
        "surface", "land", "shape", "polygon", "of", "in", "km2", "m2", "sqkm", "sqm", "ha", "面积",
        "网格面积" };
    const Words words = words_of(name);
    return std::ranges::all_of(words, [](const std::string& word) { return all.contains(word); })
        && contains_one_of(plain(name), { "area", "面积" });
}

/// Returns true if a name of an area also has a word for cells: "gridarea", "cell_area".
bool names_cell_area(const std::string& name)
{
    const std::string text = plain(name);
    return names_area(name)
        && contains_one_of(text, { "cell", "grid", "pixel", "box", "areacello" });
}

/// Returns true if a name has a word of an uncertainty, wherever it stands.
bool names_uncertainty(const std::string& name)
{
    static const WordSet deviations { "std", "stdv", "sigma", "stderr", "uncert", "variance",
        "rmse" };
    const Words words = words_of(name);
    return std::ranges::any_of(
               words, [](const std::string& word) { return deviations.contains(word); })
        || contains_one_of(plain(name),
            { "uncertaint", "stdev", "stddev", "standarddev", "standarderr", "stderror" });
}

/// Word that has another meaning in a name only next to the variable without it.
struct RelativeWord {
    std::string_view word;
    std::string_view role;
    /// Word of the variable at the other end, which must be there too; empty if none must.
    std::string_view partner = {};
};

constexpr std::string_view uncertainty = "an uncertainty";
constexpr std::string_view prior = "a prior estimate";
constexpr std::string_view lower = "a lower bound";
constexpr std::string_view upper = "an upper bound";
constexpr std::string_view flag = "a flag";
constexpr std::string_view count = "a count";

constexpr RelativeWord relative_words[] = { { "std", uncertainty }, { "stdev", uncertainty },
    { "stddev", uncertainty }, { "sd", uncertainty }, { "se", uncertainty }, { "unc", uncertainty },
    { "err", uncertainty }, { "error", uncertainty }, { "errors", uncertainty },
    { "var", uncertainty }, { "cv", uncertainty }, { "mad", uncertainty }, { "iqr", uncertainty },
    { "rsd", uncertainty }, { "uncertainty", uncertainty }, { "sigma", uncertainty },
    { "prior", prior }, { "apriori", prior }, { "priori", prior }, { "apri", prior },
    { "firstguess", prior }, { "lower", lower }, { "min", lower, "max" }, { "low", lower, "high" },
    { "lb", lower, "ub" }, { "lo", lower, "hi" }, { "lci", lower, "uci" }, { "p025", lower },
    { "p05", lower }, { "p5", lower }, { "p10", lower }, { "p16", lower }, { "p25", lower },
    { "q025", lower }, { "q05", lower }, { "q25", lower }, { "upper", upper },
    { "max", upper, "min" }, { "high", upper, "low" }, { "ub", upper, "lb" }, { "hi", upper, "lo" },
    { "uci", upper, "lci" }, { "p75", upper }, { "p84", upper }, { "p90", upper }, { "p95", upper },
    { "p975", upper }, { "q75", upper }, { "q95", upper }, { "q975", upper }, { "flag", flag },
    { "flags", flag }, { "qa", flag }, { "qc", flag }, { "qf", flag }, { "quality", flag },
    { "mask", "a mask" }, { "count", count }, { "counts", count }, { "nobs", count },
    { "samples", count }, { "weight", "a weight" }, { "weights", "a weight" },
    { "bias", "a bias" } };

/// Words in the names of best estimates.
constexpr std::string_view central_words[]
    = { "mean", "avg", "average", "median", "best", "central", "estimate", "est", "post",
          "posterior", "aposteriori", "apos", "opt", "optimised", "optimized", "value", "p50" };

/// Returns what a variable without a unit of emission is, by its whole name without separators.
std::optional<std::string> role_by_whole_name(const std::string& name)
{
    static const WordSet indices { "fid", "ogcfid", "oid", "objectid", "gid", "id", "gridid",
        "cellid", "cell", "cellno", "cellnumber", "cellindex", "cellcode", "gridno", "gridnum",
        "gridcode", "gridcell", "gridcellid", "gridindex", "index", "idx", "rowid", "row", "rows",
        "col", "column", "rowno", "colno", "rowname", "rownames", "rownumber", "pointid", "pid",
        "pixelid", "uid", "uuid", "hexid", "tileid", "featureid", "globalid", "sid", "code",
        "adcode", "level0", "i", "j", "ix", "iy", "irow", "icol", "countryid", "countryids",
        "countrycode", "country", "regionid", "region", "regions", "province", "provinceid",
        "provincecode", "citycode", "cityid", "iso", "iso3", "zone", "basin", "timezone",
        "targetfid", "origfid", "gridfid", "joincount", "序号", "编号", "网格编号", "网格号" };
    static const WordSet coordinates { "lon", "long", "longitude", "lat", "latitude", "x", "y",
        "easting", "northing", "xcoord", "ycoord", "xmin", "xmax", "ymin", "ymax", "left", "right",
        "top", "bottom", "lonmin", "lonmax", "latmin", "latmax", "xcenter", "ycenter", "xcentre",
        "ycentre", "centroidx", "centroidy" };
    static const WordSet dates { "year", "yr", "month", "day", "date", "time", "hour", "doy",
        "yyyymm", "yyyymmdd", "datetime", "timestamp" };
    static const WordSet masks { "mask", "landmask", "seamask", "lsm", "flag", "flags", "qa", "qc",
        "qualityflag", "qualityassurance", "quality", "status", "statusflag", "nobs", "count",
        "counts", "numobs", "numberofobservations", "landcover", "landuse", "landuseclass" };
    static const WordSet descriptions { "elevation", "altitude", "dem", "slope", "population",
        "pop", "populationdensity", "gdp", "shapeleng", "shapelength", "perimeter", "landfraction",
        "landfrac", "areafraction", "sftlf" };
    // Names that pandas makes up.
    static const TextPattern unnamed("(unnamed|level)[0-9]+");
    if (unnamed.matches(name) || indices.contains(name)) {
        return "an index or code";
    }
    if (coordinates.contains(name)) {
        return "a coordinate";
    }
    if (dates.contains(name)) {
        return "a date";
    }
    if (masks.contains(name)) {
        return "a mask, flag or count";
    }
    return descriptions.contains(name) ? std::optional<std::string>("a description of the cells")
                                       : std::nullopt;
}

/// Returns what a standard name says of a variable (CF conventions, appendix C and the table of
/// standard names).
std::optional<std::string> role_by_standard_name(const std::string& name)
{
    if (contains_one_of(name,
            { " standard_error", " detection_minimum", " number_of_observations", " status_flag" })
        || contains_one_of(name,
            { "quality_flag", "status_flag", "_binary_mask", "area_fraction", "area_type",
                "number_of_observations" })) {
        return fmt::format("its standard name is '{}'", name);
    }
    return std::nullopt;
}

std::optional<std::string> role_by_long_name(const std::string& long_name)
{
    static const WordSet qualifiers { "the", "relative", "absolute", "total", "estimated", "one",
        "1", "sigma", "a", "posterior" };
    const Words words = words_of(long_name);
    const auto first = std::ranges::find_if_not(
        words, [](const std::string& word) { return qualifiers.contains(word); });
    std::string text;
    for (auto word = first; word != words.end(); ++word) {
        text += *word + " ";
    }
    for (const char* phrase :
        { "standard deviation ", "standard error ", "uncertainty ", "uncertainties ", "variance ",
            "number of observations ", "number of samples ", "quality flag ",
            "coefficient of variation ", "confidence interval ", "percentile " }) {
        if (text.starts_with(phrase) || text.ends_with(std::string(" ") + phrase)) {
            return fmt::format("its long name is '{}'", long_name);
        }
    }
    return std::nullopt;
}

} // namespace

VariableRoles::VariableRoles(const GridFile& file)
{
    std::set<std::string> seen;
    for (const GridVariable& variable : file.variables()) {
        names_.insert(plain(variable.name));
        for (std::string& name : names_in(variable.attributes.text("ancillary_variables"))) {
            ancillary_.insert(std::move(name));
        }
        const Words measures = names_in(variable.attributes.text("cell_measures"));
        for (std::size_t m = 1; m < measures.size(); ++m) {
            if (measures[m - 1] == "area:") {
                areas_.insert(measures[m]);
            }
        }
        const std::string unit = unit_attribute(variable);
        if (unit.empty() || !seen.insert(unit).second) {
            continue;
        }
        if (is_emission_unit(unit)) {
            emission_units_.insert(unit);
        } else if (is_area_unit(unit)) {
            area_units_.insert(unit);
        }
    }
}

std::optional<std::string> VariableRoles::area_role(const GridVariable& variable) const
{
    const std::string unit = unit_attribute(variable);
    const std::string standard_name = variable.attributes.text("standard_name");
    if (area_units_.contains(unit)) {
        return fmt::format("a cell area: its unit is '{}'", unit);
    }
    if (standard_name == "cell_area" || standard_name == "area") {
        return fmt::format("a cell area: its standard name is '{}'", standard_name);
    }
    if (areas_.contains(variable.name)) {
        return "a cell area: `cell_measures` names it";
    }
    if (names_cell_area(variable.name)) {
        return "a cell area by its name";
    }
    if (emission_units_.contains(unit)) {
        return std::nullopt; // such as area sources
    }
    if (names_area(variable.name) || names_area(variable.attributes.text("long_name"))) {
        return "a cell area by its name";
    }
    return std::nullopt;
}

bool VariableRoles::stands_beside(
    const std::string& name, const std::string& word, const std::string& partner) const
{
    for (const bool last : { true, false }) {
        if (!(last ? name.ends_with(word) : name.starts_with(word))) {
            continue;
        }
        const std::string stem
            = last ? name.substr(0, name.size() - word.size()) : name.substr(word.size());
        const auto has = [&](std::string_view other) {
            return names_.contains(last ? stem + std::string(other) : std::string(other) + stem);
        };
        if ((partner.empty() || has(partner))
            && (has({}) || std::ranges::any_of(central_words, has))) {
            return true;
        }
    }
    return false;
}

std::set<std::string> VariableRoles::words_behind_another(const std::string& name) const
{
    const Words words = words_of(name);
    std::string begin;
    for (auto word = words.begin(); word != words.end(); ++word) {
        begin += *word;
        if (word + 1 != words.end() && names_.contains(begin)) {
            return { word + 1, words.end() };
        }
    }
    return {};
}

std::optional<std::string> VariableRoles::role_by_name(const GridVariable& variable) const
{
    const std::string name = plain(variable.name);
    if (names_uncertainty(variable.name)) {
        return "an uncertainty by its name";
    }
    const std::set<std::string> behind = words_behind_another(variable.name);
    for (const auto& [word, role, partner] : relative_words) {
        if (stands_beside(name, std::string(word), std::string(partner))
            || (partner.empty() && behind.contains(std::string(word)))) {
            return fmt::format("{} by its name next to another variable", role);
        }
    }
    if (!emission_units_.contains(unit_attribute(variable))) {
        if (auto role = role_by_whole_name(name)) {
            return *role + " by its name";
        }
    }
    return std::nullopt;
}

std::optional<std::string> VariableRoles::other_role(const GridVariable& variable) const
{
    if (ancillary_.contains(variable.name)) {
        return "`ancillary_variables` of another variable names it";
    }
    if (auto role = role_by_standard_name(variable.attributes.text("standard_name"))) {
        return role;
    }
    const std::string methods = variable.attributes.text("cell_methods");
    if (contains_one_of(methods, { "standard_deviation", "variance", "sum_of_squares" })) {
        return fmt::format("its `cell_methods` are '{}'", methods);
    }
    if (variable.attributes.has("flag_meanings") || variable.attributes.has("flag_values")) {
        return "a flag: it has `flag_meanings` or `flag_values`";
    }
    if (auto role = role_by_long_name(variable.attributes.text("long_name"))) {
        return role;
    }
    return role_by_name(variable);
}

} // namespace cityflux
