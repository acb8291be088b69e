#include "grids/catalogue/inventory.h"

#include "grids/geometry/projection.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/toml_section.h"
#include "grids/text/words.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double least_radius_m = 6.3e6;
constexpr double largest_radius_m = 6.5e6;
constexpr std::int64_t most_cells = 4'000'000'000;

std::size_t required_count(const TomlSection& section, std::string_view key)
{
    return static_cast<std::size_t>(section.need(key, "a whole number").whole(1, most_cells));
}

std::vector<double> numbers_in(const TomlSection& section, std::string_view key)
{
    std::vector<double> out;
    for (const TomlValue& value : section.list(key, "a list of numbers")) {
        out.push_back(value.number());
    }
    return out;
}

NamePattern pattern_in(const TomlValue& value)
{
    return NamePattern(value.text(), value.subject());
}

std::vector<NamePattern> patterns_in(const TomlSection& section, std::string_view key)
{
    std::vector<NamePattern> out;
    for (const TomlValue& value : section.list(key, "a list of patterns")) {
        out.push_back(pattern_in(value));
    }
    return out;
}

/// Returns the provider's names and their replacements. Throws InputError on names that differ only
/// in case.
std::map<std::string, std::string> names_in(const TomlValue& value)
{
    std::map<std::string, std::string> out;
    for (const auto& [name, meaning] : value.entries()) {
        for (const auto& [other, ours] : out) {
            if (same_word(other, name)) {
                meaning.refuse(ProblemCode::duplicate,
                    fmt::format("duplicate name: differs from '{}' only in case", other),
                    "keep one");
            }
        }
        out.emplace(name, meaning.text());
    }
    return out;
}

bool any_keeps(const std::vector<NamePattern>& patterns, std::string_view placeholder)
{
    return std::any_of(patterns.begin(), patterns.end(), [&](const NamePattern& p) {
        return p.keeps(placeholder) || (placeholder == "year" && p.keeps("yy"));
    });
}

void read_recognition(const TomlSection& section, Inventory& inventory)
{
    section.allow({ "files", "variables", "attributes", "name_required" });
    Inventory::Recognition& recognise = inventory.recognise;
    recognise.files = patterns_in(section, "files");
    recognise.variables = patterns_in(section, "variables");
    if (const auto attributes = section.find("attributes")) {
        for (const auto& [name, pattern] : attributes->entries()) {
            recognise.attributes.emplace(name, pattern_in(pattern));
        }
    }
    recognise.name_required = section.flag("name_required");
    if (recognise.name_required && recognise.files.empty()) {
        throw InputError(ProblemCode::missing, section.subject("name_required"),
            "missing pattern in 'recognise.files', which name_required requires",
            "add one, e.g. files = [\"mine_{year}.nc\"]");
    }
}

void read_layers(const TomlSection& section, Inventory& inventory)
{
    section.allow({ "variables", "exclude" });
    inventory.layer_variables = patterns_in(section, "variables");
    inventory.excluded_variables = patterns_in(section, "exclude");
}

/// Throws InputError on sources that are unknown or can never have a value.
void check_sources(const TomlSection& section, const std::string& property,
    const PropertyRule& rule, const Inventory& inventory)
{
    const auto refuse_empty = [&](const std::string& source, const std::string& key) {
        throw InputError(ProblemCode::missing, section.subject("from"),
            fmt::format("missing placeholder {{{}}} in '{}', which the source \"{}\" requires",
                property, key, source),
            "add it to a pattern, or use another source");
    };
    for (const std::string& source : rule.from) {
        const std::size_t colon = source.find(':');
        const std::string kind = source.substr(0, colon);
        const bool argument = colon != std::string::npos;
        const bool named = argument && colon + 1 < source.size();
        if (source == "file") {
            if (!any_keeps(inventory.recognise.files, property)) {
                refuse_empty(source, "recognise.files");
            }
        } else if (source == "variable") {
            if (!any_keeps(inventory.layer_variables, property)) {
                refuse_empty(source, "layers.variables");
            }
        } else if (source == "header") {
            if (!any_keeps(inventory.header_patterns, property)) {
                refuse_empty(source, "table.header_patterns");
            }
        } else if (source == "time") {
            if (property != "year" && property != "month") {
                throw InputError(ProblemCode::unsupported, section.subject("from"),
                    fmt::format(
                        "unsupported source \"time\" of a {} (allowed: year, month)", property),
                    "use another source, e.g. \"file\"");
            }
        } else if (!(named && (kind == "attribute" || kind == "dimension" || kind == "index"))) {
            throw InputError(ProblemCode::unknown, section.subject("from"),
                fmt::format("unknown source \"{}\" (allowed: \"file\", \"variable\", "
                            "\"attribute:NAME\", \"dimension:NAME\", \"index:NAME\", \"time\", "
                            "\"header\")",
                    source));
        }
    }
}

PropertyRule property_rule(
    const TomlSection& top, const std::string& property, const Inventory& inventory)
{
    PropertyRule rule;
    const auto section = top.section(property);
    if (!section) {
        return rule;
    }
    section->allow({ "from", "value", "names" });
    rule.from = section->texts("from");
    if (const auto value = section->find("value")) {
        rule.value = value->text_or_whole();
    }
    if (const auto names = section->find("names")) {
        rule.names = names_in(*names);
    }
    check_sources(*section, property, rule, inventory);
    return rule;
}

void read_period(const TomlSection& section, Inventory& inventory)
{
    section.allow({ "step", "year_days", "days_attribute" });
    inventory.step = section.choice("step", { "year", "month" }).value_or(inventory.step);
    inventory.year_days = section.number("year_days").value_or(0.0);
    if (section.has("year_days") && (inventory.year_days < 360.0 || inventory.year_days > 366.0)) {
        throw InputError(ProblemCode::out_of_range, section.subject("year_days"),
            fmt::format("out of range: {} (allowed: 360 to 366 days)", inventory.year_days));
    }
    inventory.days_attribute = section.text_or_empty("days_attribute");
}

void read_quantity(const TomlSection& section, Inventory& inventory)
{
    section.allow({ "unit", "unit_overrides", "basis", "negative_is_nodata", "nodata" });
    inventory.unit = section.text_or_empty("unit");
    if (section.has("unit")) {
        Unit::parse(inventory.unit, section.subject("unit"));
    }
    inventory.unit_overrides = section.flag("unit_overrides");
    if (inventory.unit_overrides && inventory.unit.empty()) {
        throw InputError(ProblemCode::missing, section.subject("unit_overrides"),
            "missing 'quantity.unit', which unit_overrides requires",
            "declare the unit, e.g. unit = \"t\"");
    }
    if (const auto basis = section.find("basis")) {
        inventory.basis = basis->choice<Basis>(
            { { "substance", Basis::substance }, { "carbon", Basis::carbon } });
    }
    inventory.negative_is_nodata = section.flag("negative_is_nodata");
    inventory.nodata = numbers_in(section, "nodata");
}

void read_area(const TomlSection& section, Inventory& inventory)
{
    section.allow({ "convention", "radius_m", "variable", "unit" });
    AreaConvention& area = inventory.area;
    using Kind = AreaConvention::Kind;
    area.kind = Kind::wgs84;
    if (const auto convention = section.find("convention")) {
        area.kind = convention->choice<Kind>({ { "wgs84", Kind::wgs84 }, { "sphere", Kind::sphere },
            { "provided", Kind::provided } });
    }

    const auto belongs_to = [&](std::string_view key, Kind kind, std::string_view name) {
        if (section.has(key) && area.kind != kind) {
            throw InputError(ProblemCode::conflicting, section.subject(key),
                fmt::format("unused key without convention = \"{}\"", name),
                "declare that convention, or leave the key out");
        }
    };
    belongs_to("radius_m", Kind::sphere, "sphere");
    belongs_to("variable", Kind::provided, "provided");
    belongs_to("unit", Kind::provided, "provided");
    if (area.kind == Kind::sphere) {
        area.radius_m = section.need("radius_m", "a number").number();
        if (area.radius_m < least_radius_m || area.radius_m > largest_radius_m) {
            throw InputError(ProblemCode::out_of_range, section.subject("radius_m"),
                fmt::format("out of range: {} (allowed: {} to {})", area.radius_m, least_radius_m,
                    largest_radius_m),
                "give the radius of the Earth in metres, e.g. 6371000");
        }
    }
    if (area.kind == Kind::provided) {
        area.variable = section.required_text("variable");
        if (const auto unit = section.text("unit")) {
            conversion_factor(
                *unit, "m2", section.subject("unit"), "write a unit of area, e.g. km2");
            inventory.area_unit = *unit;
        }
    }
}

void read_declared_total(const TomlSection& section, Inventory& inventory)
{
    section.allow({ "attributes", "unit" });
    inventory.total_attributes = patterns_in(section, "attributes");
    inventory.total_unit = section.text_or_empty("unit");
    if (section.has("unit")) {
        Unit::parse(inventory.total_unit, section.subject("unit"));
    }
}

void read_grid(const TomlSection& section, Inventory& inventory)
{
    section.allow({ "crs" });
    const std::string crs = section.text_or_empty("crs");
    if (crs.find('{') == std::string::npos) {
        inventory.crs = crs;
        if (!crs.empty()) {
            Crs::parse(crs, section.subject("crs"));
        }
        return;
    }
    inventory.crs_pattern = crs;
    const bool given = std::any_of(inventory.recognise.files.begin(),
        inventory.recognise.files.end(), [&](const NamePattern& file) {
            for (std::size_t open = crs.find('{'); open != std::string::npos;
                 open = crs.find('{', open + 1)) {
                const std::size_t close = crs.find('}', open);
                if (close == std::string::npos
                    || !file.keeps(std::string_view(crs).substr(open + 1, close - open - 1))) {
                    return false;
                }
            }
            return true;
        });
    if (!given) {
        throw InputError(ProblemCode::missing, section.subject("crs"),
            fmt::format("missing placeholder of \"{}\" in 'recognise.files'", crs),
            "add it to a pattern");
    }
}

TableForm table_form(const TomlSection& section)
{
    section.allow({ "columns", "anchor", "step", "absent", "header_patterns" });
    TableForm form;
    form.columns = section.texts("columns");
    if (section.has("columns")) {
        const auto has = [&](std::initializer_list<std::string_view> names) {
            return std::any_of(
                form.columns.begin(), form.columns.end(), [&](const std::string& column) {
                    return std::find(names.begin(), names.end(), lower_case(column)) != names.end();
                });
        };
        const bool placed = has({ "x", "lon", "longitude", "long", "easting" })
            && has({ "y", "lat", "latitude", "northing" });
        if (!placed || form.columns.size() < 3) {
            throw InputError(ProblemCode::missing, section.subject("columns"),
                fmt::format("missing column (found: {}; required: lon or x, lat or y, and a value)",
                    form.columns.empty() ? "none" : joined(form.columns, ", ")));
        }
    }
    using Anchor = TableForm::Anchor;
    if (const auto anchor = section.find("anchor")) {
        form.anchor = anchor->choice<Anchor>({ { "centre", Anchor::centre },
            { "corner", Anchor::corner }, { "tell", Anchor::tell } });
    }
    form.step = section.number("step").value_or(0.0);
    if (section.has("step") && form.step <= 0.0) {
        throw InputError(ProblemCode::out_of_range, section.subject("step"),
            fmt::format("out of range: {} (allowed: above 0)", form.step));
    }
    form.absent_is_zero = section.choice("absent", { "zero", "nodata" }) == "zero";
    return form;
}

BareTextForm bare_text_form(const TomlSection& section)
{
    section.allow({ "rows", "columns", "skip_lines", "x_origin", "y_origin", "x_step", "y_step",
        "order", "nodata" });
    BareTextForm form;
    form.rows = required_count(section, "rows");
    form.columns = required_count(section, "columns");
    if (static_cast<double>(form.rows) * static_cast<double>(form.columns)
        > static_cast<double>(most_cells)) {
        throw InputError(ProblemCode::out_of_range, section.subject("rows"),
            fmt::format("out of range: {} rows x {} columns (allowed: {} cells)", form.rows,
                form.columns, most_cells));
    }
    if (const auto skip = section.find("skip_lines")) {
        form.skip_lines = static_cast<std::size_t>(skip->whole(0, most_cells));
    }
    form.x_origin = section.need("x_origin", "a number").number();
    form.y_origin = section.need("y_origin", "a number").number();
    form.x_step = section.need("x_step", "a number").number();
    form.y_step = section.need("y_step", "a number").number();
    for (const char* key : { "x_step", "y_step" }) {
        if (*section.number(key) == 0.0) {
            throw InputError(ProblemCode::out_of_range, section.subject(key),
                "out of range: 0 (allowed: below or above 0)",
                "give the signed size of a cell, negative if the order runs to the west or to the "
                "south");
        }
    }
    form.row_major = section.choice("order", { "rows", "columns" }) != "columns";
    form.nodata = numbers_in(section, "nodata");
    return form;
}

} // namespace

Inventory Inventory::load(const std::filesystem::path& file)
{
    const TomlSection top = TomlSection::read(file, "the inventory");
    top.allow({ "name", "title", "family", "citation", "licence", "url", "notes", "recognise",
        "layers", "species", "sector", "year", "month", "period", "quantity", "area",
        "declared_total", "grid", "table", "bare_text" });

    Inventory inventory;
    inventory.source = file;
    inventory.name = top.required_text("name");
    inventory.title = top.required_text("title");
    inventory.family = top.required_text("family");
    inventory.citation = top.required_text("citation");
    inventory.licence = top.required_text("licence");
    inventory.url = top.required_text("url");
    inventory.notes = top.text_or_empty("notes");

    // Read patterns first: the rules below are checked against their placeholders.
    if (const auto section = top.section("recognise")) {
        read_recognition(*section, inventory);
    }
    if (const auto section = top.section("layers")) {
        read_layers(*section, inventory);
    }
    if (const auto section = top.section("table")) {
        inventory.table = table_form(*section);
        inventory.header_patterns = patterns_in(*section, "header_patterns");
    }
    if (const auto section = top.section("bare_text")) {
        inventory.bare_text = bare_text_form(*section);
        if (inventory.table) {
            throw InputError(ProblemCode::conflicting, top.subject("bare_text"),
                "conflicting with 'table' (a text file has one of the two forms)", "keep one");
        }
    }
    inventory.species = property_rule(top, "species", inventory);
    inventory.sector = property_rule(top, "sector", inventory);
    inventory.year = property_rule(top, "year", inventory);
    inventory.month = property_rule(top, "month", inventory);
    if (const auto section = top.section("period")) {
        read_period(*section, inventory);
    }
    if (const auto section = top.section("quantity")) {
        read_quantity(*section, inventory);
    }
    if (const auto section = top.section("area")) {
        read_area(*section, inventory);
    }
    if (const auto section = top.section("declared_total")) {
        read_declared_total(*section, inventory);
    }
    if (const auto section = top.section("grid")) {
        read_grid(*section, inventory);
    }
    return inventory;
}

std::optional<std::map<std::string, std::string>> Inventory::parts_of_name(
    const std::filesystem::path& file) const
{
    const bool packed = lower_case(file.extension().string()) == ".gz";
    const std::string text = (packed ? file.stem() : file.filename()).string();
    for (const NamePattern& pattern : recognise.files) {
        if (auto parts = pattern.match(text)) {
            return parts;
        }
    }
    return std::nullopt;
}

std::string Inventory::crs_of(const std::filesystem::path& file) const
{
    if (crs_pattern.empty()) {
        return crs;
    }
    const auto parts = parts_of_name(file);
    return parts ? filled(crs_pattern, *parts).value_or("") : "";
}

} // namespace cityflux
