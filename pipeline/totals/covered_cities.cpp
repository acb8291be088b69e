#include "pipeline/totals/covered_cities.h"

namespace cityflux {

CoveredCities covered_cities(const ChosenCities& chosen, EdgeRule edge)
{
    const std::vector<City>& all = chosen.list.cities;
    std::vector<bool> is_chosen(all.size(), false);
    for (const std::size_t c : chosen.positions) {
        is_chosen[c] = true;
    }
    CoveredCities covered;
    for (std::size_t c = 0; c < all.size(); ++c) {
        if (is_chosen[c]) {
            covered.cities.add(all[c]);
            covered.table_index.emplace_back(covered.in_table.size());
            covered.in_table.push_back({ all[c].id, all[c].name, c });
        } else if (edge == EdgeRule::fill) {
            covered.cities.add(all[c]);
            covered.table_index.emplace_back(std::nullopt);
        }
    }
    return covered;
}

} // namespace cityflux
