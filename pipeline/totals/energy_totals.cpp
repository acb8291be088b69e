#include "pipeline/totals/energy_totals.h"

#include "grids/text/error.h"
#include "pipeline/program/setting_words.h"
#include "pipeline/tables/statistics_table.h"

#include <iterator>

#include <fmt/format.h>

namespace cityflux {

TableTotals make_energy_totals(const EnergyTotalsRequest& request, const CityList& cities,
    const std::vector<std::size_t>& chosen, const Gazetteer& gazetteer)
{
    std::vector<EnergyFactor> factors;
    for (const std::filesystem::path& file : request.factors) {
        std::vector<EnergyFactor> more = read_energy_factors(file);
        factors.insert(factors.end(), std::make_move_iterator(more.begin()),
            std::make_move_iterator(more.end()));
    }
    const std::vector<EnergyUse> uses
        = read_energy_uses(request.table.table, request.city, request.year);
    if (uses.empty()) {
        throw InputError(fmt::format("{}: no row has an amount", request.table.table));
    }
    const EnergyEmissions emissions
        = energy_emissions(uses, factors, request.grid, request.inventory);
    check_given_once(emissions.observations);
    std::vector<std::size_t> of_table = chosen;
    if (!request.city.empty()) {
        // A table of one city has no data on the others.
        std::vector<NamedCity> named;
        for (const City& city : cities.cities) {
            named.push_back({ city.id, city.name, city.aliases });
        }
        gazetteer.add_names(named);
        const CityNames names(std::move(named));
        const CityMatch match = names.find(request.city);
        if (!match.clear()) {
            throw InputError(unmatched_name(request.city, "--city", match, names, 0).message());
        }
        std::erase_if(of_table, [&](std::size_t c) { return c != match.cities.front(); });
    }
    TableTotals totals = totals_of(
        emissions.observations, request.table.table, request.table, cities, of_table, gazetteer);
    totals.trace = emissions.trace;
    std::vector<std::string> incomplete;
    for (const Message& message : emissions.incomplete) {
        incomplete.push_back(sentence_of(message, FrontEnd::command_line));
    }
    totals.shortcomings.insert(totals.shortcomings.begin(), incomplete.begin(), incomplete.end());
    return totals;
}

} // namespace cityflux
