#include "pipeline/agreement/trend_agreement.h"

#include "pipeline/agreement/correlation.h"
#include "pipeline/tables/mann_kendall.h"
#include "pipeline/tables/sen_slope.h"
#include "pipeline/tables/yearly_series.h"

#include <algorithm>
#include <cmath>

namespace cityflux {
namespace {

constexpr std::size_t least_years = 3;
constexpr std::size_t least_changes = 3;

/// Returns the logs of an inventory's totals of a city, for original years.
YearlySeries logs_of(
    std::span<const EstimateTable> tables, const std::string& inventory, std::size_t city)
{
    YearlySeries logs;
    for (const EstimateTable& table : tables) {
        const auto found = std::find(table.inventories.begin(), table.inventories.end(), inventory);
        if (found == table.inventories.end()) {
            continue;
        }
        const Estimate& estimate
            = table.estimates[static_cast<std::size_t>(found - table.inventories.begin())][city];
        if (estimate.value > 0.0 && estimate.year == table.year) {
            logs.push_back({ table.year, std::log(estimate.value) });
        }
    }
    return logs;
}

void keep_common(YearlySeries& series, const YearlySeries& other)
{
    std::erase_if(series, [&](const YearlyValue& value) {
        return std::none_of(
            other.begin(), other.end(), [&](const YearlyValue& o) { return o.year == value.year; });
    });
}

std::vector<double> changes_of(const YearlySeries& series)
{
    std::vector<double> changes;
    for (std::size_t i = 1; i < series.size(); ++i) {
        changes.push_back(
            (series[i].value - series[i - 1].value) / (series[i].year - series[i - 1].year));
    }
    return changes;
}

double p_of(const YearlySeries& series)
{
    std::vector<double> values;
    for (const YearlyValue& value : series) {
        values.push_back(value.value);
    }
    return mann_kendall(values).p;
}

int sign_of(double slope)
{
    return (slope > 0.0) - (slope < 0.0);
}

void compare(const YearlySeries& a, const YearlySeries& b, TrendAgreement& trend)
{
    trend.years = a.size();
    trend.first_year = a.front().year;
    trend.last_year = a.back().year;
    const double slope_a = sen_slope(a);
    const double slope_b = sen_slope(b);
    trend.first_slope = std::expm1(slope_a);
    trend.second_slope = std::expm1(slope_b);
    trend.first_p = p_of(a);
    trend.second_p = p_of(b);
    if (sign_of(slope_a) != 0 && sign_of(slope_b) != 0) {
        trend.same_sign = sign_of(slope_a) == sign_of(slope_b);
    }
    if (a.size() > least_changes) {
        trend.changes = spearman(changes_of(a), changes_of(b));
    }
}

void add_trends(std::span<const EstimateTable> tables, std::vector<TrendAgreement>& trends)
{
    std::vector<std::string> inventories;
    for (const EstimateTable& table : tables) {
        for (const std::string& name : table.inventories) {
            if (std::find(inventories.begin(), inventories.end(), name) == inventories.end()) {
                inventories.push_back(name);
            }
        }
    }
    const EstimateTable& any = tables.front();
    for (std::size_t first = 0; first < inventories.size(); ++first) {
        for (std::size_t second = first + 1; second < inventories.size(); ++second) {
            for (std::size_t city = 0; city < any.cities.size(); ++city) {
                YearlySeries a = logs_of(tables, inventories[first], city);
                YearlySeries b = logs_of(tables, inventories[second], city);
                keep_common(a, b);
                keep_common(b, a);
                if (a.size() < least_years) {
                    continue;
                }
                TrendAgreement trend;
                trend.species = any.species;
                trend.sector = any.sector;
                trend.city = any.cities[city];
                trend.first = inventories[first];
                trend.second = inventories[second];
                compare(a, b, trend);
                trends.push_back(std::move(trend));
            }
        }
    }
}

} // namespace

std::vector<TrendAgreement> agreement_of_trends(std::span<const EstimateTable> tables)
{
    std::vector<TrendAgreement> trends;
    for (std::size_t begin = 0; begin < tables.size();) {
        std::size_t end = begin + 1;
        while (end < tables.size() && tables[end].species == tables[begin].species
            && tables[end].sector == tables[begin].sector) {
            ++end;
        }
        add_trends(tables.subspan(begin, end - begin), trends);
        begin = end;
    }
    return trends;
}

} // namespace cityflux
