#include "pipeline/tables/energy_balance.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/tables/spreadsheet.h"
#include "pipeline/tables/statistic_unit.h"
#include "pipeline/tables/statistics_table.h"
#include "pipeline/tables/text_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Factor of a fuel, or the reason why it is missing.
struct Chosen {
    const EnergyFactor* factor = nullptr;
    Text reason = {};
    Text remedy = {};
    int scope = 1; ///< scope that the fuel belongs to
    std::string fuel; ///< name in the factors, or in the table if the factors do not have it
};

Chosen factor_for(
    const EnergyUse& use, const std::vector<EnergyFactor>& factors, const GridChoice& choice)
{
    std::set<std::string> grids;
    std::vector<std::string> fuels;
    Chosen chosen { .fuel = use.fuel };
    for (const EnergyFactor& factor : factors) {
        fuels.push_back(factor.fuel);
        fuels.insert(fuels.end(), factor.names.begin(), factor.names.end());
        if (!factor.answers_to(use.fuel)) {
            continue;
        }
        const int year = choice.year ? choice.year : use.year;
        if (factor.grid.empty() || (same_word(factor.grid, choice.grid) && factor.year == year)) {
            return { .factor = &factor, .scope = factor.scope, .fuel = factor.fuel };
        }
        grids.insert(fmt::format("{}:{}", factor.grid, factor.year));
        chosen.scope = factor.scope;
        chosen.fuel = factor.fuel;
    }
    if (grids.empty()) {
        chosen.reason = fmt::format("unknown fuel{}", did_you_mean(use.fuel, fuels));
    } else {
        chosen.reason
            = fmt::format("its factor depends on grid and year ({})", joined(grids, ", "));
        const auto of_year = std::ranges::find_if(grids,
            [&](const std::string& grid) { return grid.ends_with(fmt::format(":{}", use.year)); });
        chosen.remedy = { "choose one, e.g. ",
            named(Setting::grid, of_year == grids.end() ? *grids.begin() : *of_year) };
    }
    return chosen;
}

/// Returns an amount in the factor's unit. If it cannot be converted, returns NaN and sets
/// `reason`.
double units_of(const EnergyUse& use, const EnergyFactor& factor, Text& reason)
{
    const UnitChange direct = unit_change(use.unit, factor.unit, use.place);
    if (direct.refusal.empty()) {
        return use.amount * direct.factor;
    }
    const UnitChange heat = unit_change(use.unit, "GJ", use.place);
    if (heat.refusal.empty() && factor.heat > 0.0) {
        return use.amount * heat.factor / factor.heat;
    }
    reason = direct.refusal;
    return std::nan("");
}

/// Returns the index of a column, or std::nullopt if a setting is used for all rows instead.
/// `example` is the setting with an example.
std::optional<std::size_t> column_unless_set(
    const TextTable& table, const char* column, bool is_set, const SettingValue& example)
{
    const auto found = table.column(column);
    if (found && is_set) {
        throw InputError(ProblemCode::conflicting, table.name(),
            { fmt::format("conflicting column '{}' and ", table.header()[*found]),
                named(example.setting), ", which is for all rows" },
            "leave one out");
    }
    if (!found && !is_set) {
        throw InputError(ProblemCode::missing, table.name(),
            fmt::format("missing column '{}'", column),
            { "add it, or set it for all rows, e.g. ", example });
    }
    return found;
}

/// Sums of a city and year, by scope.
struct Sums {
    double of_scope[2] = { 0.0, 0.0 };
    bool incomplete[2] = { false, false };
    std::string place;
};

} // namespace

std::vector<EnergyUse> read_energy_uses(
    const std::filesystem::path& file, const std::string& city, int year)
{
    const bool sheet = is_spreadsheet(file);
    const TextTable table(
        file.string(), sheet ? read_spreadsheet(file, std::nullopt) : read_csv(file), !sheet);
    const std::vector<std::string> known { "fuel", "unit", "amount", "city", "year" };
    for (const std::string& name : table.header()) {
        bool is_known = false;
        for (const std::string& word : known) {
            is_known = is_known || same_word(word, name);
        }
        if (!is_known) {
            throw InputError(ProblemCode::unknown, table.name(),
                fmt::format("unknown column '{}'{}, allowed: {}", name, did_you_mean(name, known),
                    joined(known, ",")));
        }
    }
    const std::size_t fuel = table.required_column("fuel");
    const std::size_t unit = table.required_column("unit");
    const std::size_t amount = table.required_column("amount");
    const auto city_column
        = column_unless_set(table, "city", !city.empty(), named(Setting::city_column, "Qingdao"));
    const auto year_column
        = column_unless_set(table, "year", year != 0, named(Setting::year_column, "2019"));
    std::vector<EnergyUse> uses;
    for (const TextRow& row : table.rows()) {
        EnergyUse use;
        use.place = table.place(row);
        use.city = city_column ? row.fields[*city_column] : city;
        use.fuel = row.fields[fuel];
        use.unit = row.fields[unit];
        if (use.city.empty() || use.fuel.empty() || use.unit.empty()) {
            throw InputError(ProblemCode::missing, use.place,
                use.city.empty()       ? "missing city"
                    : use.fuel.empty() ? "missing fuel"
                                       : "missing unit of the amount");
        }
        use.year = year_column ? statistic_year(row.fields[*year_column], use.place) : year;
        use.amount = statistic_number(row.fields[amount], use.place);
        if (std::isnan(use.amount)) {
            continue;
        }
        if (use.amount < 0.0) {
            throw InputError(ProblemCode::out_of_range, use.place,
                fmt::format("amount {} out of range (allowed: 0 or more)", use.amount));
        }
        uses.push_back(std::move(use));
    }
    return uses;
}

EnergyEmissions energy_emissions(const std::vector<EnergyUse>& uses,
    const std::vector<EnergyFactor>& factors, const GridChoice& choice,
    const std::string& inventory)
{
    EnergyEmissions result;
    std::vector<std::pair<std::string, int>> order;
    std::map<std::pair<std::string, int>, Sums> sums;
    const auto observation = [&](const std::string& city, int year, const std::string& sector,
                                 const std::string& place) {
        Observation o;
        o.city = city;
        o.year = year;
        o.variable = "CO2";
        o.unit = "t";
        o.sector = sector;
        o.source = inventory;
        o.place = place;
        return o;
    };
    for (const EnergyUse& use : uses) {
        const auto [sum, is_new] = sums.try_emplace({ use.city, use.year });
        if (is_new) {
            order.push_back(sum->first);
            sum->second.place = use.place;
        }
        Chosen chosen = factor_for(use, factors, choice);
        Observation o = observation(use.city, use.year, chosen.fuel, use.place);
        if (chosen.factor) {
            o.value = units_of(use, *chosen.factor, chosen.reason) * chosen.factor->co2;
        }
        if (std::isnan(o.value)) {
            o.flag = "no-factor";
            sum->second.incomplete[chosen.scope - 1] = true;
            result.incomplete.push_back({ .code = ProblemCode::missing,
                .subject = use.place,
                .problem
                = { fmt::format("missing CO2 of {} of {} in {}: ", use.fuel, use.city, use.year),
                    chosen.reason },
                .remedy = chosen.remedy });
        } else {
            sum->second.of_scope[chosen.scope - 1] += o.value;
            const EnergyFactor& f = *chosen.factor;
            result.trace.push_back(
                fmt::format("{}: {} {} {} x {} t CO2 per {} = {} t, scope {}{} ({})", use.place,
                    use.fuel, use.amount, use.unit, f.co2, f.unit, o.value, f.scope,
                    f.grid.empty() ? "" : fmt::format(", grid {} {}", f.grid, f.year), f.source));
        }
        result.observations.push_back(std::move(o));
    }
    for (const auto& key : order) {
        const Sums& sum = sums.at(key);
        const auto add = [&](const char* sector, double value, bool incomplete) {
            Observation o = observation(key.first, key.second, sector, sum.place);
            o.value = value;
            o.flag = incomplete ? "incomplete" : "";
            result.observations.push_back(std::move(o));
        };
        add("total", sum.of_scope[0], sum.incomplete[0]);
        add("scope 2", sum.of_scope[1], sum.incomplete[1]);
        add("scope 1+2", sum.of_scope[0] + sum.of_scope[1], sum.incomplete[0] || sum.incomplete[1]);
    }
    return result;
}

} // namespace cityflux
