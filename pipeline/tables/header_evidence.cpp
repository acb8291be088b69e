#include "pipeline/tables/header_evidence.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/text_pattern.h"
#include "grids/text/words.h"
#include "pipeline/tables/statistic_unit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns a text with ASCII brackets for wide and square ones, and ASCII punctuation.
std::string with_plain_brackets(std::string text)
{
    constexpr std::pair<std::string_view, std::string_view> marks[]
        = { { "（", "(" }, { "）", ")" }, { "［", "(" }, { "］", ")" }, { "【", "(" },
              { "】", ")" }, { "〔", "(" }, { "〕", ")" }, { "[", "(" }, { "]", ")" },
              { "：", ":" }, { "／", "/" }, { "，", "," }, { "；", ";" }, { "、", "," } };
    for (const auto& [mark, plain] : marks) {
        for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos;) {
            text.replace(at, mark.size(), plain);
            at += plain.size();
        }
    }
    return text;
}

/// Returns the factor between two units, 0 if they are of different kinds, or std::nullopt if one
/// of them is not a unit.
std::optional<double> factor_between(const std::string& from, const std::string& to)
{
    try {
        const UnitChange change = unit_change(from, to, "");
        return change.refusal.empty() ? change.factor : 0.0;
    } catch (const InputError&) {
        return std::nullopt;
    }
}

/// Returns true if a text may be a unit: not a number, and not a single letter except t and g.
bool may_be_unit(const std::string& text)
{
    const bool has_letter = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) > 127 || c == '%' || (c >= 'a' && c <= 'z')
            || (c >= 'A' && c <= 'Z');
    });
    return has_letter && (text.size() > 1 || text == "t" || text == "g" || text == "%");
}

/// Returns true if two units measure different things: a mass and an energy, money and people.
bool of_other_kind(const std::string& a, const std::string& b)
{
    constexpr std::array kinds { "kg", "J", "CNY", "USD", "inhabitant" };
    const auto kind_of = [&](const std::string& unit) {
        return std::find_if(kinds.begin(), kinds.end(),
            [&](const char* kind) { return factor_between(unit, kind).value_or(0.0) > 0.0; });
    };
    return kind_of(a) != kinds.end() && kind_of(b) != kinds.end() && kind_of(a) != kind_of(b);
}

/// Returns true if a text is a unit that contradicts the one declared.
bool contradicts(const std::string& text, const std::string& declared)
{
    if (!may_be_unit(text) || declared.empty() || same_word(declared, "text")) {
        return false;
    }
    const auto factor = factor_between(text, declared);
    if (!factor) {
        return false;
    }
    return *factor == 0.0 ? of_other_kind(text, declared) : std::abs(*factor - 1.0) > 1e-9;
}

/// Returns the texts of a header that may be its unit: in brackets, or behind a slash or, if it is
/// a mass, an underscore.
std::vector<std::string> units_in(const std::string& header)
{
    const std::string text = with_plain_brackets(header);
    std::vector<std::string> out;
    for (std::size_t open = text.find('('); open != std::string::npos;
         open = text.find('(', open + 1)) {
        const std::size_t close = text.find(')', open);
        if (close != std::string::npos) {
            std::string inside(without_blanks(text.substr(open + 1, close - open - 1)));
            static const TextPattern label("(单位|unit|in)s?:? *");
            const std::size_t colon = inside.find(':');
            out.push_back(colon == std::string::npos
                    ? label.matches(inside) ? std::string() : inside
                    : std::string(without_blanks(inside.substr(colon + 1))));
        }
    }
    if (out.empty() && text.find('/') != std::string::npos) {
        out.emplace_back(without_blanks(text.substr(text.find('/') + 1)));
    }
    if (const std::size_t at = text.rfind('_'); out.empty() && at != std::string::npos) {
        const std::string behind = text.substr(at + 1);
        if (may_be_unit(behind) && factor_between(behind, "kg").value_or(0.0) > 0.0) {
            out.push_back(behind);
        }
    }
    return out;
}

/// Returns true if a column's name says that it holds the year of each row.
bool is_year_header(std::string_view header)
{
    constexpr std::array names { "year", "年", "年份", "年度" };
    return std::any_of(
        names.begin(), names.end(), [&](const char* name) { return same_word(header, name); });
}

} // namespace

std::optional<int> year_of_header(const std::string& header)
{
    static const TextPattern form(R"(([0-9]{4})(\.0)?( *年)? *(.*))");
    static const TextPattern mark(
        R"((\*+|†+|‡|①|②|③|④|⑤|⑥|⑦|⑧|⑨|⑩|¹|²|³|⁴|⁵|⁶|⁷|⁸|⁹|[EePpRrFf])?)");
    static const TextPattern revision(
        "\\(((注)?[0-9]{0,2}|[a-z]|\\*+|①|②|③|④|⑤|⑥|⑦|⑧|⑨|⑩"
        "|修订(数|值|版)?|修正(数|值)?|调整(数|值)?|预计(数|值)?|预测(数|值)?|估计(数|值)?"
        "|估算(数|值)?|初步(数|值|核算)?|初值|快报(数)?|最终(数|值|核算)?|核实(数)?|普查(数)?|"
        "est\\.?"
        "|estimated?|prel\\.?|preliminary|prov\\.?|provisional|revised|rev\\.?|forecast|final)\\)",
        TextPattern::Case::ignored);
    const std::vector<std::string> parts
        = form.first_match(std::string(without_blanks(with_plain_brackets(header))));
    if (parts.size() < 5 || !parts[0].starts_with(parts[1])
        || !with_plain_brackets(std::string(without_blanks(header))).starts_with(parts[1])) {
        return std::nullopt;
    }
    const std::string& behind = parts[4];
    const bool is_unit = behind.size() > 2 && behind.front() == '(' && behind.back() == ')'
        && may_be_unit(behind.substr(1, behind.size() - 2)) && behind != "(%)"
        && factor_between(behind.substr(1, behind.size() - 2), "1").has_value();
    if (!mark.matches(behind) && !revision.matches(behind) && !is_unit) {
        return std::nullopt;
    }
    const int year = std::stoi(parts[1]);
    return year >= 1700 && year <= 2200 ? std::optional(year) : std::nullopt;
}

void require_unit_of_header(
    const std::string& header, const std::string& declared, const std::string& subject)
{
    for (const std::string& unit : units_in(header)) {
        if (contradicts(unit, declared)) {
            throw InputError(ProblemCode::inconsistent, subject,
                fmt::format("inconsistent unit: column '{}' writes '{}', the description '{}'",
                    header, unit, declared),
                fmt::format("set unit = \"{}\" of this variable in the description, or correct the "
                            "column's name",
                    unit));
        }
    }
}

void require_unit_of_notes(
    const std::vector<std::string>& lines, const std::string& declared, const std::string& subject)
{
    static const TextPattern note(R"((单位|units?) *: *([^ ,;)]+))", TextPattern::Case::ignored);
    for (const std::string& line : lines) {
        const std::vector<std::string> found = note.first_match(with_plain_brackets(line));
        if (found.size() > 2 && contradicts(found[2], declared)) {
            throw InputError(ProblemCode::inconsistent, subject,
                fmt::format("inconsistent unit: the line '{}' above the header, the description "
                            "declares '{}'",
                    without_blanks(line), declared),
                fmt::format("set unit = \"{}\" in the description, or correct the line", found[2]));
        }
    }
}

std::vector<std::pair<std::size_t, int>> year_columns(
    const TextTable& table, const std::string& unit)
{
    std::vector<std::pair<std::size_t, int>> years;
    for (std::size_t c = 0; c < table.header().size(); ++c) {
        const auto year = year_of_header(table.header()[c]);
        if (!year) {
            continue;
        }
        const auto same
            = std::ranges::find_if(years, [&](const auto& other) { return other.second == *year; });
        if (same != years.end()) {
            throw InputError(ProblemCode::duplicate, table.name(),
                fmt::format("duplicate year {}: columns '{}' and '{}'", *year,
                    table.header()[same->first], table.header()[c]),
                "remove one of them, or rename it so that it does not begin with the year");
        }
        require_unit_of_header(table.header()[c], unit, table.name());
        years.emplace_back(c, *year);
    }
    return years;
}

void require_declared_years(
    const TextTable& table, const std::vector<const TextRow*>& rows, const std::set<int>& declared)
{
    static const TextPattern year_text(R"([0-9]{4}(\.0|年)?)");
    for (std::size_t c = 0; c < table.header().size(); ++c) {
        if (!is_year_header(table.header()[c])) {
            continue;
        }
        for (const TextRow* row : rows) {
            const std::string& field = row->fields[c];
            if (year_text.matches(field) && !declared.contains(std::stoi(field))) {
                throw InputError(ProblemCode::inconsistent, table.place(*row),
                    fmt::format("inconsistent year: '{}' in column '{}', the description declares "
                                "{}",
                        field, table.header()[c], joined(declared, ", ")),
                    fmt::format("set year = {} in the description, or layout = \"long\" and "
                                "year_column = \"{}\"",
                        std::stoi(field), table.header()[c]));
            }
        }
    }
}

} // namespace cityflux
