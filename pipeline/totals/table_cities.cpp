#include "pipeline/totals/table_cities.h"

#include "grids/text/joined.h"
#include "pipeline/totals/shortcomings.h"

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns all cities in their order. With Level::province, cities with a code below the province
/// lose their names and so never match.
CityNames names_at(Level level, std::vector<NamedCity> cities)
{
    for (NamedCity& city : cities) {
        if (level == Level::province && is_adcode(city.id) && !is_province(city.id)) {
            city = {};
        }
    }
    return CityNames(std::move(cities));
}

} // namespace

std::vector<NamedCity> listed_cities(const CityList& list, const Gazetteer& gazetteer)
{
    std::vector<NamedCity> cities;
    for (const City& city : list.cities) {
        cities.push_back({ city.id, city.name, city.aliases });
    }
    gazetteer.add_names(cities);
    return cities;
}

bool is_province(const std::string& id)
{
    return is_adcode(id) && id.ends_with("0000");
}

TableCities::TableCities(const ChosenCities& chosen, const Gazetteer& gazetteer, Level level)
    : list_(chosen.list)
    , row_of_(chosen.list.cities.size())
    , listed_(names_at(level, listed_cities(chosen.list, gazetteer)))
    , known_(names_at(level, gazetteer.cities()))
{
    for (std::size_t c = 0; c < chosen.positions.size(); ++c) {
        row_of_[chosen.positions[c]] = static_cast<std::uint32_t>(c);
    }
}

std::optional<std::uint32_t> TableCities::find(const Observation& observation)
{
    const auto [found, is_new] = found_.try_emplace({ observation.city, observation.id });
    if (is_new) {
        found->second = match(observation);
    }
    if (found->second.unmatched) {
        ++unmatched_[*found->second.unmatched].times;
    }
    return found->second.row;
}

TableCities::Match TableCities::match(const Observation& observation)
{
    const CityMatch listed = listed_.find(observation.city, observation.id);
    const CityMatch known = known_.find(observation.city, observation.id);
    if (listed.clear() && known.ids_disagree) {
        unmatched_.push_back(
            unmatched_name(observation.city, observation.place, known, known_, unmatched_.size()));
        return { std::nullopt, unmatched_.size() - 1 };
    }
    if (listed.clear()) {
        const std::size_t city = listed.cities.front();
        note_other_meanings(observation, list_.cities[city], known);
        return { row_of_[city], std::nullopt };
    }
    if (listed.cities.empty() && !known.cities.empty()) {
        elsewhere_.push_back(observation.city);
        return {};
    }
    unmatched_.push_back(unmatched_name(observation.city, observation.place, listed,
        listed.cities.empty() ? known_ : listed_, unmatched_.size()));
    return { std::nullopt, unmatched_.size() - 1 };
}

void TableCities::note_other_meanings(
    const Observation& observation, const City& city, const CityMatch& known)
{
    std::vector<std::string> others;
    for (const std::size_t k : known.cities) {
        const NamedCity& other = known_.cities()[k];
        if (other.id != city.id && !is_province(other.id)) {
            others.push_back(other.name);
        }
    }
    if (!others.empty() && observation.id != city.id) {
        notes_.push_back(fmt::format("{} ({}): ambiguous name, used as {}; may also be {}, "
                                     "which the list of cities does not contain",
            observation.city, observation.place, title_of(city), joined(others, " or ")));
    }
}

} // namespace cityflux
