#include "pipeline/clip/map_quantity.h"

#include <cmath>
#include <cstddef>

namespace cityflux {
namespace {

constexpr double m2_per_km2 = 1e6;
constexpr double kg_per_t = 1e3;

} // namespace

const char* name_of(MapQuantity quantity)
{
    return quantity == MapQuantity::mass ? "mass"
        : quantity == MapQuantity::flux  ? "flux"
                                         : "density";
}

const char* unit_of(MapQuantity quantity)
{
    return quantity == MapQuantity::mass ? "t"
        : quantity == MapQuantity::flux  ? "kg m-2 s-1"
                                         : "t km-2";
}

double tonnes_of_one(MapQuantity quantity, double area_m2, double seconds)
{
    switch (quantity) {
    case MapQuantity::flux:
        return area_m2 * seconds / kg_per_t;
    case MapQuantity::density:
        return area_m2 / m2_per_km2;
    case MapQuantity::mass:
        break;
    }
    return 1.0;
}

std::vector<double> values_of(
    const CityMap& map, const std::vector<double>& tonnes, MapQuantity quantity, double seconds)
{
    std::vector<double> values = tonnes;
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] /= tonnes_of_one(quantity, map.area_m2[i], seconds);
    }
    return values;
}

} // namespace cityflux
