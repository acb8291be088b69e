#include "grids/text/toml_value.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/toml_section.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace cityflux {

std::string TomlValue::subject() const
{
    return fmt::format("{}: {}", node_.position(), node_.name());
}

void TomlValue::refuse(ProblemCode code, const Text& problem, const Text& remedy) const
{
    throw InputError(code, subject(), problem, remedy);
}

void TomlValue::refuse_kind(std::string_view wanted) const
{
    refuse(ProblemCode::invalid, fmt::format("invalid type: {}", node_.kind()),
        fmt::format("write {}", wanted));
}

std::string TomlValue::blank_or_text() const
{
    const auto text = node_.text();
    if (!text) {
        refuse_kind("a text");
    }
    return *text;
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
    const auto whole = node_.whole();
    return whole ? std::to_string(*whole) : text();
}

std::string TomlValue::text_or_date() const
{
    const auto date = node_.date();
    return date ? *date : text();
}

double TomlValue::number() const
{
    const auto value = node_.number();
    if (!value) {
        refuse_kind("a number");
    }
    if (!std::isfinite(*value)) {
        refuse(ProblemCode::invalid, fmt::format("{} is not a finite number", *value));
    }
    return *value;
}

std::int64_t TomlValue::whole(std::int64_t least, std::int64_t most) const
{
    const auto value = node_.whole();
    if (!value) {
        if (const auto number = node_.number()) {
            refuse(ProblemCode::invalid, fmt::format("{} is not a whole number", *number),
                "write it without a point");
        }
        refuse_kind("a whole number");
    }
    if (*value < least || *value > most) {
        refuse(ProblemCode::out_of_range,
            fmt::format("out of range: {} (allowed: {} to {})", *value, least, most));
    }
    return *value;
}

bool TomlValue::flag() const
{
    const auto flag = node_.flag();
    if (!flag) {
        refuse_kind("true or false");
    }
    return *flag;
}

void TomlValue::need_true() const
{
    if (!flag()) {
        refuse(ProblemCode::invalid, "invalid value false", "write true, or another key");
    }
}

std::size_t TomlValue::index_among(const std::vector<std::string>& words) const
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
    return node_.text().has_value();
}

bool TomlValue::is_list() const
{
    return node_.is_list();
}

bool TomlValue::is_table() const
{
    return node_.is_table();
}

std::vector<TomlValue> TomlValue::list(std::string_view wanted) const
{
    if (!is_list()) {
        refuse_kind(wanted);
    }
    std::vector<TomlValue> elements;
    for (TomlNode& element : node_.elements()) {
        elements.emplace_back(std::move(element));
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

TomlSection TomlValue::table() const
{
    if (!is_table()) {
        refuse_kind(node_.owner().empty() ? fmt::format("a table, [{}]", node_.path()) : "a table");
    }
    return TomlSection(node_);
}

TomlSection TomlValue::section(const std::vector<std::string>& known) const
{
    TomlSection section = table();
    section.allow(known);
    return section;
}

std::vector<std::pair<std::string, TomlValue>> TomlValue::entries() const
{
    if (!is_table()) {
        refuse_kind("a table");
    }
    std::vector<std::pair<std::string, TomlValue>> out;
    for (TomlEntry& entry : node_.entries()) {
        out.emplace_back(std::move(entry.key), TomlValue(std::move(entry.value)));
    }
    return out;
}

} // namespace cityflux
