#include "pipeline/tables/sen_slope.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace cityflux {

double sen_slope(std::span<const YearlyValue> series)
{
    std::vector<double> slopes;
    for (std::size_t later = 1; later < series.size(); ++later) {
        for (std::size_t earlier = 0; earlier < later; ++earlier) {
            slopes.push_back((series[later].value - series[earlier].value)
                / (series[later].year - series[earlier].year));
        }
    }
    if (slopes.empty()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    std::sort(slopes.begin(), slopes.end());
    const std::size_t middle = slopes.size() / 2;
    return slopes.size() % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2.0;
}

} // namespace cityflux
