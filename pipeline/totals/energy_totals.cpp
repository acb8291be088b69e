#include "pipeline/totals/energy_totals.h"

#include "grids/text/error.h"
#include "pipeline/program/setting_words.h"
#include "pipeline/tables/statistics_table.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace cityflux {

TableTotals make_energy_totals(
    const EnergyTotalsRequest& request, const ChosenCities& chosen, const Gazetteer& gazetteer)
{
    std::vector<EnergyFactor> factors;
    for (const std::filesystem::path& file : request.factors) {
        std::vector<EnergyFactor> more = read_energy_factors(file);
        factors.insert(factors.end(), std::make_move_iterator(more.begin()),
            std::make_move_iterator(more.end()));
    }
    const std::vector<EnergyUse> uses
        = read_energy_uses(request.table.table, request.city, request.year);
    if (std::all_of(uses.begin(), uses.end(),
            [](const EnergyUse& use) { return std::isnan(use.amount); })) {
        throw InputError(
            ProblemCode::missing, request.table.table, "missing amounts: every row is blank");
    }
    const EnergyEmissions emissions
        = energy_emissions(uses, factors, request.grid, request.inventory);
    check_given_once(
        emissions.observations, "add the amounts of the fuel and give their sum in one row");
    std::vector<std::size_t> with_rows = chosen.positions;
    if (!request.city.empty()) {
        // A table of one city has no data on the others.
        const CityNames names(listed_cities(chosen.list, gazetteer));
        const CityMatch match = names.find(request.city);
        if (!match.clear()) {
            throw InputError(unmatched_name(request.city, "", match, names, 0)
                                 .message()
                                 .within(named(Setting::city_column)));
        }
        std::erase_if(with_rows, [&](std::size_t c) { return c != match.cities.front(); });
    }
    TableTotals totals = totals_of({ emissions.observations, request.table.table }, request.table,
        { chosen.list, with_rows }, gazetteer);
    totals.trace = emissions.trace;
    std::vector<std::string> incomplete;
    for (const Message& message : emissions.incomplete) {
        incomplete.push_back(sentence_of(message, FrontEnd::command_line));
    }
    totals.shortcomings.insert(totals.shortcomings.begin(), incomplete.begin(), incomplete.end());
    return totals;
}

} // namespace cityflux
