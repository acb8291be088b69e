#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/tables/city_names.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// The cities by the names they answer to: those of their list and those that the gazetteer knows.
std::vector<NamedCity> named_cities(const CityList& cities, const std::vector<std::size_t>& chosen);

} // namespace cityflux
