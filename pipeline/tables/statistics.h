#pragma once

#include "grids/text/message.h"
#include "pipeline/tables/city_names.h"
#include "pipeline/tables/observation.h"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cityflux {

/// Unknown or ambiguous name of a city in the tables.
struct UnmatchedName {
    std::string name;
    std::string place; ///< its first position
    std::size_t times = 0;
    std::vector<std::string> meant; ///< cities that it may stand for; empty if there are none
    std::vector<std::string> nearest; ///< only for the first names, because the search takes time
    bool ids_disagree = false; ///< name and id are those of the two cities in `meant`

    /// Returns the warning or error of the name.
    Message message() const;
    std::string text() const { return message().text(); }
};

/// Returns the entry of a name that matches no city or several, with `times` 0. `before` is the
/// number of earlier entries.
UnmatchedName unmatched_name(const std::string& name, const std::string& place,
    const CityMatch& match, const CityNames& cities, std::size_t before);

/// Values of tables by variable and city. Upper and lower case of a variable are equal. The
/// observations and the names must outlive this object.
class Statistics {
public:
    Statistics(const std::vector<Observation>& observations, const CityNames& cities);

    /// Returns a city's values of a variable, in order of the tables.
    const std::vector<const Observation*>& of(const std::string& variable, std::size_t city) const;
    /// Returns true if any city has the variable.
    bool has(const std::string& variable) const;
    /// Returns all variables of the tables, including those of unmatched cities.
    const std::set<std::string>& variables() const { return variables_; }
    const CityNames& cities() const { return cities_; }
    /// Returns the unmatched names, in order of the tables.
    const std::vector<UnmatchedName>& unmatched() const { return unmatched_; }

private:
    const CityNames& cities_;
    std::map<std::string, std::vector<std::vector<const Observation*>>> values_;
    std::set<std::string> variables_;
    std::vector<UnmatchedName> unmatched_;
};

} // namespace cityflux
