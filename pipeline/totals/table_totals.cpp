#include "pipeline/totals/table_totals.h"

#include "grids/quantity/substance.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/program/manifest.h"
#include "pipeline/program/messages.h"
#include "pipeline/table/totals_writer.h"
#include "pipeline/tables/described_table.h"
#include "pipeline/tables/statistic_unit.h"
#include "pipeline/tables/statistics_table.h"
#include "pipeline/totals/shortcomings.h"
#include "pipeline/totals/totals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

bool is_province(const std::string& id)
{
    return is_adcode(id) && id.ends_with("0000");
}

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

/// Throws InputError for a word of `asked` that is not in `known`.
void check_asked(const std::vector<std::string>& asked, const std::set<std::string>& known,
    const char* option, const std::string& subject)
{
    for (const std::string& word : asked) {
        if (std::none_of(known.begin(), known.end(),
                [&](const std::string& name) { return same_word(name, word); })) {
            throw InputError(fmt::format(
                "{}: {} {} is not in it; it has {}", subject, option, word, joined(known, ", ")));
        }
    }
}

bool asked_for(const std::vector<std::string>& asked, const std::string& word)
{
    return asked.empty() || std::any_of(asked.begin(), asked.end(), [&](const std::string& one) {
        return same_word(one, word);
    });
}

/// Finds the city of each name in a table, and records unmatched names and notes in `told`.
class Places {
public:
    Places(const CityList& cities, const std::vector<std::size_t>& chosen,
        const Gazetteer& gazetteer, bool of_provinces, TableTotals& told)
        : cities_(cities)
        , row_of_(cities.cities.size())
        , told_(told)
        , listed_(named(cities, gazetteer, of_provinces))
        , known_(named(gazetteer, of_provinces))
    {
        for (std::size_t c = 0; c < chosen.size(); ++c) {
            row_of_[chosen[c]] = static_cast<std::uint32_t>(c);
        }
    }

    /// Returns the position among the chosen cities; std::nullopt if the name matches none of them.
    std::optional<std::uint32_t> find(const Observation& o)
    {
        const auto [place, is_new] = found_.try_emplace({ o.city, o.id });
        if (is_new) {
            place->second = look_for(o);
        }
        if (place->second.unmatched) {
            ++told_.unmatched[*place->second.unmatched].times;
        }
        return place->second.row;
    }

private:
    struct Place {
        std::optional<std::uint32_t> row;
        std::optional<std::size_t> unmatched;
    };

    /// Returns all cities in their order. With `of_provinces`, cities with a code below the
    /// province lose their names and so never match.
    static std::vector<NamedCity> meant(std::vector<NamedCity> cities, bool of_provinces)
    {
        for (NamedCity& city : cities) {
            if (of_provinces && is_adcode(city.id) && !is_province(city.id)) {
                city = {};
            }
        }
        return cities;
    }

    static std::vector<NamedCity> named(
        const CityList& cities, const Gazetteer& gazetteer, bool of_provinces)
    {
        std::vector<NamedCity> out;
        for (const City& city : cities.cities) {
            out.push_back({ city.id, city.name, city.aliases });
        }
        gazetteer.add_names(out);
        return meant(std::move(out), of_provinces);
    }

    static std::vector<NamedCity> named(const Gazetteer& gazetteer, bool of_provinces)
    {
        return meant(gazetteer.cities(), of_provinces);
    }

    Place look_for(const Observation& o)
    {
        const CityMatch match = listed_.find(o.city, o.id);
        const CityMatch anywhere = known_.find(o.city, o.id);
        if (match.clear()) {
            const std::size_t city = match.cities.front();
            const std::string& id = cities_.cities[city].id;
            std::vector<std::string> others;
            for (const std::size_t k : anywhere.cities) {
                const NamedCity& other = known_.cities()[k];
                if (other.id != id && !is_province(other.id)) {
                    others.push_back(other.name);
                }
            }
            if (!others.empty() && o.id != id) {
                told_.notes.push_back(fmt::format("{} ({}) is taken for {}, but may also be {}, "
                                                  "which the list of cities does not have",
                    o.city, o.place, title_of(cities_.cities[city]), joined(others, " or ")));
            }
            return { row_of_[city], std::nullopt };
        }
        if (match.cities.empty() && !anywhere.cities.empty()) {
            told_.elsewhere.push_back(o.city);
            return {};
        }
        told_.unmatched.push_back(unmatched_name(o.city, o.place, match,
            match.cities.empty() ? known_ : listed_, told_.unmatched.size()));
        return { std::nullopt, told_.unmatched.size() - 1 };
    }

    const CityList& cities_;
    std::vector<std::optional<std::uint32_t>> row_of_;
    TableTotals& told_;
    CityNames listed_;
    CityNames known_;
    std::map<std::pair<std::string, std::string>, Place> found_;
};

/// Observations of a series by year and city.
using YearsOfCities = std::map<int, std::map<std::uint32_t, const Observation*>>;

std::string series_text(const TotalsSeries& series)
{
    return fmt::format("{} {} '{}'", series.inventory, series.species, series.sector);
}

} // namespace

TableTotals totals_of(const std::vector<Observation>& observations, const std::string& subject,
    const TableTotalsRequest& request, const CityList& cities,
    const std::vector<std::size_t>& chosen, const Gazetteer& gazetteer, bool of_provinces)
{
    const double to_unit = tonne_in(request.unit, "--unit");
    TableTotals result;
    result.table.unit = request.unit;
    for (const std::size_t c : chosen) {
        result.table.cities.push_back({ cities.cities[c].id, cities.cities[c].name, c });
    }
    for (const Period& period : request.layers.periods) {
        if (!period.is_year()) {
            throw InputError(fmt::format(
                "{}: --period {} is a month, but a table gives years", subject, period.text()));
        }
    }
    std::set<std::string> sectors;
    std::set<std::string> species;
    std::set<std::string> years;
    std::set<std::string> no_mass;
    std::map<std::string, UnitChange> tonnes;
    Places places(cities, chosen, gazetteer, of_provinces, result);
    std::vector<YearsOfCities> values;
    for (const Observation& o : observations) {
        const auto [unit, is_new_unit] = tonnes.try_emplace(o.unit);
        if (is_new_unit && !same_word(o.unit, text_unit)) {
            unit->second = unit_change(o.unit, "t", o.place);
        } else if (is_new_unit) {
            unit->second.refusal = "a word";
        }
        if (!unit->second.refusal.empty()) {
            no_mass.insert(fmt::format("{} ({})", o.variable, o.unit));
            continue;
        }
        const TotalsSeries series {
            o.source.empty() ? std::filesystem::path(request.table).stem().string() : o.source,
            usual_spelling(o.variable), o.sector.empty() ? "total" : o.sector
        };
        sectors.insert(series.sector);
        species.insert(series.species);
        years.insert(std::to_string(o.year));
        if (!asked_for(request.layers.sectors, series.sector)
            || !asked_for(request.layers.species, series.species)
            || (!request.layers.periods.empty()
                && std::find(request.layers.periods.begin(), request.layers.periods.end(),
                       Period { o.year, 0 })
                    == request.layers.periods.end())) {
            continue;
        }
        const std::uint32_t s = result.table.place_of(series);
        values.resize(result.table.series.size());
        auto& of_year = values[s][o.year]; // adds the year even if no chosen city has a value
        if (const auto city = places.find(o)) {
            const auto [other, is_new] = of_year.try_emplace(*city, &o);
            if (!is_new) {
                throw InputError(fmt::format(
                    "{}: {} of {} in {} is given twice, as '{}' and, at {}, as '{}'; leave one out "
                    "(leave_out) or say what the names mean ([names] of its description)",
                    o.place, series_text(series), result.table.cities[*city].name, o.year, o.city,
                    other->second->place, other->second->city));
            }
        }
    }
    if (species.empty()) {
        throw InputError(fmt::format("{}: nothing in it is a mass of emissions{}", subject,
            no_mass.empty() ? std::string() : fmt::format("; it has {}", joined(no_mass, ", "))));
    }
    check_asked(request.layers.species, species, "--species", subject);
    check_asked(request.layers.sectors, sectors, "--sector", subject);
    for (const Period& period : request.layers.periods) {
        check_asked({ period.text() }, years, "--period", subject);
    }
    if (!no_mass.empty()) {
        result.notes.push_back(
            fmt::format("{}: left alone because no mass: {}", subject, joined(no_mass, ", ")));
    }
    // Years without a value, by city and series.
    std::map<std::uint32_t, std::vector<std::pair<std::uint32_t, std::vector<int>>>> missing;
    for (std::uint32_t s = 0; s < values.size(); ++s) {
        for (const auto& [year, by_city] : values[s]) {
            for (std::uint32_t c = 0; c < chosen.size(); ++c) {
                TotalsRow row { c, s, { year, 0 }, no_number, no_number, no_number, no_number,
                    no_number, {} };
                const auto found = by_city.find(c);
                if (found != by_city.end() && !std::isnan(found->second->value)) {
                    const Observation& o = *found->second;
                    const double factor = tonnes.at(o.unit).factor * to_unit;
                    row.value = o.value * factor;
                    row.lower = o.lower * factor;
                    row.upper = o.upper * factor;
                } else {
                    if (found == by_city.end() || found->second->flag.empty()) {
                        row.flags.emplace_back("no-value");
                    }
                    auto& of_city = missing[c];
                    if (of_city.empty() || of_city.back().first != s) {
                        of_city.push_back({ s, {} });
                    }
                    of_city.back().second.push_back(year);
                }
                if (found != by_city.end() && !found->second->flag.empty()) {
                    row.flags.push_back(found->second->flag);
                }
                result.table.rows.push_back(std::move(row));
            }
        }
    }
    for (const auto& [city, of_city] : missing) {
        for (const auto& [s, lacking] : of_city) {
            result.shortcomings.push_back(
                fmt::format("{}: {} has no value for {}", title_of(cities.cities[chosen[city]]),
                    series_text(result.table.series[s]), spans_of(lacking)));
        }
    }
    return result;
}

TableTotals make_table_totals(const TableTotalsRequest& request, const CityList& cities,
    const std::vector<std::size_t>& chosen, const Gazetteer& gazetteer)
{
    if (request.description.empty()) {
        return totals_of(
            read_statistics(request.table), request.table, request, cities, chosen, gazetteer);
    }
    const DescribedTable described = DescribedTable::load(request.description);
    std::vector<Observation> observations = described.read(request.table);
    check_given_once(observations);
    for (Observation& o : observations) {
        o.source = described.inventory.empty() ? request.description.stem().string()
                                               : described.inventory;
    }
    if (!described.of_provinces) {
        return totals_of(observations, request.table, request, cities, chosen, gazetteer);
    }
    std::vector<std::size_t> provinces;
    std::copy_if(chosen.begin(), chosen.end(), std::back_inserter(provinces), [&](std::size_t c) {
        return !is_adcode(cities.cities[c].id) || is_province(cities.cities[c].id);
    });
    if (provinces.empty()) {
        throw InputError(fmt::format(
            "{}: the table is one of provinces, and none of the cities chosen from {} is one; a "
            "municipality or a province has a code that ends with 0000",
            request.table, cities.source));
    }
    return totals_of(observations, request.table, request, cities, provinces, gazetteer, true);
}

void write_table_totals(const TableTotals& totals, const std::vector<std::string>& inputs,
    const std::string& unit, const std::string& output, const Provenance& provenance)
{
    OutputFile file(output);
    write_totals(totals.table, provenance.cities, file);
    Json json = begin_manifest(file, provenance.command);
    json["inputs"] = manifest_of_files(inputs, provenance.hashes);
    json["boundaries"] = manifest_of_boundaries(provenance);
    json["options"] = { { "unit", unit } };
    json["unmatched_names"] = Json::array();
    for (const UnmatchedName& name : totals.unmatched) {
        json["unmatched_names"].push_back({ { "name", name.name }, { "first_at", name.place },
            { "times", name.times }, { "may_mean", name.meant }, { "near", name.nearest } });
    }
    json["names_of_other_cities"] = totals.elsewhere;
    json["notes"] = totals.notes;
    if (!totals.trace.empty()) {
        json["trace"] = totals.trace;
    }
    json["shortcomings"] = totals.shortcomings;
    commit_with_manifest(file, json);
}

void say_table_totals(const TableTotals& totals)
{
    for (std::size_t i = 0; i < totals.unmatched.size() && i < most_lines; ++i) {
        warn(totals.unmatched[i].text());
    }
    if (totals.unmatched.size() > most_lines) {
        warn(fmt::format("and {} more names that are not those of one city, in the manifest",
            totals.unmatched.size() - most_lines));
    }
    if (!totals.elsewhere.empty()) {
        inform(fmt::format("names of cities that the list does not have: {}, such as {}",
            totals.elsewhere.size(), totals.elsewhere.front()));
    }
    for (const std::string& note : totals.notes) {
        warn(note);
    }
    say_shortcomings(totals.shortcomings);
}

} // namespace cityflux
