#include "grids/inventory.h"

#include "grids/error.h"
#include "grids/projection.h"
#include "grids/words.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <initializer_list>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace cityflux {
namespace {

constexpr double least_radius_m = 6.3e6;
constexpr double largest_radius_m = 6.5e6;
constexpr std::int64_t most_cells = 4'000'000'000;

/// The texts of a list, parted by `separator`.
template <typename Texts> std::string joined(const Texts& texts, std::string_view separator)
{
    std::string out;
    for (const auto& text : texts) {
        out.append(out.empty() ? "" : separator).append(text);
    }
    return out;
}

std::string place(const std::filesystem::path& file, const toml::source_region& region)
{
    return fmt::format("{}:{}", file.string(), region.begin.line);
}

std::string_view kind_of(const toml::node& node)
{
    switch (node.type()) {
    case toml::node_type::string:
        return "a text";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
        return "a number";
    case toml::node_type::boolean:
        return "true or false";
    case toml::node_type::array:
        return "a list";
    case toml::node_type::table:
        return "a table";
    default:
        return "a date or time";
    }
}

/// One table of the TOML file. Every refusal names file, line and key.
class Section {
public:
    Section(const std::filesystem::path& file, std::string name, const toml::table& table)
        : file_(file)
        , name_(std::move(name))
        , table_(table)
    {
    }

    /// Refuses keys that are not among `known`.
    void allow(std::initializer_list<std::string_view> known) const
    {
        for (const auto& [key, node] : table_) {
            if (std::find(known.begin(), known.end(), key.str()) == known.end()) {
                throw InputError(
                    fmt::format("{}: the key '{}' is not known; {} knows {}", place(file_, key.source()), full(key.str()),
                        name_.empty() ? "the top of an inventory" : fmt::format("[{}]", name_), joined(known, ", ")));
            }
        }
    }

    bool has(std::string_view key) const { return table_.contains(key); }

    /// "FILE:LINE: 'section.key'", to begin a message with.
    std::string subject(std::string_view key) const
    {
        const toml::node* node = table_.get(key);
        return fmt::format("{}: '{}'", place(file_, node != nullptr ? node->source() : table_.source()), full(key));
    }

    std::optional<Section> section(std::string_view key) const
    {
        const toml::node* node = table_.get(key);
        if (node == nullptr) {
            return std::nullopt;
        }
        if (!node->is_table()) {
            refuse_kind(key, *node, "a table");
        }
        return Section(file_, full(key), *node->as_table());
    }

    std::optional<std::string> text(std::string_view key) const
    {
        const toml::node* node = table_.get(key);
        return node == nullptr ? std::nullopt : std::optional(text_in(key, *node));
    }

    std::string required_text(std::string_view key) const
    {
        require(key, "a text");
        return *text(key);
    }

    std::string text_or_empty(std::string_view key) const { return text(key).value_or(""); }

    /// A text or a whole number, as text.
    std::optional<std::string> text_or_whole(std::string_view key) const
    {
        const toml::node* node = table_.get(key);
        if (node != nullptr && node->is_integer()) {
            return std::to_string(node->as_integer()->get());
        }
        return text(key);
    }

    std::optional<double> number(std::string_view key) const
    {
        const toml::node* node = table_.get(key);
        return node == nullptr ? std::nullopt : std::optional(number_in(key, *node));
    }

    double required_number(std::string_view key) const
    {
        require(key, "a number");
        return *number(key);
    }

    /// A whole number from `least` on.
    std::optional<std::size_t> count(std::string_view key, std::int64_t least) const
    {
        const toml::node* node = table_.get(key);
        if (node == nullptr) {
            return std::nullopt;
        }
        if (!node->is_integer()) {
            refuse_kind(key, *node, "a whole number");
        }
        const std::int64_t value = node->as_integer()->get();
        if (value < least || value > most_cells) {
            throw InputError(fmt::format("{} is {}; it has to lie between {} and {}", subject(key), value, least, most_cells));
        }
        return static_cast<std::size_t>(value);
    }

    std::size_t required_count(std::string_view key) const
    {
        require(key, "a whole number");
        return *count(key, 1);
    }

    bool flag(std::string_view key) const
    {
        const toml::node* node = table_.get(key);
        if (node == nullptr) {
            return false;
        }
        if (!node->is_boolean()) {
            refuse_kind(key, *node, "true or false");
        }
        return node->as_boolean()->get();
    }

    /// The index of the text among `words`, or nothing where the key is not there.
    std::optional<std::size_t> choice(std::string_view key, std::initializer_list<std::string_view> words) const
    {
        const auto found = text(key);
        if (!found) {
            return std::nullopt;
        }
        const auto word = std::find(words.begin(), words.end(), *found);
        if (word == words.end()) {
            throw InputError(fmt::format("{} is \"{}\"; it can be \"{}\"", subject(key), *found, joined(words, "\" or \"")));
        }
        return static_cast<std::size_t>(word - words.begin());
    }

    std::vector<std::string> texts(std::string_view key) const
    {
        std::vector<std::string> out;
        for_each(key, "a list of texts", [&](const toml::node& node) { out.push_back(text_in(key, node)); });
        return out;
    }

    std::vector<double> numbers(std::string_view key) const
    {
        std::vector<double> out;
        for_each(key, "a list of numbers", [&](const toml::node& node) { out.push_back(number_in(key, node)); });
        return out;
    }

    std::vector<NamePattern> patterns(std::string_view key) const
    {
        std::vector<NamePattern> out;
        for_each(key, "a list of patterns",
            [&](const toml::node& node) { out.emplace_back(text_in(key, node), subject_of(key, node)); });
        return out;
    }

    /// A table of texts by name.
    std::map<std::string, std::string> text_map(std::string_view key) const
    {
        std::map<std::string, std::string> out;
        for_each_entry(key, [&](std::string_view name, const toml::node& node) {
            const std::string text = text_in(key, node);
            for (const auto& [other, value] : out) {
                if (lower_case(other) == lower_case(name)) {
                    throw InputError(
                        fmt::format("{} has both '{}' and '{}', which are one word where upper and lower case are the "
                                    "same; keep one",
                            subject_of(key, node), other, name));
                }
            }
            out.emplace(name, text);
        });
        return out;
    }

    std::map<std::string, NamePattern> pattern_map(std::string_view key) const
    {
        std::map<std::string, NamePattern> out;
        for_each_entry(key, [&](std::string_view name, const toml::node& node) {
            out.emplace(name, NamePattern(text_in(key, node), subject_of(key, node)));
        });
        return out;
    }

private:
    std::string full(std::string_view key) const { return name_.empty() ? std::string(key) : fmt::format("{}.{}", name_, key); }

    std::string subject_of(std::string_view key, const toml::node& node) const
    {
        return fmt::format("{}: '{}'", place(file_, node.source()), full(key));
    }

    [[noreturn]] void refuse_kind(std::string_view key, const toml::node& node, std::string_view wanted) const
    {
        throw InputError(fmt::format("{} has to be {}, not {}", subject_of(key, node), wanted, kind_of(node)));
    }

    void require(std::string_view key, std::string_view kind) const
    {
        if (!has(key)) {
            throw InputError(name_.empty()
                    ? fmt::format("{}: the key '{}' is missing; give it {} at the top of the file", file_.string(), key, kind)
                    : fmt::format("{}: the key '{}' is missing; give it {}", place(file_, table_.source()), full(key), kind));
        }
    }

    std::string text_in(std::string_view key, const toml::node& node) const
    {
        if (!node.is_string()) {
            refuse_kind(key, node, "a text");
        }
        const std::string& value = node.as_string()->get();
        if (value.find_first_not_of(" \t\r\n") == std::string::npos) {
            throw InputError(fmt::format("{} is empty; give it a text or leave the key out", subject_of(key, node)));
        }
        return value;
    }

    double number_in(std::string_view key, const toml::node& node) const
    {
        if (!node.is_number()) {
            refuse_kind(key, node, "a number");
        }
        const double value = node.value<double>().value_or(std::nan(""));
        if (!std::isfinite(value)) {
            throw InputError(fmt::format("{} has to be a finite number", subject_of(key, node)));
        }
        return value;
    }

    template <typename Use> void for_each(std::string_view key, std::string_view wanted, const Use& use) const
    {
        const toml::node* node = table_.get(key);
        if (node == nullptr) {
            return;
        }
        if (!node->is_array()) {
            refuse_kind(key, *node, wanted);
        }
        for (const toml::node& element : *node->as_array()) {
            use(element);
        }
    }

    template <typename Use> void for_each_entry(std::string_view key, const Use& use) const
    {
        const toml::node* node = table_.get(key);
        if (node == nullptr) {
            return;
        }
        if (!node->is_table()) {
            refuse_kind(key, *node, "a table of texts");
        }
        for (const auto& [name, element] : *node->as_table()) {
            use(name.str(), element);
        }
    }

    const std::filesystem::path& file_;
    std::string name_;
    const toml::table& table_;
};

bool any_keeps(const std::vector<NamePattern>& patterns, std::string_view placeholder)
{
    return std::any_of(patterns.begin(), patterns.end(),
        [&](const NamePattern& p) { return p.keeps(placeholder) || (placeholder == "year" && p.keeps("yy")); });
}

void read_recognition(const Section& section, Inventory& inventory)
{
    section.allow({ "files", "variables", "attributes", "name_required" });
    Inventory::Recognition& recognise = inventory.recognise;
    recognise.files = section.patterns("files");
    recognise.variables = section.patterns("variables");
    recognise.attributes = section.pattern_map("attributes");
    recognise.name_required = section.flag("name_required");
    if (recognise.name_required && recognise.files.empty()) {
        throw InputError(fmt::format("{} is true, but 'recognise.files' has no pattern that a name could match; give one",
            section.subject("name_required")));
    }
}

void read_layers(const Section& section, Inventory& inventory)
{
    section.allow({ "variables", "exclude" });
    inventory.layer_variables = section.patterns("variables");
    inventory.excluded_variables = section.patterns("exclude");
}

/// Refuses sources that are not known or cannot give anything.
void check_sources(const Section& section, const std::string& property, const PropertyRule& rule, const Inventory& inventory)
{
    const auto refuse_empty = [&](const std::string& source, const std::string& key) {
        throw InputError(
            fmt::format("{} takes \"{}\", but no pattern of '{}' has the placeholder {{{}}}; add it to the pattern or "
                        "take it from elsewhere",
                section.subject("from"), source, key, property));
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
                throw InputError(fmt::format(
                    "{} takes \"time\", which gives a year or a month but no {}", section.subject("from"), property));
            }
        } else if (!(named && (kind == "attribute" || kind == "dimension" || kind == "index"))) {
            throw InputError(fmt::format("{} has the source \"{}\"; a source is \"file\", \"variable\", \"attribute:NAME\", "
                                         "\"dimension:NAME\", \"index:NAME\", \"time\" or \"header\"",
                section.subject("from"), source));
        }
    }
}

PropertyRule property_rule(const Section& top, const std::string& property, const Inventory& inventory)
{
    PropertyRule rule;
    const auto section = top.section(property);
    if (!section) {
        return rule;
    }
    section->allow({ "from", "value", "names" });
    rule.from = section->texts("from");
    rule.value = section->text_or_whole("value");
    rule.names = section->text_map("names");
    check_sources(*section, property, rule, inventory);
    return rule;
}

void read_period(const Section& section, Inventory& inventory)
{
    section.allow({ "step", "year_days", "days_attribute" });
    if (section.choice("step", { "year", "month" })) {
        inventory.step = *section.text("step");
    }
    inventory.year_days = section.number("year_days").value_or(0.0);
    if (section.has("year_days") && (inventory.year_days < 360.0 || inventory.year_days > 366.0)) {
        throw InputError(
            fmt::format("{} is {}; a year has 360 to 366 days", section.subject("year_days"), inventory.year_days));
    }
    inventory.days_attribute = section.text_or_empty("days_attribute");
}

void read_quantity(const Section& section, Inventory& inventory)
{
    section.allow({ "unit", "unit_overrides", "basis", "negative_is_nodata", "nodata" });
    inventory.unit = section.text_or_empty("unit");
    if (section.has("unit")) {
        Unit::parse(inventory.unit, section.subject("unit"));
    }
    inventory.unit_overrides = section.flag("unit_overrides");
    if (inventory.unit_overrides && inventory.unit.empty()) {
        throw InputError(fmt::format(
            "{} is true, but 'quantity.unit' is missing; give the unit that counts", section.subject("unit_overrides")));
    }
    if (const auto basis = section.choice("basis", { "substance", "carbon" })) {
        inventory.basis = *basis == 0 ? Basis::substance : Basis::carbon;
    }
    inventory.negative_is_nodata = section.flag("negative_is_nodata");
    inventory.nodata = section.numbers("nodata");
}

void read_area(const Section& section, Inventory& inventory)
{
    section.allow({ "convention", "radius_m", "variable", "unit" });
    AreaConvention& area = inventory.area;
    const auto convention = section.choice("convention", { "wgs84", "sphere", "provided" });
    using Kind = AreaConvention::Kind;
    area.kind = !convention || *convention == 0 ? Kind::wgs84 : *convention == 1 ? Kind::sphere : Kind::provided;

    const auto belongs_to = [&](std::string_view key, Kind kind, std::string_view name) {
        if (section.has(key) && area.kind != kind) {
            throw InputError(fmt::format(
                "{} belongs to convention = \"{}\"; declare that or leave the key out", section.subject(key), name));
        }
    };
    belongs_to("radius_m", Kind::sphere, "sphere");
    belongs_to("variable", Kind::provided, "provided");
    belongs_to("unit", Kind::provided, "provided");
    if (area.kind == Kind::sphere) {
        area.radius_m = section.required_number("radius_m");
        if (area.radius_m < least_radius_m || area.radius_m > largest_radius_m) {
            throw InputError(fmt::format(
                "{} is {}; the radius of the Earth is about 6371000 m", section.subject("radius_m"), area.radius_m));
        }
    }
    if (area.kind == Kind::provided) {
        area.variable = section.required_text("variable");
        if (const auto unit = section.text("unit")) {
            conversion_factor(*unit, "m2", section.subject("unit"));
            inventory.area_unit = *unit;
        }
    }
}

void read_declared_total(const Section& section, Inventory& inventory)
{
    section.allow({ "attributes", "unit" });
    inventory.total_attributes = section.patterns("attributes");
    inventory.total_unit = section.text_or_empty("unit");
    if (section.has("unit")) {
        Unit::parse(inventory.total_unit, section.subject("unit"));
    }
}

void read_grid(const Section& section, Inventory& inventory)
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
    const bool given
        = std::any_of(inventory.recognise.files.begin(), inventory.recognise.files.end(), [&](const NamePattern& file) {
              for (std::size_t open = crs.find('{'); open != std::string::npos; open = crs.find('{', open + 1)) {
                  const std::size_t close = crs.find('}', open);
                  if (close == std::string::npos || !file.keeps(std::string_view(crs).substr(open + 1, close - open - 1))) {
                      return false;
                  }
              }
              return true;
          });
    if (!given) {
        throw InputError(fmt::format("{} is \"{}\", but no pattern of 'recognise.files' has its placeholder; add it there",
            section.subject("crs"), crs));
    }
}

TableForm table_form(const Section& section)
{
    section.allow({ "columns", "anchor", "step", "absent", "header_patterns" });
    TableForm form;
    form.columns = section.texts("columns");
    if (section.has("columns")) {
        const auto has = [&](std::initializer_list<std::string_view> names) {
            return std::any_of(form.columns.begin(), form.columns.end(), [&](const std::string& column) {
                return std::find(names.begin(), names.end(), lower_case(column)) != names.end();
            });
        };
        const bool placed = has({ "x", "lon", "longitude", "long", "easting" }) && has({ "y", "lat", "latitude", "northing" });
        if (!placed || form.columns.size() < 3) {
            throw InputError(fmt::format("{} names {}; a table needs lon (or x), lat (or y) and at least one value",
                section.subject("columns"), form.columns.empty() ? "nothing" : joined(form.columns, ", ")));
        }
    }
    using Anchor = TableForm::Anchor;
    const auto anchor = section.choice("anchor", { "centre", "corner", "tell" });
    form.anchor = !anchor || *anchor == 2 ? Anchor::tell : *anchor == 0 ? Anchor::centre : Anchor::corner;
    form.step = section.number("step").value_or(0.0);
    if (section.has("step") && form.step <= 0.0) {
        throw InputError(fmt::format("{} is {}; a cell has a size above 0", section.subject("step"), form.step));
    }
    form.absent_is_zero = section.choice("absent", { "zero", "nodata" }) == std::size_t { 0 };
    return form;
}

BareTextForm bare_text_form(const Section& section)
{
    section.allow({ "rows", "columns", "skip_lines", "x_origin", "y_origin", "x_step", "y_step", "order", "nodata" });
    BareTextForm form;
    form.rows = section.required_count("rows");
    form.columns = section.required_count("columns");
    if (static_cast<double>(form.rows) * static_cast<double>(form.columns) > static_cast<double>(most_cells)) {
        throw InputError(fmt::format("{}: {} rows x {} columns are more cells than a grid may have ({})",
            section.subject("rows"), form.rows, form.columns, most_cells));
    }
    form.skip_lines = section.count("skip_lines", 0).value_or(0);
    form.x_origin = section.required_number("x_origin");
    form.y_origin = section.required_number("y_origin");
    form.x_step = section.required_number("x_step");
    form.y_step = section.required_number("y_step");
    for (const char* key : { "x_step", "y_step" }) {
        if (*section.number(key) == 0.0) {
            throw InputError(
                fmt::format("{} is 0; it is the signed size of a cell, negative where the order runs to the west or "
                            "to the south",
                    section.subject(key)));
        }
    }
    form.row_major = section.choice("order", { "rows", "columns" }).value_or(0) == 0;
    form.nodata = section.numbers("nodata");
    return form;
}

toml::table parsed(const std::filesystem::path& file)
{
    try {
        return toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        if (error.source().begin.line == 0) {
            throw InputError(fmt::format(
                "{}: the inventory cannot be read ({}); give the path of a TOML file", file.string(), error.description()));
        }
        throw InputError(fmt::format("{}: this is not TOML: {}; see https://toml.io for how it is written",
            place(file, error.source()), error.description()));
    }
}

} // namespace

Inventory Inventory::load(const std::filesystem::path& file)
{
    const toml::table table = parsed(file);
    const Section top(file, "", table);
    top.allow({ "name", "title", "family", "citation", "licence", "url", "notes", "recognise", "layers", "species", "sector",
        "year", "month", "period", "quantity", "area", "declared_total", "grid", "table", "bare_text" });

    Inventory inventory;
    inventory.source = file;
    inventory.name = top.required_text("name");
    inventory.title = top.required_text("title");
    inventory.family = top.required_text("family");
    inventory.citation = top.required_text("citation");
    inventory.licence = top.required_text("licence");
    inventory.url = top.required_text("url");
    inventory.notes = top.text_or_empty("notes");

    // Patterns come first: the rules below are checked against their placeholders.
    if (const auto section = top.section("recognise")) {
        read_recognition(*section, inventory);
    }
    if (const auto section = top.section("layers")) {
        read_layers(*section, inventory);
    }
    if (const auto section = top.section("table")) {
        inventory.table = table_form(*section);
        inventory.header_patterns = section->patterns("header_patterns");
    }
    if (const auto section = top.section("bare_text")) {
        inventory.bare_text = bare_text_form(*section);
        if (inventory.table) {
            throw InputError(
                fmt::format("{} stands beside 'table'; a text is one of the two: keep one", top.subject("bare_text")));
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

std::optional<std::map<std::string, std::string>> Inventory::parts_of_name(const std::filesystem::path& file) const
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
