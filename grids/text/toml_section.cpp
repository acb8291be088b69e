#include "grids/text/toml_section.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace cityflux {

TomlSection TomlSection::read(const std::filesystem::path& file, const std::string& what)
{
    return TomlSection(TomlNode::parse(file, what));
}

TomlSection TomlSection::called(const std::string& name) const
{
    return TomlSection(table_.called(name));
}

std::string TomlSection::name() const
{
    const std::string& owner = table_.owner();
    if (table_.path().empty()) {
        return owner.empty() ? "the top of " + table_.what() : owner;
    }
    return owner.empty() ? fmt::format("[{}]", table_.path()) : table_.name();
}

std::size_t TomlSection::line() const
{
    return table_.line();
}

const std::filesystem::path& TomlSection::file() const
{
    return table_.file();
}

std::string TomlSection::subject() const
{
    return fmt::format("{}: {}", table_.position(), name());
}

void TomlSection::refuse(ProblemCode code, const Text& problem, const Text& remedy) const
{
    throw InputError(code, subject(), problem, remedy);
}

void TomlSection::allow(const std::vector<std::string>& known) const
{
    for (const TomlEntry& entry : table_.entries()) {
        if (std::find(known.begin(), known.end(), entry.key) == known.end()) {
            throw InputError(ProblemCode::unknown, entry.position,
                fmt::format("unknown key {}{}", entry.value.name(), did_you_mean(entry.key, known)),
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
    if (found.size() == 1) {
        return found.front();
    }
    if (found.empty()) {
        refuse(ProblemCode::missing, "missing key", "give it one of " + joined(keys, ", "));
    }
    refuse(ProblemCode::conflicting, fmt::format("conflicting keys {}", joined(found, " and ")),
        "give it only one of " + joined(keys, ", "));
}

bool TomlSection::has(std::string_view key) const
{
    return find(key).has_value();
}

std::string TomlSection::subject(std::string_view key) const
{
    return TomlValue(table_.find(key).value_or(table_.missing(key))).subject();
}

std::optional<TomlValue> TomlSection::find(std::string_view key) const
{
    auto node = table_.find(key);
    return node ? std::optional(TomlValue(std::move(*node))) : std::nullopt;
}

TomlValue TomlSection::need(std::string_view key, std::string_view wanted) const
{
    const auto value = find(key);
    if (!value) {
        const bool top = table_.is_top();
        throw InputError(ProblemCode::missing, top ? file().string() : table_.position(),
            fmt::format("missing key {}", table_.missing(key).name()),
            fmt::format("give it {}{}", wanted, top ? " at the top of the file" : ""));
    }
    return *value;
}

std::optional<TomlSection> TomlSection::section(std::string_view key) const
{
    const auto value = find(key);
    return value ? std::optional(value->table()) : std::nullopt;
}

std::vector<TomlSection> TomlSection::sections(std::string_view key) const
{
    std::vector<TomlSection> out;
    const std::string wanted = fmt::format("a list of tables, [[{}]]", table_.missing(key).path());
    for (const TomlValue& element : list(key, wanted)) {
        if (!element.is_table()) {
            element.refuse_kind(wanted);
        }
        out.push_back(element.table());
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
