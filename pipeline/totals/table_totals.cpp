#include "pipeline/totals/table_totals.h"

#include "grids/quantity/substance.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/tables/described_table.h"
#include "pipeline/tables/statistic_unit.h"
#include "pipeline/tables/statistics_table.h"
#include "pipeline/totals/shortcomings.h"
#include "pipeline/totals/totals.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// Returns years as spans: "2001-2003, 2005".
std::string spans_of(const std::vector<int>& years)
{
    std::string text;
    for (std::size_t i = 0; i < years.size();) {
        std::size_t end = i + 1;
        while (end < years.size() && years[end] == years[end - 1] + 1) {
            ++end;
        }
        text += fmt::format("{}{}{}", text.empty() ? "" : ", ", years[i],
            end > i + 1 ? fmt::format("-{}", years[end - 1]) : std::string());
        i = end;
    }
    return text;
}

std::string series_text(const TotalsSeries& series)
{
    return fmt::format("{} {} '{}'", series.inventory, series.species, series.sector);
}

/// Value of a city in a series and year.
struct TableValue {
    const Observation* observation = nullptr;
    double tonnes_per_unit = 1.0;
};

/// Values of a series by year and position of the city in the table. A year without a value of a
/// chosen city is there too.
using YearsOfCities = std::map<int, std::map<std::uint32_t, TableValue>>;

/// Contents of a table of observations.
struct TableValues {
    std::vector<YearsOfCities> by_series; ///< selected values, in the order of TotalsTable::series
    std::set<std::string> sectors; ///< of all masses, selected or not
    std::set<std::string> species;
    std::set<std::string> years;
    std::set<std::string> no_mass; ///< variables whose unit is not a mass, with the unit
};

/// Conversion of the units of a table to tonnes.
class TableUnits {
public:
    /// Throws InputError if the unit of an observation is unknown.
    const UnitChange& to_tonnes(const Observation& observation)
    {
        const auto [known, is_new] = changes_.try_emplace(observation.unit);
        if (is_new && same_word(observation.unit, text_unit)) {
            known->second.refusal = "a word";
        } else if (is_new) {
            known->second = unit_change(observation.unit, "t", observation.place);
        }
        return known->second;
    }

private:
    std::map<std::string, UnitChange> changes_; ///< by unit
};

/// Returns an empty table of the chosen cities.
TotalsTable table_of(const ChosenCities& chosen, const std::string& unit)
{
    TotalsTable table;
    table.unit = unit;
    for (const std::size_t c : chosen.positions) {
        const City& city = chosen.list.cities[c];
        table.cities.push_back({ city.id, city.name, c });
    }
    return table;
}

TotalsSeries series_of(const Observation& o, const std::string& file)
{
    return { o.source.empty() ? std::filesystem::path(file).stem().string() : o.source,
        usual_spelling(o.variable), o.sector.empty() ? "total" : o.sector };
}

/// Throws InputError for a month.
void check_years(const std::vector<Period>& periods, const std::string& subject)
{
    for (const Period& period : periods) {
        if (!period.is_year()) {
            throw InputError(ProblemCode::invalid, subject,
                fmt::format("period {} is a month, but the table is yearly", period.text()),
                { "select a year, e.g. ",
                    named(Setting::periods, Period { period.year, 0 }.text()) });
        }
    }
}

/// Collects the values that the request selects, and adds their series to `table`. Throws
/// InputError if a city has two values in a series and year.
TableValues collect_values(const ObservedTable& observed, const TableTotalsRequest& request,
    TableCities& cities, TotalsTable& table)
{
    TableValues values;
    TableUnits units;
    for (const Observation& o : observed.observations) {
        const UnitChange& change = units.to_tonnes(o);
        if (!change.refusal.empty()) {
            values.no_mass.insert(fmt::format("{} ({})", o.variable, o.unit));
            continue;
        }
        const TotalsSeries series = series_of(o, request.table);
        values.sectors.insert(series.sector);
        values.species.insert(series.species);
        values.years.insert(std::to_string(o.year));
        if (!request.layers.matches(series, { o.year, 0 })) {
            continue;
        }
        const std::uint32_t s = table.place_of(series);
        values.by_series.resize(table.series.size());
        auto& of_year = values.by_series[s][o.year]; // adds the year even without a value
        const auto city = cities.find(o);
        if (!city) {
            continue;
        }
        const auto [other, is_new] = of_year.try_emplace(*city, TableValue { &o, change.factor });
        if (!is_new) {
            const Observation& before = *other->second.observation;
            throw InputError(ProblemCode::duplicate, o.place,
                fmt::format("duplicate value: {} of {} in {}, as '{}' and, at {}, as '{}'",
                    series_text(series), table.cities[*city].name, o.year, o.city, before.place,
                    before.city),
                lower_case(observed.subject).find(".toml") == std::string::npos
                    ? "spell the city in one way, or remove one of them"
                    : "leave one out (leave_out), or define the names ([names] of the "
                      "description)");
        }
    }
    return values;
}

/// Throws InputError for a word of `asked` that is not in `known`.
void check_asked(const std::vector<std::string>& asked, const std::set<std::string>& known,
    Setting setting, const std::string& subject)
{
    for (const std::string& word : asked) {
        if (std::none_of(known.begin(), known.end(),
                [&](const std::string& name) { return same_word(name, word); })) {
            throw InputError(ProblemCode::unknown, { subject, ": ", named(setting, word) },
                fmt::format("not in the table (it contains {})", joined(known, ", ")));
        }
    }
}

/// Throws InputError if no observation is a mass, or a sector, species or year asked for does not
/// occur.
void check_selection(const TableValues& values, const LayerQuery& query, const std::string& subject)
{
    if (values.species.empty()) {
        throw InputError(ProblemCode::missing, subject,
            values.no_mass.empty()
                ? std::string("missing masses of emissions")
                : fmt::format("missing masses of emissions (the table contains {})",
                    joined(values.no_mass, ", ")));
    }
    check_asked(query.species, values.species, Setting::species, subject);
    check_asked(query.sectors, values.sectors, Setting::sectors, subject);
    for (const Period& period : query.periods) {
        check_asked({ period.text() }, values.years, Setting::periods, subject);
    }
}

/// Sets the values and flags of a row. `value` is null if the table has none.
void set_value(TotalsRow& row, const TableValue* value, double to_unit)
{
    row.value = row.lower = row.upper = row.edge_share = row.valid_share = no_number;
    const std::string flag = value == nullptr ? std::string() : value->observation->flag;
    if (value != nullptr && !std::isnan(value->observation->value)) {
        const double factor = value->tonnes_per_unit * to_unit;
        row.value = value->observation->value * factor;
        row.lower = value->observation->lower * factor;
        row.upper = value->observation->upper * factor;
    } else if (flag.empty()) {
        row.flags.emplace_back("no-value");
    }
    if (!flag.empty()) {
        row.flags.push_back(flag);
    }
}

/// Adds a row for each series, year and city. `to_unit` is the factor from tonnes to the unit of
/// the table.
void make_rows(const std::vector<YearsOfCities>& values, double to_unit, TotalsTable& table)
{
    for (std::uint32_t s = 0; s < values.size(); ++s) {
        for (const auto& [year, by_city] : values[s]) {
            for (std::uint32_t c = 0; c < table.cities.size(); ++c) {
                const auto found = by_city.find(c);
                TotalsRow row;
                row.city = c;
                row.series = s;
                row.period = { year, 0 };
                set_value(row, found == by_city.end() ? nullptr : &found->second, to_unit);
                table.rows.push_back(std::move(row));
            }
        }
    }
}

/// Returns a sentence for each city and series with years without a value, by city, then series.
std::vector<std::string> report_gaps(const TotalsTable& table, const CityList& list)
{
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<int>> gaps;
    for (const TotalsRow& row : table.rows) {
        if (std::isnan(row.value)) {
            gaps[{ row.city, row.series }].push_back(row.period.year);
        }
    }
    std::vector<std::string> sentences;
    for (const auto& [key, years] : gaps) {
        const auto& [city, series] = key;
        sentences.push_back(fmt::format("{}: {}: missing value for {}",
            title_of(list.cities[table.cities[city].index]), series_text(table.series[series]),
            spans_of(years)));
    }
    return sentences;
}

/// Returns the positions of the provinces among chosen cities, and of cities without an
/// administrative code. Throws InputError if there are none.
std::vector<std::size_t> provinces_of(const ChosenCities& chosen, const std::string& table)
{
    const CityList& list = chosen.list;
    std::vector<std::size_t> provinces;
    std::copy_if(chosen.positions.begin(), chosen.positions.end(), std::back_inserter(provinces),
        [&](std::size_t c) {
            return !is_adcode(list.cities[c].id) || is_province(list.cities[c].id);
        });
    if (provinces.empty()) {
        throw InputError(ProblemCode::missing, table,
            fmt::format("missing provinces: the table is one of provinces, and no city selected "
                        "from {} is one (codes of provinces and municipalities end with 0000)",
                list.source));
    }
    return provinces;
}

} // namespace

TableTotals totals_of(const ObservedTable& observed, const TableTotalsRequest& request,
    const ChosenCities& chosen, const Gazetteer& gazetteer)
{
    const double to_unit = tonne_in(request.unit, named(Setting::unit));
    check_years(request.layers.periods, observed.subject);
    TableTotals totals;
    totals.table = table_of(chosen, request.unit);
    TableCities cities(chosen, gazetteer, observed.level);
    const TableValues values = collect_values(observed, request, cities, totals.table);
    check_selection(values, request.layers, observed.subject);
    totals.unmatched = cities.unmatched();
    totals.elsewhere = cities.elsewhere();
    totals.notes = cities.notes();
    if (!values.no_mass.empty()) {
        totals.notes.push_back(fmt::format(
            "{}: skipped (not a mass): {}", observed.subject, joined(values.no_mass, ", ")));
    }
    make_rows(values.by_series, to_unit, totals.table);
    totals.shortcomings = report_gaps(totals.table, chosen.list);
    return totals;
}

TableTotals make_table_totals(
    const TableTotalsRequest& request, const ChosenCities& chosen, const Gazetteer& gazetteer)
{
    if (request.description.empty()) {
        const std::vector<Observation> observations = read_statistics(request.table);
        return totals_of({ observations, request.table }, request, chosen, gazetteer);
    }
    const DescribedTable described = DescribedTable::load(request.description);
    std::vector<Observation> observations = described.read(request.table);
    check_given_once(observations);
    for (Observation& o : observations) {
        o.source = described.inventory.empty() ? request.description.stem().string()
                                               : described.inventory;
    }
    if (!described.of_provinces) {
        return totals_of({ observations, request.table }, request, chosen, gazetteer);
    }
    const std::vector<std::size_t> provinces = provinces_of(chosen, request.table);
    return totals_of({ observations, request.table, Level::province }, request,
        { chosen.list, provinces }, gazetteer);
}

} // namespace cityflux
