#include "pipeline/agreement/gather_estimates.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/agreement/series_totals.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Throws InputError if there are fewer than two inventories or no matched city.
void refuse_nothing_to_compare(const CollectedTotals& totals)
{
    if (totals.inventories.size() < 2) {
        throw InputError(ProblemCode::insufficient, "tables of totals",
            fmt::format("insufficient data: {} (required: two inventories or more)",
                totals.inventories.empty()
                    ? std::string("no totals")
                    : fmt::format("totals of one inventory, {}", totals.inventories.front())));
    }
    if (totals.series.empty()) {
        throw InputError(ProblemCode::unknown, "tables of totals",
            "unknown cities in all rows"
                + (totals.unmatched.empty()
                        ? std::string()
                        : fmt::format(", first {}", totals.unmatched.front().text())),
            { "give their outlines, e.g. ", named(Setting::boundaries, "cities.geojson") });
    }
}

/// Returns the error of series that no two inventories have in the same year.
InputError no_common_year(const CollectedTotals& totals, const YearMatching& matching)
{
    std::vector<std::string> held;
    for (const SeriesTotals& series : totals.series) {
        for (const auto& [inventory, by_year] : series.by_inventory) {
            std::vector<int> years;
            for (const auto& [year, values] : by_year) {
                years.push_back(year);
            }
            held.push_back(fmt::format("{} has {} of {}", totals.inventories[inventory],
                series.text(), text_of_years(years)));
        }
    }
    return InputError(ProblemCode::insufficient, "tables of totals",
        fmt::format("insufficient data: no species, sector and year of two inventories{}: {}",
            matching.years.empty() ? "" : fmt::format(" in {}", joined(matching.years, ", ")),
            joined(held, ", ")),
        { "match years that are apart, e.g. ", named(Setting::nearest_year, "1") });
}

std::set<int> years_of(const SeriesTotals& series, const YearMatching& matching)
{
    if (!matching.years.empty()) {
        return { matching.years.begin(), matching.years.end() };
    }
    std::set<int> years;
    for (const auto& [inventory, by_year] : series.by_inventory) {
        for (const auto& [year, totals] : by_year) {
            years.insert(year);
        }
    }
    return years;
}

/// Returns the total of a city for a year, or of the nearest year, at most `farthest` away, that
/// has one. Not present if no year is near enough.
Estimate estimate_of(
    const std::map<int, YearTotals>& by_year, std::size_t city, int year, int farthest)
{
    const Estimate* nearest = nullptr;
    for (const auto& [other, totals] : by_year) {
        const Estimate& estimate = totals.estimates[city];
        const int distance = std::abs(other - year);
        if (distance > farthest || (!estimate.present() && distance > 0)) {
            continue;
        }
        const bool nearer
            = !nearest || !nearest->present() || distance < std::abs(nearest->year - year);
        if (nearer && (estimate.present() || !nearest)) {
            nearest = &estimate;
        }
    }
    return nearest ? *nearest : Estimate {};
}

/// Tables of one series, a table for each year of at least two inventories.
class SeriesTables {
public:
    /// All must outlive this object.
    SeriesTables(const SeriesTotals& series, const std::vector<std::string>& inventories,
        const CityNames& cities)
        : series_(series)
        , inventories_(inventories)
        , cities_(cities.cities())
    {
    }

    /// Adds the table of a year. `nearest` is the largest distance of years used instead.
    void add_year(int year, int nearest)
    {
        EstimateTable table { series_.species, series_.sector, year, {}, {}, {} };
        std::vector<std::size_t> compared;
        for (const auto& [inventory, by_year] : series_.by_inventory) {
            std::vector<Estimate> estimates;
            for (std::size_t c = 0; c < cities_.size(); ++c) {
                estimates.push_back(estimate_of(by_year, c, year, nearest));
            }
            if (std::any_of(estimates.begin(), estimates.end(),
                    [](const Estimate& e) { return e.present(); })) {
                compared.push_back(inventory);
                table.inventories.push_back(inventories_[inventory]);
                table.estimates.push_back(std::move(estimates));
            }
        }
        if (compared.size() < 2) {
            if (!compared.empty()) {
                alone_[compared.front()].push_back(year);
            }
            return;
        }
        for (const NamedCity& city : cities_) {
            table.cities.push_back({ city.id, city.name });
        }
        for (std::size_t i = 0; i < compared.size(); ++i) {
            for (const Estimate& estimate : table.estimates[i]) {
                if (estimate.present() && estimate.year != year) {
                    ++stand_ins_[{ compared[i], year }][estimate.year];
                }
            }
        }
        tables_.push_back(std::move(table));
    }

    /// Returns the years that are not compared, and those used instead of others.
    std::vector<std::string> notes() const
    {
        std::vector<std::string> notes;
        for (const auto& [inventory, years] : alone_) {
            notes.push_back(fmt::format("{}: only {} has {}, and {} not compared", series_.text(),
                inventories_[inventory], text_of_years(years),
                years.size() == 1 ? "it is" : "they are"));
        }
        for (const auto& [which, own_years] : stand_ins_) {
            for (const auto& [own, count] : own_years) {
                notes.push_back(fmt::format("{}: {} of {} stands for {} in {} {}", series_.text(),
                    inventories_[which.first], own, which.second, count,
                    count == 1 ? "city" : "cities"));
            }
        }
        return notes;
    }

    std::vector<EstimateTable> tables() && { return std::move(tables_); }

private:
    const SeriesTotals& series_;
    const std::vector<std::string>& inventories_;
    const std::vector<NamedCity>& cities_;
    std::vector<EstimateTable> tables_;
    std::map<std::size_t, std::vector<int>>
        alone_; ///< years that only one inventory has, by inventory
    std::map<std::pair<std::size_t, int>, std::map<int, std::size_t>>
        stand_ins_; ///< numbers of cities by inventory, year, and year used instead
};

template <typename Value> void append(std::vector<Value>& all, std::vector<Value> more)
{
    all.insert(
        all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

} // namespace

GatheredEstimates gather_estimates(const std::vector<Observation>& observations,
    const CityNames& cities, const YearMatching& matching)
{
    CollectedTotals totals = collect_totals(observations, cities);
    refuse_nothing_to_compare(totals);
    GatheredEstimates gathered;
    gathered.notes = std::move(totals.notes);
    gathered.warnings = std::move(totals.warnings);
    for (const SeriesTotals& series : totals.series) {
        if (series.by_inventory.size() < 2) {
            gathered.notes.push_back(fmt::format("{}: only {} has it, and it is not compared",
                series.text(), totals.inventories[series.by_inventory.begin()->first]));
            continue;
        }
        SeriesTables tables(series, totals.inventories, cities);
        for (const int year : years_of(series, matching)) {
            tables.add_year(year, matching.nearest);
        }
        append(gathered.notes, tables.notes());
        append(gathered.tables, std::move(tables).tables());
    }
    if (gathered.tables.empty()) {
        throw no_common_year(totals, matching);
    }
    gathered.inventories = std::move(totals.inventories);
    gathered.unmatched = std::move(totals.unmatched);
    return gathered;
}

std::string text_of_years(const std::vector<int>& years)
{
    std::string text;
    for (std::size_t begin = 0; begin < years.size();) {
        std::size_t end = begin;
        while (end + 1 < years.size() && years[end + 1] == years[end] + 1) {
            ++end;
        }
        text += text.empty() ? "" : ", ";
        text += begin == end ? fmt::format("{}", years[begin])
                             : fmt::format("{}-{}", years[begin], years[end]);
        begin = end + 1;
    }
    return text;
}

} // namespace cityflux
