#include "tests/pipeline/clip/cf_rules.h"

#include "grids/quantity/unit.h"
#include "grids/text/error.h"
#include "tests/netcdf_status.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <netcdf.h>

namespace cityflux {
namespace {

struct Variable {
    std::string name;
    nc_type type = NC_DOUBLE;
    std::vector<std::string> dimensions;
    std::vector<std::size_t> extents;
    std::map<std::string, std::string> texts;
    std::map<std::string, std::vector<double>> numbers;
    std::map<std::string, nc_type> types; ///< of attributes
    std::vector<double> values; ///< of coordinates

    bool has(const std::string& attribute) const
    {
        return texts.contains(attribute) || numbers.contains(attribute);
    }
    std::string text(const std::string& attribute) const
    {
        const auto found = texts.find(attribute);
        return found == texts.end() ? "" : found->second;
    }
    bool is_text() const { return type == NC_STRING || type == NC_CHAR; }
};

std::vector<std::string> words_of(const std::string& text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

class File {
public:
    explicit File(const std::string& path)
    {
        check_netcdf(nc_open(path.c_str(), NC_NOWRITE, &id_));
        int count = 0;
        check_netcdf(nc_inq_nvars(id_, &count));
        for (int v = 0; v < count; ++v) {
            Variable variable = read(v);
            variables.emplace(variable.name, std::move(variable));
        }
        read_attributes(NC_GLOBAL, whole);
    }
    ~File() { nc_close(id_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    std::map<std::string, Variable> variables;
    Variable whole; ///< the attributes of the file

private:
    void read_attributes(int v, Variable& variable) const
    {
        int count = 0;
        check_netcdf(v == NC_GLOBAL ? nc_inq_natts(id_, &count) : nc_inq_varnatts(id_, v, &count));
        for (int a = 0; a < count; ++a) {
            char name[NC_MAX_NAME + 1];
            check_netcdf(nc_inq_attname(id_, v, a, name));
            nc_type type = NC_NAT;
            std::size_t length = 0;
            check_netcdf(nc_inq_att(id_, v, name, &type, &length));
            variable.types[name] = type;
            if (type == NC_CHAR) {
                std::string text(length, '\0');
                check_netcdf(nc_get_att_text(id_, v, name, text.data()));
                variable.texts[name] = text;
            } else if (type != NC_STRING) {
                std::vector<double> values(length);
                check_netcdf(nc_get_att_double(id_, v, name, values.data()));
                variable.numbers[name] = values;
            }
        }
    }

    Variable read(int v) const
    {
        Variable variable;
        char name[NC_MAX_NAME + 1];
        int dimensions[NC_MAX_VAR_DIMS];
        int count = 0;
        check_netcdf(nc_inq_var(id_, v, name, &variable.type, &count, dimensions, nullptr));
        variable.name = name;
        std::size_t size = 1;
        for (int d = 0; d < count; ++d) {
            std::size_t extent = 0;
            check_netcdf(nc_inq_dim(id_, dimensions[d], name, &extent));
            variable.dimensions.emplace_back(name);
            variable.extents.push_back(extent);
            size *= extent;
        }
        read_attributes(v, variable);
        if (!variable.is_text()) {
            variable.values.resize(size);
            check_netcdf(nc_get_var_double(id_, v, variable.values.data()));
        }
        return variable;
    }

    int id_ = -1;
};

/// Appendix F: what each grid mapping must say besides its name.
const std::map<std::string, std::vector<std::string>>& grid_mappings()
{
    static const std::map<std::string, std::vector<std::string>> all {
        { "latitude_longitude", {} },
        { "rotated_latitude_longitude",
            { "grid_north_pole_latitude", "grid_north_pole_longitude" } },
        { "transverse_mercator",
            { "scale_factor_at_central_meridian", "longitude_of_central_meridian",
                "latitude_of_projection_origin", "false_easting", "false_northing" } },
        { "albers_conical_equal_area",
            { "standard_parallel", "longitude_of_central_meridian", "latitude_of_projection_origin",
                "false_easting", "false_northing" } },
        { "lambert_conformal_conic",
            { "standard_parallel", "longitude_of_central_meridian", "latitude_of_projection_origin",
                "false_easting", "false_northing" } },
        { "lambert_azimuthal_equal_area",
            { "longitude_of_projection_origin", "latitude_of_projection_origin", "false_easting",
                "false_northing" } },
    };
    return all;
}

/// The standard names that our files use, and the unit each is in.
const std::map<std::string, std::string>& standard_names()
{
    static const std::map<std::string, std::string> all { { "time", "s" }, { "latitude", "degree" },
        { "longitude", "degree" }, { "grid_latitude", "degree" }, { "grid_longitude", "degree" },
        { "projection_x_coordinate", "m" }, { "projection_y_coordinate", "m" },
        { "cell_area", "m2" } };
    return all;
}

class Checker {
public:
    explicit Checker(const std::string& path)
        : file_(path)
    {
    }

    std::vector<std::string> run()
    {
        const std::vector<std::string> versions = words_of(file_.whole.text("Conventions"));
        rule(std::find(versions.begin(), versions.end(), "CF-1.8") != versions.end(),
            "Conventions do not name CF-1.8");
        for (const auto& [name, variable] : file_.variables) {
            for (const char* container : { "bounds", "grid_mapping", "climatology" }) {
                if (variable.texts.contains(container)) {
                    referred_.insert(variable.text(container));
                }
            }
        }
        for (const auto& [name, variable] : file_.variables) {
            rule(std::regex_match(name, std::regex("[A-Za-z][A-Za-z0-9_]*")),
                fmt::format("'{}' is not a name", name));
            check_units(variable);
            check_fill(variable);
            check_bounds(variable);
            check_coordinate(variable);
            check_references(variable);
            check_mapping(variable);
            check_methods(variable);
            check_order(variable);
        }
        return broken_;
    }

private:
    void rule(bool kept, const std::string& sentence)
    {
        if (!kept) {
            broken_.push_back(sentence);
        }
    }

    const Variable* find(const std::string& name) const
    {
        const auto found = file_.variables.find(name);
        return found == file_.variables.end() ? nullptr : &found->second;
    }

    static bool is_coordinate(const Variable& variable)
    {
        return variable.dimensions.size() == 1 && variable.dimensions.front() == variable.name
            && !variable.is_text();
    }

    void check_units(const Variable& variable)
    {
        const std::string unit = variable.text("units");
        const std::string standard = variable.text("standard_name");
        if (variable.is_text() || referred_.contains(variable.name)) {
            rule(unit.empty(), fmt::format("{} needs no units", variable.name));
            return;
        }
        rule(!unit.empty(), fmt::format("{} has no units", variable.name));
        rule(variable.has("long_name") || variable.has("standard_name"),
            fmt::format("{} says nothing of itself", variable.name));
        if (!standard.empty() && !standard_names().contains(standard)) {
            rule(false, fmt::format("{}: '{}' is no standard name", variable.name, standard));
            return;
        }
        const std::size_t since = unit.find(" since ");
        rule((standard == "time") == (since != std::string::npos),
            fmt::format("{}: '{}' for time", variable.name, unit));
        try {
            const std::string plain = unit.substr(0, since);
            conversion_factor(
                plain, standard.empty() ? plain : standard_names().at(standard), variable.name);
        } catch (const InputError& error) {
            rule(false, error.what());
        }
    }

    void check_fill(const Variable& variable)
    {
        const auto type = variable.types.find("_FillValue");
        rule(type == variable.types.end() || type->second == variable.type,
            fmt::format("the fill value of {} is of another type", variable.name));
        rule(!is_coordinate(variable) || type == variable.types.end(),
            fmt::format("{} has a fill value", variable.name));
    }

    void check_bounds(const Variable& variable)
    {
        if (!variable.texts.contains("bounds")) {
            return;
        }
        const Variable* bounds = find(variable.text("bounds"));
        rule(bounds != nullptr, fmt::format("the bounds of {} are not there", variable.name));
        if (bounds == nullptr) {
            return;
        }
        std::vector<std::size_t> extents = variable.extents;
        extents.push_back(2);
        rule(
            bounds->extents == extents && bounds->dimensions.front() == variable.dimensions.front(),
            fmt::format("the bounds of {} are of another shape", variable.name));
        for (std::size_t i = 0; i < variable.values.size() && bounds->extents == extents; ++i) {
            const double a = bounds->values[2 * i];
            const double b = bounds->values[2 * i + 1];
            rule(std::min(a, b) <= variable.values[i] && variable.values[i] <= std::max(a, b),
                fmt::format("the bounds of {} do not enclose it", variable.name));
        }
    }

    void check_coordinate(const Variable& variable)
    {
        if (!is_coordinate(variable)) {
            return;
        }
        for (std::size_t i = 1; i < variable.values.size(); ++i) {
            const double step = variable.values[i] - variable.values[i - 1];
            rule(std::isfinite(step) && step != 0.0
                    && (step > 0.0) == (variable.values[1] > variable.values[0]),
                fmt::format("{} is not monotonic", variable.name));
        }
    }

    void check_references(const Variable& variable)
    {
        for (const std::string& name : words_of(variable.text("coordinates"))) {
            const Variable* other = find(name);
            rule(other != nullptr,
                fmt::format("{}: there is no coordinate {}", variable.name, name));
            const auto shared = [&](const std::string& dimension) {
                return std::find(variable.dimensions.begin(), variable.dimensions.end(), dimension)
                    != variable.dimensions.end();
            };
            rule(other == nullptr
                    || std::all_of(other->dimensions.begin(), other->dimensions.end(), shared),
                fmt::format("{} has not the dimensions of its coordinate {}", variable.name, name));
        }
        for (const std::string& name : words_of(variable.text("ancillary_variables"))) {
            rule(find(name) != nullptr, fmt::format("{}: there is no {}", variable.name, name));
        }
        const std::vector<std::string> measures = words_of(variable.text("cell_measures"));
        for (std::size_t i = 0; i + 1 < measures.size(); i += 2) {
            const Variable* measure = find(measures[i + 1]);
            rule(measures[i] == "area:" && measure != nullptr && measure->text("units") == "m2",
                fmt::format("{}: '{}' is no cell measure", variable.name, measures[i + 1]));
        }
    }

    void check_mapping(const Variable& variable)
    {
        const bool on_grid = variable.has("cell_measures");
        if (!variable.texts.contains("grid_mapping")) {
            rule(!on_grid, fmt::format("{} has no grid mapping", variable.name));
            return;
        }
        const Variable* mapping = find(variable.text("grid_mapping"));
        const auto known = mapping == nullptr
            ? grid_mappings().end()
            : grid_mappings().find(mapping->text("grid_mapping_name"));
        rule(known != grid_mappings().end(),
            fmt::format("the grid mapping of {} is none", variable.name));
        if (known == grid_mappings().end()) {
            return;
        }
        for (const std::string& parameter : known->second) {
            rule(mapping->numbers.contains(parameter),
                fmt::format("{} does not say {}", mapping->name, parameter));
        }
        // Section 5.6: where the grid is not of longitude and latitude, these are further
        // coordinates.
        if (known->first != "latitude_longitude") {
            const std::vector<std::string> coordinates = words_of(variable.text("coordinates"));
            for (const char* standard : { "latitude", "longitude" }) {
                rule(std::any_of(coordinates.begin(), coordinates.end(),
                         [&](const std::string& name) {
                             return find(name) != nullptr
                                 && find(name)->text("standard_name") == standard;
                         }),
                    fmt::format("{} has no {}", variable.name, standard));
            }
        }
    }

    void check_methods(const Variable& variable)
    {
        static const std::set<std::string> methods { "point", "sum", "maximum", "median",
            "mid_range", "minimum", "mean", "mode", "range", "standard_deviation", "variance" };
        const std::vector<std::string> words = words_of(variable.text("cell_methods"));
        rule(words.size() % 2 == 0, fmt::format("the cell methods of {} are none", variable.name));
        for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
            const std::string name = words[i].substr(0, words[i].size() - 1);
            const bool is_name = name == "area"
                || std::find(variable.dimensions.begin(), variable.dimensions.end(), name)
                    != variable.dimensions.end();
            rule(words[i].ends_with(':') && is_name && methods.contains(words[i + 1]),
                fmt::format(
                    "{}: '{} {}' is no cell method", variable.name, words[i], words[i + 1]));
        }
    }

    /// Time, then others, then y, then x.
    void check_order(const Variable& variable)
    {
        int last = 0;
        for (const std::string& dimension : variable.dimensions) {
            const Variable* coordinate = find(dimension);
            const std::string axis = coordinate == nullptr ? "" : coordinate->text("axis");
            const std::string standard
                = coordinate == nullptr ? "" : coordinate->text("standard_name");
            const int place = standard == "time" ? 0 : axis == "Y" ? 2 : axis == "X" ? 3 : 1;
            if (referred_.contains(variable.name)) {
                continue;
            }
            rule(
                place >= last, fmt::format("the dimensions of {} are out of order", variable.name));
            last = place;
        }
    }

    File file_;
    std::set<std::string> referred_; ///< bounds and grid mappings, which need no units
    std::vector<std::string> broken_;
};

} // namespace

std::vector<std::string> cf_violations(const std::string& path)
{
    return Checker(path).run();
}

} // namespace cityflux
