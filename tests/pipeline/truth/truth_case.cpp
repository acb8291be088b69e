#include "tests/pipeline/truth/truth_case.h"

#include "grids/text/error.h"
#include "grids/text/toml_section.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Keys = std::vector<std::string>;

const Keys grid_keys { "form", "file", "text", "gzip", "x", "y", "x_name", "y_name", "x_units",
    "y_units", "x_bounds", "y_bounds", "axis_type", "variable", "variables", "values", "unit",
    "type", "attributes", "order", "time", "sectors", "about", "mapping", "crs", "chunks",
    "announce", "mask", "mask_form", "keep_share", "damage_chunk" };

/// A table of a case and, for what it does not say, the defaults of the file.
class Defaulted {
public:
    Defaulted(std::optional<TomlSection> own, std::optional<TomlSection> otherwise)
        : own_(std::move(own))
        , otherwise_(std::move(otherwise))
    {
    }

    std::optional<TomlValue> find(std::string_view key) const
    {
        auto found = own_ ? own_->find(key) : std::nullopt;
        return found || !otherwise_ ? found : otherwise_->find(key);
    }
    std::string text(std::string_view key, const std::string& otherwise) const
    {
        const auto found = find(key);
        return found ? found->blank_or_text() : otherwise;
    }
    bool flag(std::string_view key) const
    {
        const auto found = find(key);
        return found && found->flag();
    }

private:
    std::optional<TomlSection> own_;
    std::optional<TomlSection> otherwise_;
};

/// "none" stands for what a file does not say.
std::string unless_none(const std::string& text)
{
    return text == "none" ? "" : text;
}

/// A number, or "nan", "inf", "-inf".
double cell(const TomlValue& value)
{
    return value.is_text()
        ? value.choice<double>({ { "nan", std::numeric_limits<double>::quiet_NaN() },
            { "inf", std::numeric_limits<double>::infinity() },
            { "-inf", -std::numeric_limits<double>::infinity() } })
        : value.number();
}

void add_values(const TomlValue& value, std::size_t depth, TruthValues& values)
{
    if (!value.is_list()) {
        if (depth != values.shape.size()) {
            value.refuse(ProblemCode::inconsistent, "lists next to numbers");
        }
        values.numbers.push_back(cell(value));
        return;
    }
    const std::vector<TomlValue> elements = value.list("a list");
    if (values.numbers.empty() && depth == values.shape.size()) {
        values.shape.push_back(elements.size());
    }
    if (depth >= values.shape.size() || values.shape[depth] != elements.size()) {
        value.refuse(ProblemCode::inconsistent, "lists of different lengths");
    }
    for (const TomlValue& element : elements) {
        add_values(element, depth + 1, values);
    }
}

TruthValues values_of(const TomlValue& value)
{
    TruthValues values;
    if (value.is_text() && value.text() == "1, 2, 3, ...") {
        values.counted = true;
    } else {
        add_values(value, 0, values);
    }
    return values;
}

std::vector<double> numbers_of(const TomlValue& value)
{
    return values_of(value).numbers;
}

TruthAttributes attributes_of(const TomlValue& value)
{
    TruthAttributes attributes;
    for (const auto& [name, content] : value.entries()) {
        const bool number
            = !content.is_text() || content.text() == "nan" || content.text() == "inf";
        attributes[name]
            = number ? TruthAttribute(numbers_of(content)) : TruthAttribute(content.text());
    }
    return attributes;
}

/// A list of centres, or their first, step and count.
std::vector<double> centres_of(const TomlValue& value, double& step)
{
    if (value.is_list()) {
        const std::vector<double> centres = numbers_of(value);
        step = centres.size() > 1 ? centres[1] - centres[0] : 0.0;
        return centres;
    }
    const TomlSection section = value.section({ "first", "step", "count" });
    const double first = section.need("first", "the first centre").number();
    step = section.need("step", "a step").number();
    std::vector<double> centres(
        static_cast<std::size_t>(section.need("count", "a number of cells").whole(1, 100000)));
    for (std::size_t i = 0; i < centres.size(); ++i) {
        centres[i] = first + step * static_cast<double>(i);
    }
    return centres;
}

TruthAxis axis_of(const Defaulted& grid, const std::string& key, const std::string& name,
    const std::string& units)
{
    TruthAxis axis;
    axis.name = grid.text(key + "_name", name);
    axis.units = unless_none(grid.text(key + "_units", units));
    if (const auto centres = grid.find(key)) {
        axis.centres = centres_of(*centres, axis.step);
    }
    if (const auto bounds = grid.find(key + "_bounds")) {
        axis.bounds = numbers_of(*bounds);
    }
    axis.in_float = grid.text("axis_type", "double") == "float";
    return axis;
}

TruthVariable variable_of(const Defaulted& keys, const std::string& name_key)
{
    TruthVariable variable;
    variable.name = keys.text(name_key, "co2");
    variable.unit = unless_none(keys.text("unit", "t"));
    variable.type = keys.text("type", "double");
    const auto values = keys.find("values");
    if (!values) {
        throw InputError(ProblemCode::missing, fmt::format("variable '{}'", variable.name),
            "missing key 'values'");
    }
    variable.values = values_of(*values);
    if (const auto attributes = keys.find("attributes")) {
        variable.attributes = attributes_of(*attributes);
    }
    return variable;
}

TruthTime time_of(const TomlValue& value)
{
    const TomlSection section = value.section({ "units", "calendar", "values", "bounds" });
    TruthTime time;
    time.units = section.required_text("units");
    time.calendar = section.text_or_empty("calendar");
    time.times = numbers_of(section.need("values", "a list of times"));
    if (const auto bounds = section.find("bounds")) {
        time.bounds = numbers_of(*bounds);
    }
    return time;
}

TruthGrid grid_of(const TomlSection& own, const std::optional<TomlSection>& defaults)
{
    own.allow(grid_keys);
    TruthGrid grid;
    if (own.has("text")) {
        own.allow({ "file", "text", "gzip", "keep_share" });
        grid.form = TruthGrid::Form::text;
        grid.text = own.find("text")->blank_or_text();
        grid.file = own.text("file").value_or("grid.txt");
        grid.gzip = own.flag("gzip");
        grid.keep_share = own.number("keep_share");
        return grid;
    }
    const Defaulted keys(own, defaults);
    if (const auto form = keys.find("form")) {
        grid.form = form->choice<TruthGrid::Form>(
            { { "netcdf", TruthGrid::Form::netcdf }, { "netcdf3", TruthGrid::Form::netcdf3 },
                { "geotiff", TruthGrid::Form::geotiff }, { "gmt", TruthGrid::Form::gmt } });
    }
    const bool geotiff = grid.form == TruthGrid::Form::geotiff;
    grid.file = keys.text("file", geotiff ? "grid.tif" : "grid.nc");
    grid.gzip = keys.flag("gzip");
    grid.x = axis_of(keys, "x", "lon", "degrees_east");
    grid.y = axis_of(keys, "y", "lat", "degrees_north");
    if (grid.x.centres.empty() || grid.y.centres.empty()) {
        own.refuse(ProblemCode::missing, "missing 'x' or 'y', the centres of its columns and rows");
    }
    if (const auto variables = keys.find("variables")) {
        for (const TomlValue& variable : variables->list("a list of tables")) {
            grid.variables.push_back(variable_of(
                Defaulted(
                    variable.section({ "name", "unit", "type", "values", "attributes" }), own),
                "name"));
        }
    } else {
        grid.variables.push_back(variable_of(keys, "variable"));
    }
    if (const auto order = keys.find("order")) {
        for (const TomlValue& name : order->list("a list of dimensions")) {
            grid.order.push_back(name.text());
        }
    }
    if (const auto time = keys.find("time")) {
        grid.time = time_of(*time);
    }
    if (const auto sectors = keys.find("sectors")) {
        for (const TomlValue& sector : sectors->list("a list of texts")) {
            grid.sectors.push_back(sector.text());
        }
    }
    if (const auto about = keys.find("about")) {
        grid.about = attributes_of(*about);
    } else if (!grid.time) {
        grid.about["year"] = "2019";
    }
    if (const auto mapping = keys.find("mapping")) {
        grid.mapping = attributes_of(*mapping);
    }
    grid.crs = unless_none(keys.text("crs", "EPSG:4326"));
    if (const auto chunks = keys.find("chunks")) {
        for (const TomlValue& extent : chunks->list("a list of extents")) {
            grid.chunks.push_back(static_cast<std::size_t>(extent.whole(1, 100000)));
        }
    }
    if (const auto mask = keys.find("mask")) {
        grid.mask = values_of(*mask).numbers;
    }
    if (const auto form = keys.find("mask_form")) {
        using MaskForm = TruthGrid::MaskForm;
        grid.mask_form = form->choice<MaskForm>({ { "inside", MaskForm::inside },
            { "beside", MaskForm::beside }, { "alpha", MaskForm::alpha } });
    }
    if (const auto announce = keys.find("announce")) {
        grid.announce = numbers_of(*announce);
    }
    if (const auto share = keys.find("keep_share")) {
        grid.keep_share = share->number();
    }
    grid.damage_chunk = keys.flag("damage_chunk");
    return grid;
}

std::vector<TruthCity> cities_of(const TomlValue& value)
{
    std::vector<TruthCity> cities;
    if (value.is_table()) {
        for (const auto& [id, outline] : value.entries()) {
            cities.push_back({ id, id, outline.text() });
        }
        return cities;
    }
    for (const TomlValue& element : value.list("a table of outlines by id, or a list of tables")) {
        const TomlSection city = element.section({ "id", "name", "outline" });
        const std::string id = city.need("id", "a text").blank_or_text();
        cities.push_back({ id, city.text("name").value_or(id), city.required_text("outline") });
    }
    return cities;
}

TruthBoundaries boundaries_of(const TomlSection& own, const std::optional<TomlSection>& defaults)
{
    const Defaulted top(own, defaults);
    TruthBoundaries boundaries;
    const auto keys = top.find("boundaries");
    const Defaulted of(keys
            ? std::optional(keys->section({ "form", "file", "crs", "text", "keep_share" }))
            : std::nullopt,
        std::nullopt);
    boundaries.text = of.text("text", "");
    boundaries.crs = unless_none(of.text("crs", "EPSG:4326"));
    const auto form = of.find("form");
    boundaries.form = !boundaries.text.empty() ? "text"
        : form                                 ? form->choice<const char*>(
              { { "geojson", "GeoJSON" }, { "gpkg", "GPKG" }, { "shapefile", "ESRI Shapefile" } })
               : "GeoJSON";
    boundaries.file = of.text("file",
        boundaries.form == "GPKG"                 ? "cities.gpkg"
            : boundaries.form == "ESRI Shapefile" ? "cities.shp"
                                                  : "cities.geojson");
    if (const auto share = of.find("keep_share")) {
        boundaries.keep_share = share->number();
    }
    if (const auto cities = top.find("cities")) {
        boundaries.cities = cities_of(*cities);
    } else if (boundaries.text.empty()) {
        own.refuse(ProblemCode::missing, "missing 'cities'");
    }
    return boundaries;
}

void read_expectations(const TomlSection& section, TruthCase& one)
{
    const std::string which = section.only_one({ "expect", "refused" });
    one.refused = which == "refused";
    one.exit = one.refused ? 3 : 0;
    if (const auto code = section.find("exit")) {
        one.exit = static_cast<int>(code->whole(0, 4));
    }
    one.says = section.texts("says");
    one.silent = section.texts("silent");
    if (one.refused) {
        section.forbid(
            { "manifest", "tolerance", "says", "silent" }, "a refusal has its words only");
        one.says = section.required_texts("refused");
        if (one.exit != 2 && one.exit != 3) {
            section.refuse(ProblemCode::out_of_range,
                fmt::format("exit code {} of a refusal (allowed: 2, 3)", one.exit));
        }
        return;
    }
    one.rows = read_truth_rows(*section.find("expect"));
    one.tolerance = section.number("tolerance").value_or(one.tolerance);
    if (const auto manifest = section.find("manifest")) {
        for (const auto& [pointer, value] : manifest->entries()) {
            if (value.is_text()) {
                one.manifest[pointer] = value.text();
            } else {
                one.manifest[pointer] = value.number();
            }
        }
    }
}

TruthCase case_of(const TomlSection& section, const std::optional<TomlSection>& defaults)
{
    section.allow({ "name", "shows", "grid", "grids", "cities", "boundaries", "options", "expect",
        "refused", "exit", "says", "silent", "tolerance", "manifest" });
    TruthCase one;
    one.name = section.required_text("name");
    one.shows = section.required_text("shows");
    if (!std::all_of(one.name.begin(), one.name.end(),
            [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; })) {
        section.find("name")->refuse(ProblemCode::invalid,
            "not a name of letters, digits and underscores, which names the test");
    }
    const std::optional<TomlSection> default_grid
        = defaults ? defaults->section("grid") : std::nullopt;
    for (const TomlValue& grid : section.list("grids", "a list of tables")) {
        one.grids.push_back(grid_of(grid.section(grid_keys), default_grid));
    }
    if (one.grids.empty()) {
        if (!default_grid) {
            section.need("grid", "a table");
        }
        const std::optional<TomlSection> own = section.section("grid");
        one.grids.push_back(grid_of(own ? *own : *default_grid, default_grid));
    }
    one.boundaries = boundaries_of(section, defaults);
    one.options = section.texts("options");
    read_expectations(section, one);
    return one;
}

} // namespace

std::vector<TruthCase> read_truth_table(const std::filesystem::path& file)
{
    const TomlSection top = TomlSection::read(file, "the truth table");
    top.allow({ "title", "defaults", "case" });
    top.required_text("title");
    const auto defaults = top.section("defaults");
    if (defaults) {
        defaults->allow({ "grid", "cities", "boundaries" });
        if (const auto grid = defaults->section("grid")) {
            grid->allow(grid_keys);
        }
    }
    std::vector<TruthCase> cases;
    std::set<std::string> names;
    for (const TomlSection& section : top.sections("case")) {
        try {
            cases.push_back(case_of(section, defaults));
        } catch (const InputError& error) {
            throw InputError(
                error.message().within(fmt::format("case of line {}", section.line())));
        }
        cases.back().file = file.stem().string();
        if (!names.insert(cases.back().name).second) {
            section.find("name")->refuse(ProblemCode::duplicate, "duplicate name of a case");
        }
    }
    if (cases.empty()) {
        top.refuse(ProblemCode::missing, "missing [[case]]");
    }
    return cases;
}

std::vector<TruthCase> read_truth_tables(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".toml") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    std::vector<TruthCase> all;
    for (const auto& file : files) {
        try {
            std::vector<TruthCase> cases = read_truth_table(file);
            std::move(cases.begin(), cases.end(), std::back_inserter(all));
        } catch (const InputError& error) {
            TruthCase broken;
            broken.file = file.stem().string();
            broken.name = "cannot_be_read";
            broken.unreadable = error.what();
            all.push_back(std::move(broken));
        }
    }
    return all;
}

} // namespace cityflux
