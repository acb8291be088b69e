#include "pipeline/clip/map_sheet.h"

#include <cmath>

namespace cityflux {

const char* name_of(MapMask mask)
{
    return mask == MapMask::fraction ? "fraction" : mask == MapMask::touch ? "touch" : "centre";
}

void BandMeter::add(const CityMap& rows, std::vector<double>& values)
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!sheet_.in_double) {
            const auto written = static_cast<float>(values[i]);
            beyond_float_
                += values[i] != 0.0 && !std::isnan(values[i]) && !std::isnormal(written) ? 1 : 0;
            values[i] = static_cast<double>(written);
        }
        if (!std::isnan(values[i])) {
            const double mass
                = values[i] * tonnes_of_one(sheet_.quantity, rows.area_m2[i], seconds_);
            mass_t_.add(mass);
            turnover_t_ += std::abs(mass);
            ++cells_;
        }
    }
}

WrittenBand BandMeter::written() const
{
    return { mass_t_.value(), turnover_t_, 0.0, cells_, beyond_float_ };
}

} // namespace cityflux
