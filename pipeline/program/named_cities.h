#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/tables/city_names.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Returns the chosen cities with all of their names: from their list and from the gazetteer.
std::vector<NamedCity> named_cities(const CityList& cities, const std::vector<std::size_t>& chosen);

} // namespace cityflux
