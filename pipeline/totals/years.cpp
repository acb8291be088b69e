#include "pipeline/totals/years.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/totals/shortcomings.h"

#include <algorithm>
#include <bitset>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace cityflux {
namespace {

struct Sum {
    std::size_t row = 0; ///< position in the new table
    std::bitset<13> months;
    double from_edge = 0.0;
    double valid = 0.0;
};

std::string missing_months(int year, const std::bitset<13>& months)
{
    std::vector<std::string> missing;
    for (int month = 1; month <= 12; ++month) {
        if (!months.test(static_cast<std::size_t>(month))) {
            missing.push_back(Period { year, month }.text());
        }
    }
    return joined(missing, ", ");
}

} // namespace

TotalsTable add_up_years(const TotalsTable& table, std::vector<std::string>& shortcomings)
{
    using Key = std::tuple<std::uint32_t, std::uint32_t, int>;
    TotalsTable years { table.unit, table.cities, table.series, {} };
    std::map<Key, Sum> sums;
    for (const TotalsRow& row : table.rows) {
        const TotalsSeries& series = table.series_of(row);
        const Key key { row.city, row.series, row.period.year };
        const auto [found, added] = sums.try_emplace(key);
        Sum& sum = found->second;
        if (added) {
            sum.row = years.rows.size();
            TotalsRow first = row;
            first.period.month = 0;
            first.value = first.lower = first.upper = 0.0;
            years.rows.push_back(std::move(first));
        }
        const auto month = static_cast<std::size_t>(row.period.month);
        if (!added && (row.period.is_year() || sum.months.test(0) || sum.months.test(month))) {
            throw InputError(ProblemCode::duplicate,
                fmt::format("{} {} sector '{}'", series.inventory, series.species, series.sector),
                fmt::format(
                    "duplicate period: {} as a year and as months, or twice", row.period.year),
                { "select one, e.g. ", named(Setting::periods, std::to_string(row.period.year)) });
        }
        TotalsRow& year = years.rows[sum.row];
        sum.months.set(month);
        year.value += row.value;
        year.lower += row.lower;
        year.upper += row.upper;
        sum.from_edge += row.edge_share * row.value;
        sum.valid += row.valid_share;
        for (const std::string& flag : row.flags) {
            if (std::find(year.flags.begin(), year.flags.end(), flag) == year.flags.end()) {
                year.flags.push_back(flag);
            }
        }
    }
    IncompleteResults incomplete;
    for (auto& [key, sum] : sums) {
        TotalsRow& year = years.rows[sum.row];
        const bool whole_year = sum.months.test(0);
        const auto count = static_cast<double>(sum.months.count());
        year.edge_share = year.value == 0.0 ? 0.0 : sum.from_edge / year.value;
        year.valid_share = sum.valid / count;
        if (whole_year || sum.months.count() == 12) {
            continue;
        }
        if (std::find(year.flags.begin(), year.flags.end(), "incomplete") == year.flags.end()) {
            year.flags.emplace_back("incomplete");
        }
        const TotalsSeries& series = years.series_of(year);
        incomplete.add(fmt::format("{} {} sector '{}': incomplete year {}, missing {}",
            series.inventory, series.species, series.sector, year.period.year,
            missing_months(year.period.year, sum.months)));
    }
    const std::vector<std::string> sentences = incomplete.take();
    shortcomings.insert(shortcomings.end(), sentences.begin(), sentences.end());
    return years;
}

} // namespace cityflux
