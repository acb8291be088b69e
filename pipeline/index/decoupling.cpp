#include "pipeline/index/decoupling.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/index/treatment.h"
#include "pipeline/tables/statistic_unit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Returns a city's values of an input, by year, in the input's unit.
std::map<int, double> values_of(const IndicatorInput& input, const Statistics& statistics,
    std::size_t city, const std::string& subject)
{
    std::map<int, double> values;
    if (input.variable.empty()) {
        return values;
    }
    for (const Observation* o : statistics.of(input.variable, city)) {
        if (!fits(input, *o) || std::isnan(o->value)) {
            continue;
        }
        const UnitChange change = unit_change(o->unit, input.unit, o->place);
        if (!change.refusal.empty()) {
            throw InputError(ProblemCode::inconsistent, fmt::format("{}: {}", subject, o->place),
                change.refusal);
        }
        if (!values.emplace(o->year, o->value * change.factor).second) {
            throw InputError(ProblemCode::ambiguous, subject,
                fmt::format("ambiguous '{}' of {} in {}: several values, one at {}", input.variable,
                    statistics.cities().cities()[city].name, o->year, o->place),
                "choose one by the keys inventory, sector or scope");
        }
    }
    return values;
}

double value_in(const std::map<int, double>& values, int year)
{
    const auto found = values.find(year);
    return found == values.end() ? not_a_number : found->second;
}

/// Returns true if a scope names current prices, by which GDP grows with inflation.
bool is_current_prices(const std::string& scope)
{
    const std::string words = lower_case(scope);
    return words.find("current") != std::string::npos || words.find("nominal") != std::string::npos
        || scope.find("当年") != std::string::npos || scope.find("现价") != std::string::npos;
}

/// Flags scopes that differ between years. `years` are those that count; empty: all.
void flag_scopes(const IndicatorInput& input, const std::vector<const Observation*>& observations,
    const std::vector<int>& years, std::vector<std::string>& flags)
{
    std::map<std::string, int> first_years; // by scope in lower case
    std::vector<std::string> words;
    for (const Observation* o : observations) {
        const bool counts
            = years.empty() || std::find(years.begin(), years.end(), o->year) != years.end();
        if (counts && fits(input, *o) && !std::isnan(o->value)
            && first_years.emplace(lower_case(o->scope), o->year).second) {
            words.push_back(fmt::format(
                "{} in {}", o->scope.empty() ? std::string("none said") : o->scope, o->year));
        }
    }
    if (words.size() > 1) {
        flags.push_back(
            fmt::format("scopes of {} differ: {}", input.variable, joined(words, ", ")));
    }
}

/// Returns the phrases of CityDecoupling::flags.
std::vector<std::string> flags_of(
    const DecouplingPlan& plan, const Statistics& statistics, std::size_t city)
{
    std::vector<std::string> flags;
    if (!plan.co2.variable.empty()) {
        flag_scopes(plan.co2, statistics.of(plan.co2.variable, city), {}, flags);
    }
    if (!plan.gdp.variable.empty()) {
        const std::vector<int> years { plan.first_year, plan.last_year };
        const auto& observations = statistics.of(plan.gdp.variable, city);
        flag_scopes(plan.gdp, observations, years, flags);
        const bool current
            = flags.empty() || !flags.back().starts_with("scopes of " + plan.gdp.variable);
        if (current
            && std::any_of(observations.begin(), observations.end(), [&](const Observation* o) {
                   return fits(plan.gdp, *o) && (o->year == years[0] || o->year == years[1])
                       && is_current_prices(o->scope);
               })) {
            flags.push_back(fmt::format("{} is at current prices", plan.gdp.variable));
        }
    }
    return flags;
}

/// Sets CO2 per inhabitant: CO2 of the last year of its series, inhabitants of the first of the
/// plan's years that has a value.
void set_per_inhabitant(const DecouplingPlan& plan, const std::map<int, double>& co2,
    const std::map<int, double>& population, CityDecoupling& city)
{
    city.co2_per_inhabitant = not_a_number;
    for (const int year : plan.population.years) {
        const double inhabitants = value_in(population, year);
        if (!co2.empty() && inhabitants > 0.0) {
            city.co2_year = co2.rbegin()->first;
            city.population_year = year;
            city.co2_per_inhabitant = co2.rbegin()->second / inhabitants;
            return;
        }
    }
}

} // namespace

std::vector<CityDecoupling> decoupling_of(
    const DecouplingPlan& plan, const Statistics& statistics, const std::string& subject)
{
    std::vector<CityDecoupling> cities(statistics.cities().cities().size());
    std::vector<double> per_inhabitant;
    for (std::size_t c = 0; c < cities.size(); ++c) {
        CityDecoupling& city = cities[c];
        const std::map<int, double> co2 = values_of(plan.co2, statistics, c, subject);
        const std::map<int, double> gdp = values_of(plan.gdp, statistics, c, subject);
        const std::string name
            = fmt::format("{}: {}", subject, statistics.cities().cities()[c].name);
        YearlySeries series;
        for (const auto& [year, value] : co2) {
            series.push_back({ year, value });
        }
        try {
            city.evidence.peak = peak_test(series);
            city.evidence.elasticity
                = tapio_elasticity(value_in(co2, plan.first_year), value_in(co2, plan.last_year),
                    value_in(gdp, plan.first_year), value_in(gdp, plan.last_year));
        } catch (const InputError& error) {
            throw InputError(error.message().within(name));
        }
        city.flags = flags_of(plan, statistics, c);
        set_per_inhabitant(plan, co2, values_of(plan.population, statistics, c, subject), city);
        if (!std::isnan(city.co2_per_inhabitant)) {
            per_inhabitant.push_back(city.co2_per_inhabitant);
        }
    }
    std::sort(per_inhabitant.begin(), per_inhabitant.end());
    for (CityDecoupling& city : cities) {
        if (!std::isnan(city.co2_per_inhabitant)) {
            city.evidence.multiple = city.co2_per_inhabitant / quantile(per_inhabitant, 0.5);
        }
        city.verdict = classify(city.evidence, plan.rule);
    }
    return cities;
}

} // namespace cityflux
