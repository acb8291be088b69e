#pragma once

#include "pipeline/clip/city_map.h"

#include <vector>

namespace cityflux {

/// What the value of a cell is.
enum class MapQuantity {
    mass, ///< t in the period: the sum over the cells is the city's mass
    flux, ///< kg m-2 s-1, mean over the whole cell and the period
    density ///< t km-2 in the period, mean over the whole cell
};

/// "mass", "flux", "density".
const char* name_of(MapQuantity quantity);
/// As UDUNITS reads it: "t", "kg m-2 s-1", "t km-2".
const char* unit_of(MapQuantity quantity);

/// By what the tonnes of a cell are divided to give its value; the area in m2, the length of the period in seconds.
double tonnes_of_one(MapQuantity quantity, double area_m2, double seconds);

/// The values of a band that has so many tonnes in each cell. NaN stays NaN.
std::vector<double> values_of(const CityMap& map, const std::vector<double>& tonnes, MapQuantity quantity, double seconds);

} // namespace cityflux
