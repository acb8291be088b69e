#pragma once

#include "boundaries/outlines/city.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Cities of a list that get rows in a table. The list and the positions must outlive it.
struct ChosenCities {
    const CityList& list;
    const std::vector<std::size_t>& positions; ///< in list.cities
};

} // namespace cityflux
