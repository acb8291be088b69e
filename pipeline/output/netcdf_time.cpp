#include "pipeline/output/netcdf_time.h"

#include <array>
#include <vector>

namespace cityflux {

int add_time(NetcdfWriter& writer, std::span<const PeriodSpan> periods, int period_dimension)
{
    std::vector<double> middles;
    std::vector<double> bounds;
    for (const PeriodSpan& period : periods) {
        middles.push_back((period.first_day() + period.end_day()) / 2.0);
        bounds.insert(bounds.end(), { period.first_day(), period.end_day() });
    }
    const int bounds_dimension = writer.add_dimension("bnds", 2);
    writer.add_coordinate("time", std::array { period_dimension }, middles,
        { { "standard_name", "time" }, { "long_name", "middle of the period" },
            { "units", "days since 1850-01-01" }, { "calendar", "standard" },
            { "bounds", "time_bnds" } });
    writer.add_coordinate(
        "time_bnds", std::array { period_dimension, bounds_dimension }, bounds, {});
    return bounds_dimension;
}

} // namespace cityflux
