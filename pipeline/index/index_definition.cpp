#include "pipeline/index/index_definition.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/toml_section.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Names = std::vector<std::string>;

/// Largest rounding error of the sum of the weights of siblings.
constexpr double weight_tolerance = 1e-9;
constexpr int first_year = 1700;
constexpr int last_year = 2200;
constexpr std::int64_t most_draws = 10'000'000;

bool is_identifier(std::string_view name)
{
    const auto letter
        = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    return !name.empty() && letter(name.front())
        && std::all_of(name.begin(), name.end(),
            [&](char c) { return letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

double share_in(const TomlValue& entry)
{
    const double value = entry.number();
    if (value < 0.0 || value > 1.0) {
        entry.refuse(fmt::format("is {}; it has to lie between 0 and 1", value));
    }
    return value;
}

Mean mean_in(const TomlValue& entry)
{
    return entry.choice<Mean>({ { "arithmetic", Mean::arithmetic },
        { "geometric", Mean::geometric }, { "harmonic", Mean::harmonic } });
}

MissingRule missing_rule_in(const TomlValue& entry)
{
    return entry.choice<MissingRule>({ { "leave-out", MissingRule::leave_out },
        { "median", MissingRule::median }, { "least", MissingRule::least } });
}

Treatment treatment_in(const TomlValue& entry)
{
    const Names kinds { "none", "winsorise", "tukey", "log" };
    const TomlSection section = entry.section(kinds);
    const std::string key = section.only_one(kinds);
    const TomlValue value = *section.find(key);
    Treatment treatment;
    if (key == "none") {
        value.need_true();
    } else if (key == "winsorise") {
        treatment.kind = Treatment::Kind::winsorise;
        std::tie(treatment.lower, treatment.upper) = value.two_numbers();
        if (!(treatment.lower >= 0.0 && treatment.lower < treatment.upper
                && treatment.upper <= 1.0)) {
            value.refuse(fmt::format("is [{}, {}]; it takes two quantiles between 0 and 1, the "
                                     "lower first, such as [0.05, 0.95]",
                treatment.lower, treatment.upper));
        }
    } else if (key == "tukey") {
        treatment.kind = Treatment::Kind::tukey;
        treatment.fences = value.number();
        if (treatment.fences < 0.0) {
            value.refuse(fmt::format(
                "is {}; fences stand 0 or more interquartile ranges away, Tukey's own 1.5",
                treatment.fences));
        }
    } else {
        treatment.kind = Treatment::Kind::log;
        treatment.offset = value.number();
    }
    return treatment;
}

Normalisation normalisation_in(const TomlValue& entry)
{
    using Kind = Normalisation::Kind;
    const Names methods { "goalposts", "min_max", "z_score", "percentile_rank", "borda", "rank",
        "distance_to_target", "distance_to_reference", "distance_to_maximum", "fraction_of_maximum",
        "benchmark", "none" };
    constexpr Kind kinds[] = { Kind::goalposts, Kind::min_max, Kind::z_score, Kind::percentile_rank,
        Kind::borda, Kind::rank, Kind::distance_to_target, Kind::distance_to_reference,
        Kind::distance_to_maximum, Kind::fraction_of_maximum, Kind::benchmark, Kind::none };
    Names known = methods;
    known.insert(known.end(), { "cut", "points" });
    const TomlSection section = entry.section(known);
    const std::string method = section.only_one(methods);
    const TomlValue value = *section.find(method);
    Normalisation out;
    out.kind = kinds[std::find(methods.begin(), methods.end(), method) - methods.begin()];
    switch (out.kind) {
    case Kind::goalposts:
        std::tie(out.lower, out.upper) = value.two_numbers();
        if (!(out.lower < out.upper)) {
            value.refuse(fmt::format("is [{}, {}]; the lower comes first whatever the direction, "
                                     "and the two have to differ",
                out.lower, out.upper));
        }
        break;
    case Kind::z_score:
        std::tie(out.mean, out.deviation) = value.two_numbers();
        if (!(out.deviation > 0.0)) {
            value.refuse(
                fmt::format("is [{}, {}]; it takes the mean and a standard deviation above 0",
                    out.mean, out.deviation));
        }
        break;
    case Kind::distance_to_target:
        out.target = value.number();
        break;
    case Kind::benchmark:
        out.target = value.number();
        if (!(out.target > 0.0)) {
            value.refuse(fmt::format(
                "is {}; points are a ratio to it, so it has to lie above 0", out.target));
        }
        break;
    case Kind::distance_to_reference:
        out.reference_city = value.text();
        break;
    default:
        value.need_true();
    }
    if (const auto cut = section.find("cut")) {
        if (out.kind != Kind::goalposts && out.kind != Kind::benchmark
            && out.kind != Kind::distance_to_target && out.kind != Kind::distance_to_reference) {
            section.forbid({ "cut" }, fmt::format("{} never leaves its span or has none", method));
        }
        out.cut = cut->flag();
    }
    if (const auto points = section.find("points")) {
        if (out.kind == Kind::z_score || out.kind == Kind::borda || out.kind == Kind::rank
            || out.kind == Kind::none) {
            section.forbid({ "points" }, fmt::format("{} has no span of points", method));
        }
        std::tie(out.least_points, out.most_points) = points->two_numbers();
        if (!(out.least_points < out.most_points)) {
            points->refuse(fmt::format(
                "is [{}, {}]; the least come first", out.least_points, out.most_points));
        }
    }
    return out;
}

/// Returns `years`, or `offset` from the year of the index, or by default that year.
std::vector<int> years_in(const TomlSection& section, int index_year)
{
    const auto years = section.find("years");
    const auto offset = section.find("offset");
    if (years && offset) {
        offset->refuse("stands beside 'years'; keep one");
    }
    std::vector<int> out;
    const auto add = [&](const TomlValue& entry, int from) {
        const int year = from
            + static_cast<int>(
                entry.whole(from == 0 ? first_year : first_year - last_year, last_year));
        if (std::find(out.begin(), out.end(), year) != out.end()) {
            entry.refuse(fmt::format("names {} twice; keep one", year));
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
        given.refuse("is empty; name the years in the order in which they are looked for");
    }
    return out;
}

IndicatorInput input_in(const TomlSection& section, std::string name, std::string variable,
    std::string unit, int index_year)
{
    IndicatorInput input;
    input.name = std::move(name);
    input.variable = std::move(variable);
    input.unit = std::move(unit);
    input.years = years_in(section, index_year);
    input.scope = section.text_or_empty("scope");
    input.inventory = section.text_or_empty("inventory");
    input.sector = section.text_or_empty("sector");
    return input;
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

void read_expression(const TomlSection& section, int index_year, IndicatorSource& source)
{
    const TomlValue expression = section.need("expression", "a text");
    source.expression = expression.text();
    const auto inputs
        = section.need("inputs", "a table of what the expression is made of").entries();
    Names known;
    for (const auto& [name, entry] : inputs) {
        const TomlSection input = entry.section(
            { "variable", "years", "offset", "unit", "scope", "inventory", "sector" });
        if (!is_identifier(name)) {
            entry.refuse("is no name for an expression; take ASCII letters, digits and _, and name "
                         "the data by 'variable'");
        }
        source.inputs.push_back(input_in(input, name, input.text("variable").value_or(name),
            input.need("unit", "the unit that the expression counts in, \"1\" for a pure number")
                .text(),
            index_year));
        known.push_back(name);
    }
    const Names used = names_in(source.expression);
    for (const std::string& name : used) {
        if (name != "_pi" && name != "_e"
            && std::find(known.begin(), known.end(), name) == known.end()) {
            expression.refuse(
                fmt::format("has '{}', which is not among its inputs ({}){}; add it there", name,
                    joined(known, ", "), did_you_mean(name, known, 3)));
        }
    }
    for (const auto& [name, entry] : inputs) {
        if (std::find(used.begin(), used.end(), name) == used.end()) {
            entry.refuse(fmt::format(
                "is not used in the expression \"{}\"; leave it out", source.expression));
        }
    }
}

void read_categories(const TomlValue& entry, IndicatorSource& source, Normalisation& normalisation)
{
    normalisation.kind = Normalisation::Kind::categories;
    for (const TomlValue& pair : entry.list("a list of [\"text\", points]")) {
        const std::vector<TomlValue> parts = pair.list("a list of [\"text\", points]");
        if (parts.size() != 2) {
            pair.refuse(
                fmt::format("has a category of {} parts; write [\"text\", points]", parts.size()));
        }
        const std::string text = parts[0].text();
        if (std::find(source.categories.begin(), source.categories.end(), text)
            != source.categories.end()) {
            pair.refuse(fmt::format("has the category \"{}\" twice; keep one", text));
        }
        source.categories.push_back(text);
        normalisation.points.push_back(parts[1].number());
    }
    if (source.categories.empty()) {
        entry.refuse("is empty; list the categories with their points");
    }
}

void read_register(const TomlValue& entry, RegisterRule& rule)
{
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
            most->refuse(fmt::format(
                "is {}; points are cut off at a number above 0, or leave the key out for no bound",
                rule.most));
        }
    }
}

void read_source(const TomlSection& section, int index_year, const std::string& unit,
    IndicatorSource& source, IndicatorMethod& method)
{
    const std::string kind = section.only_one({ "column", "expression", "policy_register" });
    if (kind != "column") {
        section.forbid({ "categories", "years", "offset", "scope", "inventory", "sector" },
            "it belongs to a 'column'");
    }
    if (kind != "expression") {
        section.forbid({ "inputs" }, "they belong to an 'expression'");
    }
    if (kind == "expression") {
        read_expression(section, index_year, source);
    } else if (kind == "policy_register") {
        source.kind = IndicatorSource::Kind::policy_register;
        read_register(*section.find("policy_register"), source.rule);
    } else {
        const std::string column = section.find("column")->text();
        const std::string name = is_identifier(column) ? column : "value";
        source.expression = name;
        source.inputs.push_back(input_in(section, name, column, unit, index_year));
        if (const auto categories = section.find("categories")) {
            source.kind = IndicatorSource::Kind::categories;
            source.expression.clear();
            read_categories(*categories, source, method.normalisation);
        }
    }
}

void read_method(
    const TomlSection& section, bool categories, bool is_register, IndicatorMethod& method)
{
    if (const auto missing = section.find("missing")) {
        method.missing = missing_rule_in(*missing);
    }
    if (categories) {
        section.forbid(
            { "direction", "treatment", "normalisation", "unit" }, "each category has its points");
        return;
    }
    if (is_register && !section.has("direction")) {
        method.direction = Direction::more_is_better;
    } else {
        method.direction = section.need("direction", "\"more\" or \"less\", whichever is better")
                               .choice<Direction>({ { "more", Direction::more_is_better },
                                   { "less", Direction::less_is_better } });
    }
    if (const auto treatment = section.find("treatment")) {
        method.treatment = treatment_in(*treatment);
    }
    const TomlValue normalisation
        = section.need("normalisation", "a method, such as { goalposts = [0, 100] }");
    method.normalisation = normalisation_in(normalisation);
    const bool positive_only = method.normalisation.kind == Normalisation::Kind::benchmark;
    if (method.treatment.kind == Treatment::Kind::log && positive_only) {
        normalisation.refuse("is a ratio to a benchmark, which means nothing between logarithms; "
                             "take goalposts, or another treatment");
    }
    if (method.treatment.kind == Treatment::Kind::log) {
        const bool posts = method.normalisation.kind == Normalisation::Kind::goalposts;
        const bool target = method.normalisation.kind == Normalisation::Kind::distance_to_target;
        const double bound = posts ? method.normalisation.lower : method.normalisation.target;
        if ((posts || target) && bound + method.treatment.offset <= 0.0) {
            normalisation.refuse(
                fmt::format("has the bound {}, which has no logarithm with the offset {}", bound,
                    method.treatment.offset));
        }
    }
}

/// Domain or indicator as in the file.
struct Branch {
    TomlSection section; ///< its table in the file
    NodeLabel label;
    std::string parent; ///< "" for the root
    double weight = 1.0;
    Mean mean = Mean::arithmetic;
    double most_missing = 0.5;
    std::size_t indicator = IndexNode::nowhere;
};

Branch branch_in(const TomlSection& section, std::string_view parent_key)
{
    Branch branch { section, {}, "", 1.0, Mean::arithmetic, 0.5, IndexNode::nowhere };
    branch.label.code = section.need("code", "a text that no other has").text();
    const TomlSection names
        = section.need("name", "{ zh = \"...\", en = \"...\" }").section({ "zh", "en" });
    branch.label.name_zh = names.text_or_empty("zh");
    branch.label.name_en = names.text_or_empty("en");
    if (branch.label.name_zh.empty() && branch.label.name_en.empty()) {
        names.refuse("is empty; give it a Chinese name (zh), an English one (en), or both");
    }
    branch.label.reason = section.text_or_empty("reason");
    branch.parent = section.text_or_empty(parent_key);
    branch.weight = share_in(section.need("weight", "its share among its siblings, 0 to 1"));
    return branch;
}

/// Returns the tables of a list of tables, each named by its code if it has one.
std::vector<TomlSection> tables_in(const TomlSection& top, const std::string& key)
{
    std::vector<TomlSection> tables = top.sections(key);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        tables[i] = tables[i].called(tables[i].has("code")
                ? fmt::format("{} {}", key, tables[i].required_text("code"))
                : fmt::format("[[{}]] number {}", key, i + 1));
    }
    return tables;
}

std::string date_in(const TomlValue& entry)
{
    std::string text = entry.text_or_date();
    int numbers[3] = { 0, 0, 0 };
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
    for (std::size_t i = 0, part = 0; shaped && i < text.size(); ++i) {
        if (i == 4 || i == 7) {
            ++part;
        } else if (std::isdigit(static_cast<unsigned char>(text[i])) != 0) {
            numbers[part] = 10 * numbers[part] + (text[i] - '0');
        } else {
            numbers[1] = 0;
            break;
        }
    }
    const std::chrono::year_month_day day { std::chrono::year(numbers[0]),
        std::chrono::month(static_cast<unsigned>(numbers[1])),
        std::chrono::day(static_cast<unsigned>(numbers[2])) };
    if (!shaped || !day.ok()) {
        entry.refuse(fmt::format("is \"{}\"; write a date as 2021-12-31", text));
    }
    return text;
}

void read_robustness(const TomlSection& section, DoubtfulChoices& doubts)
{
    section.allow({ "draws", "seed", "weight_spread", "normalisations", "treatments",
        "missing_rules", "means", "intervals" });
    if (const auto draws = section.find("draws")) {
        doubts.draws = static_cast<std::size_t>(draws->whole(1, most_draws));
    }
    if (const auto seed = section.find("seed")) {
        doubts.seed
            = static_cast<std::uint64_t>(seed->whole(0, std::numeric_limits<std::int64_t>::max()));
    }
    if (const auto spread = section.find("weight_spread")) {
        doubts.weight_spread = share_in(*spread);
    }
    using Kind = Normalisation::Kind;
    for (const TomlValue& item : section.list("normalisations", "a list of texts")) {
        doubts.normalisations.push_back(item.choice<Kind>({ { "min_max", Kind::min_max },
            { "percentile_rank", Kind::percentile_rank }, { "z_score", Kind::z_score } }));
    }
    for (const TomlValue& item :
        section.list("treatments", "a list of treatments, such as { tukey = 1.5 }")) {
        doubts.treatments.push_back(treatment_in(item));
    }
    for (const TomlValue& item : section.list("missing_rules", "a list of texts")) {
        doubts.missing_rules.push_back(missing_rule_in(item));
    }
    for (const TomlValue& item : section.list("means", "a list of texts")) {
        doubts.means.push_back(mean_in(item));
    }
    if (const auto intervals = section.find("intervals")) {
        doubts.intervals = intervals->flag();
    }
}

/// Returns a variable of the decoupling plan, or one without a name if the key is missing.
IndicatorInput series_in(const TomlSection& section, const std::string& key, int index_year)
{
    const auto entry = section.find(key);
    if (!entry) {
        return {};
    }
    const TomlSection input
        = entry->section({ "variable", "years", "offset", "unit", "scope", "inventory", "sector" });
    return input_in(input, key,
        input.need("variable", "the name of a variable of the statistics").text(),
        input.need("unit", "the unit that it is compared in").text(), index_year);
}

DecouplingPlan decoupling_in(const TomlValue& entry, int index_year)
{
    const TomlSection section = entry.section({ "co2", "gdp", "population", "years",
        "base_multiple", "years_since_peak", "most_p", "most_elasticity" });
    DecouplingPlan plan;
    section.need("co2", "a variable, such as { variable = \"CO2\", unit = \"t\" }");
    plan.co2 = series_in(section, "co2", index_year);
    plan.gdp = series_in(section, "gdp", index_year);
    plan.population = series_in(section, "population", index_year);
    if (plan.population.years.empty()) {
        plan.population.years = { index_year };
    }
    const TomlValue years
        = section.need("years", "the two years between which the elasticity is taken");
    const std::vector<TomlValue> two = years.list("a list of two years");
    if (two.size() != 2) {
        years.refuse(fmt::format("has {} entries; it takes two years", two.size()));
    }
    plan.first_year = static_cast<int>(two[0].whole(first_year, last_year));
    plan.last_year = static_cast<int>(two[1].whole(first_year, last_year));
    if (plan.first_year >= plan.last_year) {
        years.refuse(fmt::format(
            "is [{}, {}]; the earlier year comes first", plan.first_year, plan.last_year));
    }
    DecouplingRule& rule = plan.rule;
    for (const auto& [key, number] : { std::pair { "base_multiple", &rule.base_multiple },
             { "most_p", &rule.most_p }, { "most_elasticity", &rule.most_elasticity } }) {
        if (const auto given = section.find(key)) {
            *number = given->number();
        }
    }
    if (const auto since = section.find("years_since_peak")) {
        rule.years_since_peak = static_cast<int>(since->whole(1, last_year - first_year));
    }
    rule.check(entry.subject());
    return plan;
}

/// Builder of the tree: parents before children, siblings in order of the file, domains before
/// indicators.
class TreeBuilder {
public:
    TreeBuilder(IndexDefinition& definition, std::vector<Branch> branches, const TomlSection& root)
        : definition_(definition)
        , branches_(std::move(branches))
        , placed_(branches_.size(), false)
        , root_(root)
    {
    }

    void build()
    {
        check_codes();
        add_children(0, "");
        for (std::size_t i = 0; i < branches_.size(); ++i) {
            if (!placed_[i]) {
                branches_[i].section.refuse(
                    fmt::format("hangs by its parent '{}' in a ring that never reaches the index; "
                                "let one of the ring have no parent",
                        branches_[i].parent));
            }
        }
    }

private:
    void check_codes() const
    {
        const std::string& index_name = definition_.labels.front().code;
        Names domains;
        for (const Branch& branch : branches_) {
            if (branch.indicator == IndexNode::nowhere) {
                domains.push_back(branch.label.code);
            }
        }
        for (std::size_t i = 0; i < branches_.size(); ++i) {
            const Branch& branch = branches_[i];
            if (same_word(branch.label.code, index_name)) {
                branch.section.refuse(
                    "has the code that is the name of the index; give it another");
            }
            for (std::size_t j = 0; j < i; ++j) {
                if (same_word(branch.label.code, branches_[j].label.code)) {
                    branch.section.refuse(
                        fmt::format("has the code of {} (line {}); give one of them another",
                            branches_[j].section.name(), branches_[j].section.line()));
                }
            }
            if (!branch.parent.empty()
                && std::find(domains.begin(), domains.end(), branch.parent) == domains.end()) {
                branch.section.refuse(fmt::format(
                    "belongs to the domain '{}', which is not there{}; the domains are {}",
                    branch.parent, did_you_mean(branch.parent, domains, 3), joined(domains, ", ")));
            }
        }
    }

    void add_children(std::size_t parent, const std::string& code)
    {
        std::vector<std::size_t> own;
        for (std::size_t i = 0; i < branches_.size(); ++i) {
            if (branches_[i].parent == code) {
                own.push_back(i);
            }
        }
        const TomlSection& section
            = parent == 0 ? root_ : branches_[branch_of_node_[parent - 1]].section;
        if (own.empty()) {
            section.refuse("has no indicators below it; give it some, or leave it out");
        }
        check_weights(section, own);
        for (const std::size_t i : own) {
            const Branch& branch = branches_[i];
            placed_[i] = true;
            const std::size_t node = definition_.nodes.size();
            definition_.nodes.push_back({ .parent = parent,
                .children = {},
                .weight = branch.weight,
                .mean = branch.mean,
                .most_missing = branch.most_missing,
                .indicator = branch.indicator });
            definition_.nodes[parent].children.push_back(node);
            definition_.labels.push_back(branch.label);
            branch_of_node_.push_back(i);
            if (branch.indicator == IndexNode::nowhere) {
                add_children(node, branch.label.code);
            }
        }
    }

    void check_weights(const TomlSection& parent, const std::vector<std::size_t>& children) const
    {
        double sum = 0.0;
        Names parts;
        for (const std::size_t i : children) {
            sum += branches_[i].weight;
            parts.push_back(fmt::format("{} {}", branches_[i].label.code, branches_[i].weight));
        }
        if (!(std::abs(sum - 1.0) <= weight_tolerance)) {
            parent.refuse(fmt::format("has children whose weights sum to {:.12g}, not to 1: {}",
                sum, joined(parts, ", ")));
        }
    }

    IndexDefinition& definition_;
    std::vector<Branch> branches_;
    std::vector<bool> placed_;
    std::vector<std::size_t> branch_of_node_; ///< by node, from node 1 on
    TomlSection root_;
};

} // namespace

IndexDefinition IndexDefinition::load(const std::filesystem::path& file)
{
    const TomlSection top = TomlSection::read(file, "the index");
    top.allow({ "index", "domain", "indicator", "robustness", "decoupling" });
    const TomlSection root
        = top.need("index", "a table [index]")
              .section({ "name", "title", "year", "cut_off", "most_missing", "mean", "reason" });

    IndexDefinition definition;
    definition.source = file;
    definition.name = root.required_text("name");
    definition.title = root.required_text("title");
    definition.year = static_cast<int>(
        root.need("year", "the year that the index is about").whole(first_year, last_year));
    if (const auto cut_off = root.find("cut_off")) {
        definition.cut_off = date_in(*cut_off);
    }
    const auto most_missing = root.find("most_missing");
    const auto mean = root.find("mean");
    IndexNode root_node;
    root_node.most_missing = most_missing ? share_in(*most_missing) : root_node.most_missing;
    root_node.mean = mean ? mean_in(*mean) : root_node.mean;
    definition.nodes.push_back(root_node);
    definition.labels.push_back(
        { definition.name, definition.title, definition.title, "", root.text_or_empty("reason") });

    std::vector<Branch> branches;
    for (const TomlSection& section : tables_in(top, "domain")) {
        section.allow({ "code", "parent", "name", "weight", "mean", "most_missing", "reason" });
        Branch branch = branch_in(section, "parent");
        const auto own_missing = section.find("most_missing");
        const auto own_mean = section.find("mean");
        branch.most_missing = own_missing ? share_in(*own_missing) : root_node.most_missing;
        branch.mean = own_mean ? mean_in(*own_mean) : root_node.mean;
        branches.push_back(std::move(branch));
    }
    for (const TomlSection& section : tables_in(top, "indicator")) {
        section.allow({ "code", "domain", "name", "unit", "direction", "weight", "reason",
            "missing", "treatment", "normalisation", "column", "years", "offset", "scope",
            "inventory", "sector", "expression", "inputs", "categories", "policy_register" });
        Branch branch = branch_in(section, "domain");
        const bool categories = section.has("categories");
        branch.label.unit = categories
            ? ""
            : section.need("unit", "the unit of its values, \"1\" for a pure number").text();
        branch.indicator = definition.methods.size();
        IndicatorSource source;
        IndicatorMethod method;
        // Read first: the points of the source belong to the normalisation of categories.
        read_method(section, categories, section.has("policy_register"), method);
        read_source(section, definition.year, branch.label.unit, source, method);
        definition.sources.push_back(std::move(source));
        definition.methods.push_back(std::move(method));
        branches.push_back(std::move(branch));
    }
    TreeBuilder(definition, std::move(branches), root).build();
    if (const auto robustness = top.section("robustness")) {
        read_robustness(*robustness, definition.doubts);
    }
    if (const auto decoupling = top.find("decoupling")) {
        definition.decoupling = decoupling_in(*decoupling, definition.year);
    }
    return definition;
}

std::size_t IndexDefinition::node_of(const std::string& code) const
{
    Names codes;
    for (std::size_t node = 0; node < labels.size(); ++node) {
        if (same_word(labels[node].code, code)) {
            return node;
        }
        codes.push_back(labels[node].code);
    }
    throw InputError(fmt::format("{}: no domain or indicator has the code '{}'{}; the codes are {}",
        source.string(), code, did_you_mean(code, codes, 3), joined(codes, ", ")));
}

std::string IndexDefinition::indicator_code(std::size_t indicator) const
{
    for (std::size_t node = 0; node < nodes.size() && node < labels.size(); ++node) {
        if (nodes[node].indicator == indicator) {
            return labels[node].code;
        }
    }
    return fmt::format("{}", indicator + 1);
}

} // namespace cityflux
