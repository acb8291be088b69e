#include "pipeline/tables/yearly_series.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace cityflux {

YearlySeries ordered(YearlySeries series)
{
    std::erase_if(series, [](const YearlyValue& v) { return std::isnan(v.value); });
    std::sort(series.begin(), series.end(),
        [](const YearlyValue& a, const YearlyValue& b) { return a.year < b.year; });
    const auto twice = std::adjacent_find(series.begin(), series.end(),
        [](const YearlyValue& a, const YearlyValue& b) { return a.year == b.year; });
    if (twice != series.end()) {
        throw InputError(ProblemCode::duplicate, {},
            fmt::format("duplicate year {} of a yearly series", twice->year),
            "keep one of its values");
    }
    return series;
}

} // namespace cityflux
