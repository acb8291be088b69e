#include "pipeline/index/index_definition.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/toml_section.h"
#include "grids/text/words.h"
#include "pipeline/index/decoupling_toml.h"
#include "pipeline/index/index_tree.h"
#include "pipeline/index/method_toml.h"
#include "pipeline/index/source_toml.h"

#include <cctype>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::int64_t most_draws = 10'000'000;

double read_share(const TomlValue& entry)
{
    const double value = entry.number();
    if (value < 0.0 || value > 1.0) {
        entry.refuse(
            ProblemCode::out_of_range, fmt::format("out of range: {} (allowed: 0 to 1)", value));
    }
    return value;
}

/// Reads what domains and indicators have in common.
IndexBranch read_branch(const TomlSection& section, std::string_view parent_key)
{
    IndexBranch branch { section };
    branch.label.code = section.need("code", "a text, unique in the index").text();
    const TomlSection names
        = section.need("name", "{ zh = \"...\", en = \"...\" }").section({ "zh", "en" });
    branch.label.name_zh = names.text_or_empty("zh");
    branch.label.name_en = names.text_or_empty("en");
    if (branch.label.name_zh.empty() && branch.label.name_en.empty()) {
        names.refuse(ProblemCode::missing, "missing name",
            "write a Chinese name (zh), an English one (en), or both");
    }
    branch.label.reason = section.text_or_empty("reason");
    branch.parent = section.text_or_empty(parent_key);
    branch.weight
        = read_share(section.need("weight", "its part in the mean of its siblings, 0 to 1"));
    return branch;
}

/// Reads the rules of a node for its children. Default: those of the branch.
void read_node_rules(const TomlSection& section, IndexBranch& branch)
{
    if (const auto most_missing = section.find("most_missing")) {
        branch.most_missing = read_share(*most_missing);
    }
    if (const auto mean = section.find("mean")) {
        branch.mean = read_mean(*mean);
    }
}

/// Returns the tables of a list of tables, each named by its code if it has one.
std::vector<TomlSection> named_tables(const TomlSection& top, const std::string& key)
{
    std::vector<TomlSection> tables = top.sections(key);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        tables[i] = tables[i].called(tables[i].has("code")
                ? fmt::format("{} {}", key, tables[i].required_text("code"))
                : fmt::format("[[{}]] number {}", key, i + 1));
    }
    return tables;
}

std::string read_date(const TomlValue& entry)
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
        entry.refuse(ProblemCode::invalid, fmt::format("'{}' is not a date", text),
            "write it as 2021-12-31");
    }
    return text;
}

DoubtfulChoices read_robustness(const TomlSection& section)
{
    DoubtfulChoices doubts;
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
        doubts.weight_spread = read_share(*spread);
    }
    using Kind = Normalisation::Kind;
    for (const TomlValue& item : section.list("normalisations", "a list of texts")) {
        doubts.normalisations.push_back(item.choice<Kind>({ { "min_max", Kind::min_max },
            { "percentile_rank", Kind::percentile_rank }, { "z_score", Kind::z_score } }));
    }
    for (const TomlValue& item :
        section.list("treatments", "a list of treatments, such as { tukey = 1.5 }")) {
        doubts.treatments.push_back(read_treatment(item));
    }
    for (const TomlValue& item : section.list("missing_rules", "a list of texts")) {
        doubts.missing_rules.push_back(read_missing_rule(item));
    }
    for (const TomlValue& item : section.list("means", "a list of texts")) {
        doubts.means.push_back(read_mean(item));
    }
    if (const auto intervals = section.find("intervals")) {
        doubts.intervals = intervals->flag();
    }
    return doubts;
}

/// Reads [index]: the texts and year of `definition`. Returns the root of the tree.
IndexBranch read_root(const TomlSection& section, IndexDefinition& definition)
{
    definition.name = section.required_text("name");
    definition.title = section.required_text("title");
    definition.year = static_cast<int>(section.need("year", "the year that the index is about")
                                           .whole(first_index_year, last_index_year));
    if (const auto cut_off = section.find("cut_off")) {
        definition.cut_off = read_date(*cut_off);
    }
    IndexBranch root { section };
    read_node_rules(section, root);
    root.label = { definition.name, definition.title, definition.title, "",
        section.text_or_empty("reason") };
    return root;
}

/// Reads a [[domain]]. Default of its rules: those of the root.
IndexBranch read_domain(const TomlSection& section, const IndexBranch& root)
{
    section.allow({ "code", "parent", "name", "weight", "mean", "most_missing", "reason" });
    IndexBranch domain = read_branch(section, "parent");
    domain.mean = root.mean;
    domain.most_missing = root.most_missing;
    read_node_rules(section, domain);
    return domain;
}

/// Reads an [[indicator]]: adds its source and method to `definition`. Returns its branch.
IndexBranch read_indicator(const TomlSection& section, IndexDefinition& definition)
{
    section.allow({ "code", "domain", "name", "unit", "direction", "weight", "reason", "missing",
        "treatment", "normalisation", "column", "years", "offset", "scope", "inventory", "sector",
        "expression", "inputs", "categories", "policy_register" });
    IndexBranch indicator = read_branch(section, "domain");
    indicator.label.unit = section.has("categories")
        ? ""
        : section.need("unit", "the unit of its values, \"1\" for a pure number").text();
    indicator.indicator = definition.methods.size();
    IndicatorMethod method = read_indicator_method(section);
    DeclaredSource declared = read_indicator_source(section, definition.year, indicator.label.unit);
    method.normalisation.points = std::move(declared.category_points);
    definition.sources.push_back(std::move(declared.source));
    definition.methods.push_back(std::move(method));
    return indicator;
}

} // namespace

IndexDefinition IndexDefinition::load(const std::filesystem::path& file)
{
    const TomlSection top = TomlSection::read(file, "the index");
    top.allow({ "index", "domain", "indicator", "robustness", "decoupling" });
    const TomlSection section
        = top.need("index", "a table [index]")
              .section({ "name", "title", "year", "cut_off", "most_missing", "mean", "reason" });

    IndexDefinition definition;
    definition.source = file;
    const IndexBranch root = read_root(section, definition);
    std::vector<IndexBranch> branches;
    for (const TomlSection& domain : named_tables(top, "domain")) {
        branches.push_back(read_domain(domain, root));
    }
    for (const TomlSection& indicator : named_tables(top, "indicator")) {
        branches.push_back(read_indicator(indicator, definition));
    }
    IndexTree tree = index_tree(root, branches);
    definition.nodes = std::move(tree.nodes);
    definition.labels = std::move(tree.labels);
    if (const auto robustness = top.section("robustness")) {
        definition.doubts = read_robustness(*robustness);
    }
    if (const auto decoupling = top.find("decoupling")) {
        definition.decoupling = read_decoupling_plan(*decoupling, definition.year);
    }
    return definition;
}

std::size_t IndexDefinition::node_of(const std::string& code) const
{
    std::vector<std::string> codes;
    for (std::size_t node = 0; node < labels.size(); ++node) {
        if (same_word(labels[node].code, code)) {
            return node;
        }
        codes.push_back(labels[node].code);
    }
    throw InputError(ProblemCode::unknown, source.string(),
        fmt::format("unknown domain or indicator '{}'{}, codes: {}", code,
            did_you_mean(code, codes, 3), joined(codes, ", ")));
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
