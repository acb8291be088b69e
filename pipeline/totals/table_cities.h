#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/tables/city_names.h"
#include "pipeline/tables/gazetteer.h"
#include "pipeline/tables/observation.h"
#include "pipeline/tables/statistics.h"
#include "pipeline/totals/chosen_cities.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Administrative level of the names in a table. With Level::province, 吉林 is not the city.
enum class Level { city, province };

/// Returns true for the administrative code of a province or municipality.
bool is_province(const std::string& id);

/// Returns all cities of a list with their names in the list and in the gazetteer.
std::vector<NamedCity> listed_cities(const CityList& list, const Gazetteer& gazetteer);

/// Matches the names in a table to the chosen cities, and records the names that match none.
class TableCities {
public:
    /// The list of `chosen` must outlive this object.
    TableCities(const ChosenCities& chosen, const Gazetteer& gazetteer, Level level);

    /// Returns the position among the chosen cities; std::nullopt if the name matches none of them.
    std::optional<std::uint32_t> find(const Observation& observation);

    /// Returns the names that match no city, or several.
    const std::vector<UnmatchedName>& unmatched() const { return unmatched_; }
    /// Returns the names of known cities that are not in the list.
    const std::vector<std::string>& elsewhere() const { return elsewhere_; }
    /// Returns a sentence for each match that may be wrong.
    const std::vector<std::string>& notes() const { return notes_; }

private:
    struct Match {
        std::optional<std::uint32_t> row; ///< position among the chosen cities
        std::optional<std::size_t> unmatched; ///< position in unmatched_
    };

    Match match(const Observation& observation);
    void note_other_meanings(
        const Observation& observation, const City& city, const CityMatch& known);

    const CityList& list_;
    std::vector<std::optional<std::uint32_t>> row_of_; ///< for each city of the list
    CityNames listed_;
    CityNames known_; ///< names of the gazetteer
    std::map<std::pair<std::string, std::string>, Match> found_; ///< by name and id
    std::vector<UnmatchedName> unmatched_;
    std::vector<std::string> elsewhere_;
    std::vector<std::string> notes_;
};

} // namespace cityflux
