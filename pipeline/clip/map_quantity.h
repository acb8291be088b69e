#pragma once

#include "pipeline/clip/city_map.h"

#include <vector>

namespace cityflux {

/// Quantity that the value of a cell has.
enum class MapQuantity {
    mass, ///< t in the period: the sum over the cells is the city's mass
    flux, ///< kg m-2 s-1, mean over the whole cell and the period
    density ///< t km-2 in the period, mean over the whole cell
};

/// Returns "mass", "flux" or "density".
const char* name_of(MapQuantity quantity);
/// Returns the unit in UDUNITS notation: "t", "kg m-2 s-1", "t km-2".
const char* unit_of(MapQuantity quantity);

/// Returns the tonnes of a cell per unit of its value. The area is in m2, the length
/// of the period in seconds.
double tonnes_of_one(MapQuantity quantity, double area_m2, double seconds);

/// Returns the values of a band with these tonnes in each cell. NaN stays NaN.
std::vector<double> values_of(
    const CityMap& map, const std::vector<double>& tonnes, MapQuantity quantity, double seconds);

} // namespace cityflux
