#pragma once

#include "pipeline/tables/city_names.h"
#include "pipeline/tables/observation.h"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cityflux {

/// A name of the tables that is not that of one city.
struct UnmatchedName {
    std::string name;
    std::string place; ///< where it stands first
    std::size_t times = 0;
    std::vector<std::string> meant; ///< the cities that it may mean; empty where there is none
    std::vector<std::string> nearest; ///< of the first names only, for looking takes time

    /// A sentence for people.
    std::string text() const;
};

/// The name of a table that found no city or several, told so far `times` 0. `before` names were told already.
UnmatchedName unmatched_name(
    const std::string& name, const std::string& place, const CityMatch& match, const CityNames& cities, std::size_t before);

/// What tables say of cities, by variable and city; upper and lower case of a variable are the same. To be used no longer than
/// the observations and the names it is made of.
class Statistics {
public:
    Statistics(const std::vector<Observation>& observations, const CityNames& cities);

    /// What a city has of a variable, in the order of the tables.
    const std::vector<const Observation*>& of(const std::string& variable, std::size_t city) const;
    /// Whether a city has it.
    bool has(const std::string& variable) const;
    /// All that the tables have, also for other cities.
    const std::set<std::string>& variables() const { return variables_; }
    const CityNames& cities() const { return cities_; }
    /// In the order of the tables.
    const std::vector<UnmatchedName>& unmatched() const { return unmatched_; }

private:
    const CityNames& cities_;
    std::map<std::string, std::vector<std::vector<const Observation*>>> values_;
    std::set<std::string> variables_;
    std::vector<UnmatchedName> unmatched_;
};

} // namespace cityflux
