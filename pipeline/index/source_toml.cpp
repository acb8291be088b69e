#include "pipeline/index/source_toml.h"

#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Names = std::vector<std::string>;

bool is_identifier(std::string_view name)
{
    const auto letter
        = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    return !name.empty() && letter(name.front())
        && std::all_of(name.begin(), name.end(),
            [&](char c) { return letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

/// Returns `years`, or `offset` from the year of the index, or by default that year.
std::vector<int> read_years(const TomlSection& section, int index_year)
{
    const auto years = section.find("years");
    const auto offset = section.find("offset");
    if (years && offset) {
        offset->refuse(ProblemCode::conflicting, "conflicting keys offset and years", "keep one");
    }
    std::vector<int> out;
    const auto add = [&](const TomlValue& entry, int from) {
        const int year = from
            + static_cast<int>(
                entry.whole(from == 0 ? first_index_year : first_index_year - last_index_year,
                    last_index_year));
        if (std::find(out.begin(), out.end(), year) != out.end()) {
            entry.refuse(
                ProblemCode::duplicate, fmt::format("duplicate year {}", year), "keep one");
        }
        out.push_back(year);
    };
    if (!years && !offset) {
        return { index_year };
    }
    const TomlValue& given = years ? *years : *offset;
    const int from = years ? 0 : index_year;
    if (!given.is_list()) {
        add(given, from);
        return out;
    }
    for (const TomlValue& entry : given.list("a list of years")) {
        add(entry, from);
    }
    if (out.empty()) {
        given.refuse(ProblemCode::invalid, "empty list",
            "write the years in order of preference, e.g. [2019, 2018]");
    }
    return out;
}

/// Returns the names in an expression that are not functions: those without a following
/// parenthesis.
Names names_in(std::string_view expression)
{
    Names names;
    const auto is = [&](std::size_t at, auto test) {
        return at < expression.size() && test(static_cast<unsigned char>(expression[at]));
    };
    const auto digit = [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; };
    const auto part = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    for (std::size_t at = 0; at < expression.size();) {
        if (is(at, digit)) {
            while (is(at, digit)) {
                ++at;
            }
            if (is(at, [](unsigned char c) { return c == 'e' || c == 'E'; })) {
                ++at;
                at += is(at, [](unsigned char c) { return c == '+' || c == '-'; }) ? 1 : 0;
            }
        } else if (is(at, part)) {
            const std::size_t begin = at;
            while (is(at, part)) {
                ++at;
            }
            const std::size_t next = expression.find_first_not_of(" \t", at);
            if (next == std::string_view::npos || expression[next] != '(') {
                names.emplace_back(expression.substr(begin, at - begin));
            }
        } else {
            ++at;
        }
    }
    return names;
}

/// Reads the inputs of an expression, each with the name under which the expression uses it.
std::vector<IndicatorInput> read_inputs(
    const std::vector<std::pair<std::string, TomlValue>>& entries, int index_year)
{
    std::vector<IndicatorInput> inputs;
    for (const auto& [name, entry] : entries) {
        const TomlSection section = entry.section(variable_keys());
        if (!is_identifier(name)) {
            entry.refuse(ProblemCode::invalid,
                fmt::format("'{}' is not a name of an expression", name),
                "use ASCII letters, digits and _, and give the name in the tables as 'variable'");
        }
        IndicatorInput input;
        input.name = name;
        input.unit
            = section.need("unit", "its unit in the expression, \"1\" for a pure number").text();
        input.variable = section.text("variable").value_or(name);
        inputs.push_back(read_input(section, std::move(input), index_year));
    }
    return inputs;
}

IndicatorSource read_expression(const TomlSection& section, int index_year)
{
    IndicatorSource source;
    const TomlValue expression = section.need("expression", "a text");
    source.expression = expression.text();
    const auto entries
        = section.need("inputs", "a table of the inputs of the expression").entries();
    source.inputs = read_inputs(entries, index_year);
    Names known;
    for (const IndicatorInput& input : source.inputs) {
        known.push_back(input.name);
    }
    const Names used = names_in(source.expression);
    for (const std::string& name : used) {
        if (name != "_pi" && name != "_e"
            && std::find(known.begin(), known.end(), name) == known.end()) {
            expression.refuse(ProblemCode::unknown,
                fmt::format("unknown name '{}'{}, inputs: {}", name, did_you_mean(name, known, 3),
                    joined(known, ", ")),
                "add it to the inputs");
        }
    }
    for (const auto& [name, entry] : entries) {
        if (std::find(used.begin(), used.end(), name) == used.end()) {
            entry.refuse(ProblemCode::conflicting,
                fmt::format("unused input of the expression \"{}\"", source.expression),
                "leave it out");
        }
    }
    return source;
}

/// Reads a column of a table: the expression of its own name.
IndicatorSource read_column(const TomlSection& section, int index_year, const std::string& unit)
{
    IndicatorInput input;
    input.variable = section.find("column")->text();
    input.name = is_identifier(input.variable) ? input.variable : "value";
    input.unit = unit;
    IndicatorSource source;
    source.expression = input.name;
    source.inputs.push_back(read_input(section, std::move(input), index_year));
    return source;
}

/// Makes the source of a column one of categories, and reads them with their points.
void read_categories(const TomlValue& entry, DeclaredSource& declared)
{
    declared.source.kind = IndicatorSource::Kind::categories;
    declared.source.expression.clear();
    Names& categories = declared.source.categories;
    for (const TomlValue& pair : entry.list("a list of [\"text\", points]")) {
        const std::vector<TomlValue> parts = pair.list("a list of [\"text\", points]");
        if (parts.size() != 2) {
            pair.refuse(ProblemCode::invalid,
                fmt::format("invalid category of {} parts", parts.size()),
                "write [\"text\", points]");
        }
        const std::string text = parts[0].text();
        if (std::find(categories.begin(), categories.end(), text) != categories.end()) {
            pair.refuse(
                ProblemCode::duplicate, fmt::format("duplicate category \"{}\"", text), "keep one");
        }
        categories.push_back(text);
        declared.category_points.push_back(parts[1].number());
    }
    if (categories.empty()) {
        entry.refuse(ProblemCode::invalid, "empty list",
            "list the categories with their points, e.g. [[\"high\", 100], [\"low\", 0]]");
    }
}

RegisterRule read_register_rule(const TomlValue& entry)
{
    RegisterRule rule;
    const TomlSection section = entry.section({ "levels", "other", "best_only", "most" });
    if (const auto levels = section.find("levels")) {
        for (const auto& [level, points] : levels->entries()) {
            rule.points_by_level.emplace_back(level, points.number());
        }
    }
    if (const auto other = section.find("other")) {
        rule.other = other->number();
    }
    if (const auto best_only = section.find("best_only")) {
        rule.best_only = best_only->flag();
    }
    if (const auto most = section.find("most")) {
        rule.most = most->number();
        if (!(rule.most > 0.0)) {
            most->refuse(ProblemCode::out_of_range,
                fmt::format("limit of points out of range: {} (must be positive)", rule.most),
                "leave the key out for no limit");
        }
    }
    return rule;
}

} // namespace

std::vector<std::string> variable_keys()
{
    return { "variable", "years", "offset", "unit", "scope", "inventory", "sector" };
}

IndicatorInput read_input(const TomlSection& section, IndicatorInput input, int index_year)
{
    input.years = read_years(section, index_year);
    input.scope = section.text_or_empty("scope");
    input.inventory = section.text_or_empty("inventory");
    input.sector = section.text_or_empty("sector");
    return input;
}

DeclaredSource read_indicator_source(
    const TomlSection& section, int index_year, const std::string& unit)
{
    const std::string kind = section.only_one({ "column", "expression", "policy_register" });
    if (kind != "column") {
        section.forbid({ "categories", "years", "offset", "scope", "inventory", "sector" },
            "it belongs to a 'column'");
    }
    if (kind != "expression") {
        section.forbid({ "inputs" }, "they belong to an 'expression'");
    }
    DeclaredSource declared;
    if (kind == "expression") {
        declared.source = read_expression(section, index_year);
    } else if (kind == "policy_register") {
        declared.source.kind = IndicatorSource::Kind::policy_register;
        declared.source.rule = read_register_rule(*section.find("policy_register"));
    } else {
        declared.source = read_column(section, index_year, unit);
        if (const auto categories = section.find("categories")) {
            read_categories(*categories, declared);
        }
    }
    return declared;
}

} // namespace cityflux
