#include "pipeline/clip/map_sheet.h"

#include <cmath>

namespace cityflux {

const char* name_of(MapMask mask)
{
    return mask == MapMask::fraction ? "fraction" : mask == MapMask::touch ? "touch" : "centre";
}

namespace {

/// Neumaier's sum (1974): many cells alike do not drift.
class CompensatedSum {
public:
    void add(double value)
    {
        const double next = sum_ + value;
        rest_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
        sum_ = next;
    }
    double value() const { return sum_ + rest_; }

private:
    double sum_ = 0.0;
    double rest_ = 0.0;
};

} // namespace

WrittenBand measured(const MapSheet& sheet, const MapBand& band, std::vector<double>& values)
{
    WrittenBand written;
    written.lost_t = band.lost_t;
    CompensatedSum mass_t;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!sheet.in_double) {
            values[i] = static_cast<double>(static_cast<float>(values[i]));
        }
        if (!std::isnan(values[i])) {
            const double mass = values[i] * tonnes_of_one(sheet.quantity, sheet.map.area_m2[i], band.seconds);
            mass_t.add(mass);
            written.turnover_t += std::abs(mass);
            ++written.cells;
        }
    }
    written.mass_t = mass_t.value();
    return written;
}

} // namespace cityflux
