#include "pipeline/index/peak_test.h"

#include "grids/text/error.h"
#include "pipeline/tables/sen_slope.h"

#include <algorithm>

#include <fmt/format.h>

namespace cityflux {

Trend trend_of(const YearlySeries& series)
{
    std::vector<double> values;
    values.reserve(series.size());
    for (const YearlyValue& v : series) {
        values.push_back(v.value);
    }
    return { mann_kendall(values), sen_slope(series) };
}

std::optional<PeakTest> peak_test(const YearlySeries& series)
{
    const YearlySeries years = ordered(series);
    if (years.empty()) {
        return std::nullopt;
    }
    auto highest = years.begin();
    for (auto year = years.begin(); year != years.end(); ++year) {
        if (year->value >= highest->value) {
            highest = year;
        }
    }
    if (!(highest->value > 0.0)) {
        throw InputError(ProblemCode::out_of_range, {},
            fmt::format("highest value out of range: {} in {} (a peak must be positive)",
                highest->value, highest->year),
            "check the statistics");
    }
    const YearlyValue& last = years.back();
    PeakTest test;
    test.peak_year = highest->year;
    test.peak = highest->value;
    test.last_year = last.year;
    test.years_since = last.year - highest->year;
    test.below = 1.0 - last.value / highest->value;
    test.values = years.size();
    test.years_missing
        = static_cast<std::size_t>(last.year - years.front().year) + 1 - years.size();
    test.whole = trend_of(years);
    test.since_peak = trend_of(YearlySeries(highest, years.end()));
    return test;
}

} // namespace cityflux
