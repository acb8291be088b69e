#include "grids/text/toml_section.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace cityflux {
namespace {

struct Document {
    std::filesystem::path file;
    std::string what; ///< kind of the file, for messages
    toml::table top;
};

std::string line_of(const std::filesystem::path& file, const toml::source_region& region)
{
    return region.begin.line == 0 ? file.string()
                                  : fmt::format("{}:{}", file.string(), region.begin.line);
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
        return node.as_array()->is_array_of_tables() ? "a list of tables" : "a list";
    case toml::node_type::table:
        return "a table";
    default:
        return "a date or time";
    }
}

} // namespace

struct TomlValue::Place {
    std::shared_ptr<const Document> document;
    std::string owner; ///< innermost enclosing section with its own name; "" for none
    std::string path; ///< keys from the owner or from the top, separated by dots
    const toml::node* node; ///< inside `document`

    std::string line() const { return line_of(document->file, node->source()); }

    std::string path_of(std::string_view key) const
    {
        return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
    }

    /// Returns "'section.key'" or "'key' of NAME".
    std::string name() const
    {
        return owner.empty() ? fmt::format("'{}'", path) : fmt::format("'{}' of {}", path, owner);
    }

    Place inside(std::string_view key, const toml::node& inner) const
    {
        return { document, owner, path_of(key), &inner };
    }

    /// Returns the position of a missing key: that of its table.
    Place missing(std::string_view key) const { return inside(key, *node); }
};

// ----------------------------------------------------------------------------------------------------------------
// value

TomlValue::TomlValue(Place place)
    : place_(std::make_shared<const Place>(std::move(place)))
{
}

std::string TomlValue::subject() const
{
    return fmt::format("{}: {}", place_->line(), place_->name());
}

void TomlValue::refuse(ProblemCode code, const Text& problem, const Text& remedy) const
{
    throw InputError(code, subject(), problem, remedy);
}

void TomlValue::refuse(std::string_view why) const
{
    throw InputError(ProblemCode::invalid, fmt::format("{} {}", subject(), why), {});
}

void TomlValue::refuse_kind(std::string_view wanted) const
{
    refuse(ProblemCode::invalid, fmt::format("invalid type: {}", kind_of(*place_->node)),
        fmt::format("write {}", wanted));
}

std::string TomlValue::blank_or_text() const
{
    if (!place_->node->is_string()) {
        refuse_kind("a text");
    }
    return place_->node->as_string()->get();
}

std::string TomlValue::text() const
{
    std::string text = blank_or_text();
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        refuse(ProblemCode::invalid, "empty text", "write a text or leave the key out");
    }
    return text;
}

std::string TomlValue::text_or_whole() const
{
    return place_->node->is_integer() ? std::to_string(place_->node->as_integer()->get()) : text();
}

std::string TomlValue::text_or_date() const
{
    if (!place_->node->is_date()) {
        return text();
    }
    const toml::date& date = place_->node->as_date()->get();
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

double TomlValue::number() const
{
    if (!place_->node->is_number()) {
        refuse_kind("a number");
    }
    const double value = place_->node->value<double>().value_or(std::nan(""));
    if (!std::isfinite(value)) {
        refuse(ProblemCode::invalid, fmt::format("{} is not a finite number", value));
    }
    return value;
}

std::int64_t TomlValue::whole(std::int64_t least, std::int64_t most) const
{
    if (place_->node->is_floating_point()) {
        refuse(ProblemCode::invalid,
            fmt::format("{} is not a whole number", place_->node->as_floating_point()->get()),
            "write it without a point");
    }
    if (!place_->node->is_integer()) {
        refuse_kind("a whole number");
    }
    const std::int64_t value = place_->node->as_integer()->get();
    if (value < least || value > most) {
        refuse(ProblemCode::out_of_range,
            fmt::format("out of range: {} (allowed: {} to {})", value, least, most));
    }
    return value;
}

bool TomlValue::flag() const
{
    if (!place_->node->is_boolean()) {
        refuse_kind("true or false");
    }
    return place_->node->as_boolean()->get();
}

void TomlValue::need_true() const
{
    if (!flag()) {
        refuse(ProblemCode::invalid, "invalid value false", "write true, or another key");
    }
}

std::size_t TomlValue::place_among(const std::vector<std::string>& words) const
{
    const std::string word = text();
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) {
        refuse(ProblemCode::unknown,
            fmt::format("unknown value \"{}\" (allowed: \"{}\")", word, joined(words, "\", \"")));
    }
    return static_cast<std::size_t>(found - words.begin());
}

bool TomlValue::is_text() const
{
    return place_->node->is_string();
}

bool TomlValue::is_list() const
{
    return place_->node->is_array();
}

bool TomlValue::is_table() const
{
    return place_->node->is_table();
}

std::vector<TomlValue> TomlValue::list(std::string_view wanted) const
{
    if (!is_list()) {
        refuse_kind(wanted);
    }
    std::vector<TomlValue> elements;
    for (const toml::node& element : *place_->node->as_array()) {
        elements.push_back(
            TomlValue(Place { place_->document, place_->owner, place_->path, &element }));
    }
    return elements;
}

std::pair<double, double> TomlValue::two_numbers() const
{
    const std::vector<TomlValue> elements = list("a list of two numbers");
    if (elements.size() != 2) {
        refuse(ProblemCode::invalid, fmt::format("invalid number of entries: {}", elements.size()),
            "write two numbers");
    }
    return { elements[0].number(), elements[1].number() };
}

TomlSection TomlValue::any_section() const
{
    if (!place_->node->is_table()) {
        refuse_kind(place_->owner.empty() ? fmt::format("a table, [{}]", place_->path) : "a table");
    }
    return TomlSection(*this);
}

TomlSection TomlValue::section(const std::vector<std::string>& known) const
{
    TomlSection section = any_section();
    section.allow(known);
    return section;
}

std::vector<std::pair<std::string, TomlValue>> TomlValue::entries() const
{
    if (!place_->node->is_table()) {
        refuse_kind("a table");
    }
    std::vector<std::pair<std::string, TomlValue>> out;
    for (const auto& [key, node] : *place_->node->as_table()) {
        out.emplace_back(key.str(), TomlValue(place_->inside(key.str(), node)));
    }
    return out;
}

// --------------------------------------------------------------------------------------------------------------
// section

TomlSection::TomlSection(TomlValue value)
    : value_(std::move(value))
{
}

TomlSection TomlSection::read(const std::filesystem::path& file, const std::string& what)
{
    try {
        const auto document = std::make_shared<const Document>(
            Document { file, what, toml::parse_file(file.string()) });
        return TomlSection(TomlValue(TomlValue::Place { document, "", "", &document->top }));
    } catch (const toml::parse_error& error) {
        if (error.source().begin.line == 0) {
            throw InputError(ProblemCode::unreadable, file.string(),
                fmt::format("unreadable: {}", error.description()),
                fmt::format("give the path of {}, a TOML file", what));
        }
        throw InputError(ProblemCode::invalid, line_of(file, error.source()),
            fmt::format("invalid TOML: {}", error.description()),
            "see https://toml.io for the syntax");
    }
}

TomlSection TomlSection::called(const std::string& name) const
{
    const TomlValue::Place& place = *value_.place_;
    return TomlSection(TomlValue(TomlValue::Place { place.document, name, "", place.node }));
}

std::string TomlSection::name() const
{
    const TomlValue::Place& place = *value_.place_;
    if (place.path.empty()) {
        return place.owner.empty() ? "the top of " + place.document->what : place.owner;
    }
    return place.owner.empty() ? fmt::format("[{}]", place.path) : place.name();
}

std::size_t TomlSection::line() const
{
    return value_.place_->node->source().begin.line;
}

const std::filesystem::path& TomlSection::file() const
{
    return value_.place_->document->file;
}

std::string TomlSection::subject() const
{
    return fmt::format("{}: {}", value_.place_->line(), name());
}

void TomlSection::refuse(ProblemCode code, const Text& problem, const Text& remedy) const
{
    throw InputError(code, subject(), problem, remedy);
}

void TomlSection::refuse(std::string_view why) const
{
    throw InputError(ProblemCode::invalid, fmt::format("{} {}", subject(), why), {});
}

void TomlSection::allow(const std::vector<std::string>& known) const
{
    for (const auto& [key, node] : *value_.place_->node->as_table()) {
        const std::string word(key.str());
        if (std::find(known.begin(), known.end(), word) == known.end()) {
            throw InputError(ProblemCode::unknown, line_of(file(), key.source()),
                fmt::format("unknown key {}{}", value_.place_->missing(word).name(),
                    did_you_mean(word, known)),
                fmt::format("use one of the keys of {}: {}", name(), joined(known, ", ")));
        }
    }
}

void TomlSection::forbid(const std::vector<std::string>& keys, std::string_view why) const
{
    for (const std::string& key : keys) {
        if (const auto found = find(key)) {
            found->refuse(
                ProblemCode::conflicting, fmt::format("unused key: {}", why), "leave it out");
        }
    }
}

std::string TomlSection::only_one(const std::vector<std::string>& keys) const
{
    std::vector<std::string> found;
    std::copy_if(keys.begin(), keys.end(), std::back_inserter(found),
        [&](const std::string& key) { return has(key); });
    if (found.empty()) {
        refuse(ProblemCode::missing, "missing key", "give it one of " + joined(keys, ", "));
    }
    if (found.size() > 1) {
        refuse(ProblemCode::conflicting, fmt::format("conflicting keys {}", joined(found, " and ")),
            "give it only one of " + joined(keys, ", "));
    }
    return found.front();
}

bool TomlSection::has(std::string_view key) const
{
    return find(key).has_value();
}

std::string TomlSection::subject(std::string_view key) const
{
    const auto value = find(key);
    return (value ? *value : TomlValue(value_.place_->missing(key))).subject();
}

std::optional<TomlValue> TomlSection::find(std::string_view key) const
{
    const toml::node* node = value_.place_->node->as_table()->get(key);
    return node == nullptr ? std::nullopt
                           : std::optional(TomlValue(value_.place_->inside(key, *node)));
}

TomlValue TomlSection::need(std::string_view key, std::string_view wanted) const
{
    const auto value = find(key);
    if (!value) {
        const TomlValue::Place& place = *value_.place_;
        const bool top = place.node == &place.document->top;
        throw InputError(ProblemCode::missing, top ? file().string() : place.line(),
            fmt::format("missing key {}", place.missing(key).name()),
            fmt::format("give it {}{}", wanted, top ? " at the top of the file" : ""));
    }
    return *value;
}

std::optional<TomlSection> TomlSection::section(std::string_view key) const
{
    const auto value = find(key);
    return value ? std::optional(value->any_section()) : std::nullopt;
}

std::vector<TomlSection> TomlSection::sections(std::string_view key) const
{
    std::vector<TomlSection> out;
    const std::string wanted = fmt::format("a list of tables, [[{}]]", value_.place_->path_of(key));
    for (const TomlValue& element : list(key, wanted)) {
        if (!element.place_->node->is_table()) {
            element.refuse_kind(wanted);
        }
        out.push_back(TomlSection(element));
    }
    return out;
}

std::optional<std::string> TomlSection::text(std::string_view key) const
{
    const auto value = find(key);
    return value ? std::optional(value->text()) : std::nullopt;
}

std::string TomlSection::text_or_empty(std::string_view key) const
{
    return text(key).value_or("");
}

std::string TomlSection::required_text(std::string_view key) const
{
    return need(key, "a text").text();
}

std::optional<std::string> TomlSection::choice(
    std::string_view key, const std::vector<std::string>& words) const
{
    const auto value = find(key);
    return value ? std::optional(value->choice(words)) : std::nullopt;
}

std::optional<double> TomlSection::number(std::string_view key) const
{
    const auto value = find(key);
    return value ? std::optional(value->number()) : std::nullopt;
}

bool TomlSection::flag(std::string_view key) const
{
    const auto value = find(key);
    return value && value->flag();
}

std::vector<TomlValue> TomlSection::list(std::string_view key, std::string_view wanted) const
{
    const auto value = find(key);
    return value ? value->list(wanted) : std::vector<TomlValue>();
}

std::vector<std::string> TomlSection::texts(std::string_view key, bool whole_too) const
{
    std::vector<std::string> out;
    for (const TomlValue& element : list(key, "a list of texts")) {
        out.push_back(whole_too ? element.text_or_whole() : element.text());
    }
    return out;
}

std::vector<std::string> TomlSection::required_texts(std::string_view key) const
{
    const TomlValue value = need(key, "a list of texts");
    std::vector<std::string> out = texts(key);
    if (out.empty()) {
        value.refuse(ProblemCode::invalid, "empty list", "give it at least one text");
    }
    return out;
}

} // namespace cityflux
