#include "grids/text/toml_node.h"

#include "grids/text/error.h"

#include <limits>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace cityflux {
namespace {

struct Document {
    std::filesystem::path file;
    std::string what; ///< kind of the file, for messages
    toml::table top;
};

std::string position_of(const std::filesystem::path& file, const toml::source_region& region)
{
    return region.begin.line == 0 ? file.string()
                                  : fmt::format("{}:{}", file.string(), region.begin.line);
}

std::shared_ptr<const Document> parse_document(
    const std::filesystem::path& file, const std::string& what)
{
    try {
        return std::make_shared<const Document>(
            Document { file, what, toml::parse_file(file.string()) });
    } catch (const toml::parse_error& error) {
        if (error.source().begin.line == 0) {
            throw InputError(fmt::format("{}: {} cannot be read ({}); give the path of a TOML file",
                file.string(), what, error.description()));
        }
        throw InputError(
            fmt::format("{}: this is not TOML: {}; see https://toml.io for how it is written",
                position_of(file, error.source()), error.description()));
    }
}

} // namespace

struct TomlNode::Place {
    std::shared_ptr<const Document> document;
    std::string owner; ///< innermost enclosing section with its own name; "" for none
    std::string path; ///< keys from the owner or from the top, separated by dots
    const toml::node* node; ///< inside `document`

    Place inside(std::string_view key, const toml::node& inner) const
    {
        return { document, owner, path.empty() ? std::string(key) : fmt::format("{}.{}", path, key),
            &inner };
    }
};

TomlNode::TomlNode(Place place)
    : place_(std::make_shared<const Place>(std::move(place)))
{
}

TomlNode TomlNode::parse(const std::filesystem::path& file, const std::string& what)
{
    const auto document = parse_document(file, what);
    return TomlNode(Place { document, "", "", &document->top });
}

const std::filesystem::path& TomlNode::file() const
{
    return place_->document->file;
}

const std::string& TomlNode::what() const
{
    return place_->document->what;
}

std::size_t TomlNode::line() const
{
    return place_->node->source().begin.line;
}

std::string TomlNode::position() const
{
    return position_of(file(), place_->node->source());
}

bool TomlNode::is_top() const
{
    return place_->node == &place_->document->top;
}

const std::string& TomlNode::owner() const
{
    return place_->owner;
}

const std::string& TomlNode::path() const
{
    return place_->path;
}

std::string TomlNode::name() const
{
    return owner().empty() ? fmt::format("'{}'", path())
                           : fmt::format("'{}' of {}", path(), owner());
}

TomlNode TomlNode::called(const std::string& name) const
{
    return TomlNode(Place { place_->document, name, "", place_->node });
}

TomlNode TomlNode::missing(std::string_view key) const
{
    return TomlNode(place_->inside(key, *place_->node));
}

std::string_view TomlNode::kind() const
{
    switch (place_->node->type()) {
    case toml::node_type::string:
        return "a text";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
        return "a number";
    case toml::node_type::boolean:
        return "true or false";
    case toml::node_type::array:
        return place_->node->as_array()->is_array_of_tables() ? "a list of tables" : "a list";
    case toml::node_type::table:
        return "a table";
    default:
        return "a date or time";
    }
}

bool TomlNode::is_list() const
{
    return place_->node->is_array();
}

bool TomlNode::is_table() const
{
    return place_->node->is_table();
}

std::optional<std::string> TomlNode::text() const
{
    const auto* text = place_->node->as_string();
    return text == nullptr ? std::nullopt : std::optional(text->get());
}

std::optional<std::int64_t> TomlNode::whole() const
{
    const auto* whole = place_->node->as_integer();
    return whole == nullptr ? std::nullopt : std::optional(whole->get());
}

std::optional<double> TomlNode::number() const
{
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    return place_->node->is_number()
        ? std::optional(place_->node->value<double>().value_or(unknown))
        : std::nullopt;
}

std::optional<bool> TomlNode::flag() const
{
    const auto* flag = place_->node->as_boolean();
    return flag == nullptr ? std::nullopt : std::optional(flag->get());
}

std::optional<std::string> TomlNode::date() const
{
    const auto* node = place_->node->as_date();
    if (node == nullptr) {
        return std::nullopt;
    }
    const toml::date& date = node->get();
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::vector<TomlNode> TomlNode::elements() const
{
    std::vector<TomlNode> elements;
    for (const toml::node& element : *place_->node->as_array()) {
        elements.push_back(
            TomlNode(Place { place_->document, place_->owner, place_->path, &element }));
    }
    return elements;
}

std::vector<TomlEntry> TomlNode::entries() const
{
    std::vector<TomlEntry> entries;
    for (const auto& [key, node] : *place_->node->as_table()) {
        entries.push_back({ std::string(key.str()), position_of(file(), key.source()),
            TomlNode(place_->inside(key.str(), node)) });
    }
    return entries;
}

std::optional<TomlNode> TomlNode::find(std::string_view key) const
{
    const toml::node* node = place_->node->as_table()->get(key);
    return node == nullptr ? std::nullopt : std::optional(TomlNode(place_->inside(key, *node)));
}

} // namespace cityflux
