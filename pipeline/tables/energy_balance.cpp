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
#include <iterator>
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

using CityYear = std::pair<std::string, int>;

/// Returns a row for the CO2 of a city and year, without sector and value.
Observation co2_of(const CityYear& city_year, const std::string& inventory)
{
    Observation o;
    o.city = city_year.first;
    o.year = city_year.second;
    o.variable = "CO2";
    o.unit = "t";
    o.source = inventory;
    return o;
}

/// Sums of CO2, in t, by city and year.
class ScopeSums {
public:
    /// Adds a value of a scope, 1 or 2. NaN makes the sum incomplete.
    void add(const EnergyUse& use, int scope, double value)
    {
        const auto [sum, is_new] = sums_.try_emplace({ use.city, use.year });
        if (is_new) {
            order_.push_back(sum->first);
            sum->second.place = use.place;
        }
        const int s = scope - 1;
        if (std::isnan(value)) {
            sum->second.incomplete[s] = true;
        } else {
            sum->second.of_scope[s] += value;
            sum->second.known[s] = true;
        }
    }

    /// Returns three rows for each city and year, in order of addition.
    std::vector<Observation> observations(const std::string& inventory) const
    {
        std::vector<Observation> rows;
        for (const CityYear& key : order_) {
            const Sum& sum = sums_.at(key);
            const auto add = [&](const char* sector, double value, bool incomplete) {
                Observation o = co2_of(key, inventory);
                o.sector = sector;
                o.place = sum.place;
                o.value = value;
                o.flag = incomplete ? "incomplete" : "";
                rows.push_back(std::move(o));
            };
            add("total", sum.value(true, false), sum.incomplete[0]);
            add("scope 2", sum.value(false, true), sum.incomplete[1]);
            add("scope 1+2", sum.value(true, true), sum.incomplete[0] || sum.incomplete[1]);
        }
        return rows;
    }

private:
    struct Sum {
        double of_scope[2] = { 0.0, 0.0 };
        bool known[2] = { false, false };
        bool incomplete[2] = { false, false };
        std::string place; ///< of the first value

        /// Returns the sum over scopes 1 and 2, as wanted. NaN if summands are missing and none is
        /// known; 0 if there are no summands.
        double value(bool first, bool second) const
        {
            const bool any_known = (first && known[0]) || (second && known[1]);
            const bool any_missing = (first && incomplete[0]) || (second && incomplete[1]);
            return any_missing && !any_known
                ? std::nan("")
                : (first ? of_scope[0] : 0.0) + (second ? of_scope[1] : 0.0);
        }
    };

    std::vector<CityYear> order_;
    std::map<CityYear, Sum> sums_;
};

/// Returns the message of a fuel without CO2.
Message missing_co2(const EnergyUse& use, const Chosen& chosen)
{
    return { .code = ProblemCode::missing,
        .subject = use.place,
        .problem = { fmt::format("missing CO2 of {} of {} in {}: ", use.fuel, use.city, use.year),
            chosen.reason },
        .remedy = chosen.remedy };
}

/// Returns amount, factor and source of a value.
std::string trace_of(const EnergyUse& use, const EnergyFactor& f, double value)
{
    return fmt::format("{}: {} {} {} x {} t CO2 per {} = {} t, scope {}{} ({})", use.place,
        use.fuel, use.amount, use.unit, f.co2, f.unit, value, f.scope,
        f.grid.empty() ? "" : fmt::format(", grid {} {}", f.grid, f.year), f.source);
}

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
    ScopeSums sums;
    for (const EnergyUse& use : uses) {
        Chosen chosen = factor_for(use, factors, choice);
        Observation o = co2_of({ use.city, use.year }, inventory);
        o.sector = chosen.fuel;
        o.place = use.place;
        if (std::isnan(use.amount)) {
            chosen.reason = "the amount is blank";
            chosen.remedy = "give the amount, 0 if the city uses none, or remove the row";
        } else if (chosen.factor) {
            o.value = units_of(use, *chosen.factor, chosen.reason) * chosen.factor->co2;
        }
        if (std::isnan(o.value)) {
            o.flag = std::isnan(use.amount) ? "no-value" : "no-factor";
            result.incomplete.push_back(missing_co2(use, chosen));
        } else {
            result.trace.push_back(trace_of(use, *chosen.factor, o.value));
        }
        sums.add(use, chosen.scope, o.value);
        result.observations.push_back(std::move(o));
    }
    std::vector<Observation> totals = sums.observations(inventory);
    std::move(totals.begin(), totals.end(), std::back_inserter(result.observations));
    return result;
}

} // namespace cityflux
