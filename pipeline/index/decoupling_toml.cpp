#include "pipeline/index/decoupling_toml.h"

#include "pipeline/index/source_toml.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns a variable of the decoupling plan, or one without a name if the key is missing.
IndicatorInput read_series(const TomlSection& section, const std::string& key, int index_year)
{
    const auto entry = section.find(key);
    if (!entry) {
        return {};
    }
    const TomlSection input = entry->section(variable_keys());
    IndicatorInput series;
    series.name = key;
    series.unit = input.need("unit", "the unit of comparison").text();
    series.variable = input.need("variable", "the name of a variable of the statistics").text();
    return read_input(input, std::move(series), index_year);
}

} // namespace

DecouplingPlan read_decoupling_plan(const TomlValue& entry, int index_year)
{
    const TomlSection section = entry.section({ "co2", "gdp", "population", "years",
        "base_multiple", "years_since_peak", "most_p", "most_elasticity" });
    DecouplingPlan plan;
    section.need("co2", "a variable, such as { variable = \"CO2\", unit = \"t\" }");
    plan.co2 = read_series(section, "co2", index_year);
    plan.gdp = read_series(section, "gdp", index_year);
    plan.population = read_series(section, "population", index_year);
    if (plan.population.years.empty()) {
        plan.population.years = { index_year };
    }
    const TomlValue years
        = section.need("years", "the two years of the elasticity, e.g. [2015, 2019]");
    const std::vector<TomlValue> two = years.list("a list of two years");
    if (two.size() != 2) {
        years.refuse(ProblemCode::invalid, fmt::format("invalid number of entries: {}", two.size()),
            "write two years");
    }
    plan.first_year = static_cast<int>(two[0].whole(first_index_year, last_index_year));
    plan.last_year = static_cast<int>(two[1].whole(first_index_year, last_index_year));
    if (plan.first_year >= plan.last_year) {
        years.refuse(ProblemCode::invalid,
            fmt::format("[{}, {}] is not in order of time", plan.first_year, plan.last_year),
            "write the earlier year first");
    }
    DecouplingRule& rule = plan.rule;
    for (const auto& [key, number] : { std::pair { "base_multiple", &rule.base_multiple },
             { "most_p", &rule.most_p }, { "most_elasticity", &rule.most_elasticity } }) {
        if (const auto given = section.find(key)) {
            *number = given->number();
        }
    }
    if (const auto since = section.find("years_since_peak")) {
        rule.years_since_peak
            = static_cast<int>(since->whole(1, last_index_year - first_index_year));
    }
    rule.check(entry.subject());
    return plan;
}

} // namespace cityflux
