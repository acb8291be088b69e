#include "pipeline/program/named_cities.h"

#include "pipeline/program/data_folder.h"
#include "pipeline/tables/gazetteer.h"

namespace cityflux {

std::vector<NamedCity> named_cities(const CityList& cities, const std::vector<std::size_t>& chosen)
{
    std::vector<NamedCity> named;
    for (const std::size_t c : chosen) {
        const City& city = cities.cities[c];
        named.push_back({ city.id, city.name, city.aliases });
    }
    Gazetteer::read(gazetteer_file()).add_names(named);
    return named;
}

} // namespace cityflux
