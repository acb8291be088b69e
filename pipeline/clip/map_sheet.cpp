#include "pipeline/clip/map_sheet.h"

#include <cmath>

namespace cityflux {

const char* name_of(MapMask mask)
{
    return mask == MapMask::fraction ? "fraction" : mask == MapMask::touch ? "touch" : "centre";
}

WrittenBand measured(const MapSheet& sheet, const MapBand& band, std::vector<double>& values)
{
    WrittenBand written;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!sheet.in_double) {
            values[i] = static_cast<double>(static_cast<float>(values[i]));
        }
        if (!std::isnan(values[i])) {
            const double mass = values[i] * tonnes_of_one(sheet.quantity, sheet.map.area_m2[i], band.seconds);
            written.mass_t += mass;
            written.turnover_t += std::abs(mass);
            ++written.cells;
        }
    }
    return written;
}

} // namespace cityflux
