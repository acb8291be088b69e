#pragma once

#include "boundaries/outlines/city.h"

#include <optional>
#include <string>

namespace cityflux {

/// "NAME (ID)", or the id alone where the city has no other name.
std::string title_of(const City& city);

/// Why a city cannot be whole on the grid of a file, as a sentence: it has no usable geometry, or a part of its area lies off
/// the grid. Nothing where it is whole.
std::optional<std::string> shortcoming_of(const City& city, double share_on_grid, const std::string& file);

/// Whether so small a part of a city's area lies off the grid that it is rounding.
bool lies_on_grid(double share_on_grid);

} // namespace cityflux
