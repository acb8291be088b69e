#include "pipeline/agreement/gather_estimates.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/agreement/mass_unit.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

struct Series {
    std::string species;
    std::string sector;

    std::string text() const
    {
        return sector == "total" ? species : fmt::format("{}, {}", species, sector);
    }
};

/// Totals of one inventory and year by city, with their positions in the files.
struct YearOfInventory {
    std::vector<Estimate> estimates;
    std::vector<std::string> places;
};

using Inventories
    = std::map<std::size_t, std::map<int, YearOfInventory>>; ///< by inventory, then year

class Gatherer {
public:
    Gatherer(const CityNames& cities, const YearMatching& matching)
        : cities_(cities)
        , matching_(matching)
    {
    }

    GatheredEstimates gather(const std::vector<Observation>& observations)
    {
        for (const Observation& o : observations) {
            add(o);
        }
        for (const auto& [name, unit] : no_mass_) {
            gathered_.notes.push_back(
                fmt::format("{} ({}) is not a mass and is left out", name, unit));
        }
        refuse_where_there_is_nothing();
        for (std::size_t s = 0; s < series_.size(); ++s) {
            add_tables(series_[s], values_[s]);
        }
        refuse_where_no_year_is_shared();
        return std::move(gathered_);
    }

private:
    void add(const Observation& o)
    {
        const auto factor = tonnes_of(o);
        if (!factor) {
            no_mass_.emplace(o.variable, o.unit);
            return;
        }
        if (o.source.empty()) {
            throw InputError(ProblemCode::missing, o.place, "missing inventory of the row",
                "name it in the column 'source', e.g. EDGAR-v8");
        }
        const std::size_t inventory = place_of_inventory(o.source);
        const CityMatch& match = match_of(o);
        if (!match.clear()) {
            return;
        }
        const std::size_t city = match.cities.front();
        YearOfInventory& year = values_[place_of_series(o)][inventory][o.year];
        year.estimates.resize(cities_.cities().size());
        year.places.resize(cities_.cities().size());
        if (!year.places[city].empty()) {
            throw InputError(ProblemCode::duplicate, o.place,
                fmt::format("duplicate {} of {} in {} by {}, first at {}", o.variable,
                    cities_.cities()[city].name, o.year, o.source, year.places[city]),
                "remove one of the rows, or give each inventory its own name");
        }
        year.places[city] = o.place;
        year.estimates[city] = { o.value * *factor, o.lower * *factor, o.upper * *factor,
            o.edge_share, o.year, o.flag };
    }

    std::size_t place_of_inventory(const std::string& name)
    {
        std::vector<std::string>& names = gathered_.inventories;
        const auto found = std::find(names.begin(), names.end(), name);
        if (found != names.end()) {
            return static_cast<std::size_t>(found - names.begin());
        }
        names.push_back(name);
        return names.size() - 1;
    }

    std::size_t place_of_series(const Observation& o)
    {
        const std::string sector = o.sector.empty() ? "total" : o.sector;
        for (std::size_t s = 0; s < series_.size(); ++s) {
            if (same_word(series_[s].species, o.variable) && series_[s].sector == sector) {
                return s;
            }
        }
        series_.push_back({ o.variable, sector });
        values_.emplace_back();
        return series_.size() - 1;
    }

    const CityMatch& match_of(const Observation& o)
    {
        const auto [at, is_new] = matches_.try_emplace({ o.city, o.id });
        CityMatch& match = at->second;
        if (is_new) {
            match = cities_.find(o.city, o.id);
            if (match.cities.empty() && !o.id.empty()) {
                const auto same_id = std::find_if(cities_.cities().begin(), cities_.cities().end(),
                    [&](const NamedCity& city) { return city.id == o.id; });
                if (same_id != cities_.cities().end()) {
                    match.cities = { static_cast<std::size_t>(same_id - cities_.cities().begin()) };
                    gathered_.notes.push_back(
                        fmt::format("{}: {} is matched to {} by its id {} alone", o.place, o.city,
                            same_id->name, o.id));
                }
            }
        }
        if (!match.clear()) {
            const auto [unmatched, is_first]
                = unmatched_at_.try_emplace(o.city, gathered_.unmatched.size());
            if (is_first) {
                gathered_.unmatched.push_back(
                    unmatched_name(o.city, o.place, match, cities_, gathered_.unmatched.size()));
            }
            ++gathered_.unmatched[unmatched->second].times;
        }
        return match;
    }

    void refuse_where_there_is_nothing() const
    {
        if (gathered_.inventories.size() < 2) {
            throw InputError(ProblemCode::insufficient, "tables of totals",
                fmt::format("insufficient data: {} (required: two inventories or more)",
                    gathered_.inventories.empty() ? std::string("no totals")
                                                  : fmt::format("totals of one inventory, {}",
                                                      gathered_.inventories.front())));
        }
        if (values_.empty()) {
            throw InputError(ProblemCode::unknown, "tables of totals",
                "unknown cities in all rows"
                    + (gathered_.unmatched.empty()
                            ? std::string()
                            : fmt::format(", first {}", gathered_.unmatched.front().text())),
                { "give their outlines, e.g. ", named(Setting::boundaries, "cities.geojson") });
        }
    }

    void refuse_where_no_year_is_shared() const
    {
        if (!gathered_.tables.empty()) {
            return;
        }
        std::vector<std::string> held;
        for (std::size_t s = 0; s < series_.size(); ++s) {
            for (const auto& [inventory, by_year] : values_[s]) {
                std::vector<int> years;
                for (const auto& [year, values] : by_year) {
                    years.push_back(year);
                }
                held.push_back(fmt::format("{} has {} of {}", gathered_.inventories[inventory],
                    series_[s].text(), text_of_years(years)));
            }
        }
        throw InputError(ProblemCode::insufficient, "tables of totals",
            fmt::format("insufficient data: no species, sector and year of two inventories{}: {}",
                matching_.years.empty() ? "" : fmt::format(" in {}", joined(matching_.years, ", ")),
                joined(held, ", ")),
            { "match years that are apart, e.g. ", named(Setting::nearest_year, "1") });
    }

    std::set<int> years_of(const Inventories& inventories) const
    {
        if (!matching_.years.empty()) {
            return { matching_.years.begin(), matching_.years.end() };
        }
        std::set<int> years;
        for (const auto& [inventory, by_year] : inventories) {
            for (const auto& [year, values] : by_year) {
                years.insert(year);
            }
        }
        return years;
    }

    /// Returns the total of a city for a year, or of the nearest year that has one. Not present if
    /// no year is near enough.
    Estimate estimate_of(
        const std::map<int, YearOfInventory>& by_year, std::size_t city, int year) const
    {
        const Estimate* nearest = nullptr;
        for (const auto& [other, values] : by_year) {
            const Estimate& estimate = values.estimates[city];
            const int distance = std::abs(other - year);
            if (distance > matching_.nearest || (!estimate.present() && distance > 0)) {
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

    void add_tables(const Series& series, const Inventories& inventories)
    {
        if (inventories.size() < 2) {
            gathered_.notes.push_back(fmt::format("{}: only {} has it, and it is not compared",
                series.text(), gathered_.inventories[inventories.begin()->first]));
            return;
        }
        std::map<std::size_t, std::vector<int>>
            alone; ///< years that only one inventory has, by inventory
        std::map<std::pair<std::size_t, int>, std::map<int, std::size_t>>
            stand_ins; ///< numbers of cities by inventory, year, and year used instead
        for (const int year : years_of(inventories)) {
            EstimateTable table { series.species, series.sector, year, {}, {}, {} };
            std::vector<std::size_t> taken;
            for (const auto& [inventory, by_year] : inventories) {
                std::vector<Estimate> estimates;
                for (std::size_t c = 0; c < cities_.cities().size(); ++c) {
                    estimates.push_back(estimate_of(by_year, c, year));
                }
                if (std::any_of(estimates.begin(), estimates.end(),
                        [](const Estimate& e) { return e.present(); })) {
                    taken.push_back(inventory);
                    table.inventories.push_back(gathered_.inventories[inventory]);
                    table.estimates.push_back(std::move(estimates));
                }
            }
            if (taken.size() < 2) {
                if (!taken.empty()) {
                    alone[taken.front()].push_back(year);
                }
                continue;
            }
            for (const NamedCity& city : cities_.cities()) {
                table.cities.push_back({ city.id, city.name });
            }
            for (std::size_t i = 0; i < taken.size(); ++i) {
                for (const Estimate& estimate : table.estimates[i]) {
                    if (estimate.present() && estimate.year != year) {
                        ++stand_ins[{ taken[i], year }][estimate.year];
                    }
                }
            }
            gathered_.tables.push_back(std::move(table));
        }
        for (const auto& [inventory, years] : alone) {
            gathered_.notes.push_back(fmt::format("{}: only {} has {}, and {} not compared",
                series.text(), gathered_.inventories[inventory], text_of_years(years),
                years.size() == 1 ? "it is" : "they are"));
        }
        for (const auto& [which, own_years] : stand_ins) {
            for (const auto& [own, count] : own_years) {
                gathered_.notes.push_back(fmt::format("{}: {} of {} stands for {} in {} {}",
                    series.text(), gathered_.inventories[which.first], own, which.second, count,
                    count == 1 ? "city" : "cities"));
            }
        }
    }

    const CityNames& cities_;
    const YearMatching& matching_;
    GatheredEstimates gathered_;
    std::vector<Series> series_;
    std::vector<Inventories> values_; ///< by series
    std::map<std::pair<std::string, std::string>, CityMatch> matches_;
    std::map<std::string, std::size_t> unmatched_at_;
    std::set<std::pair<std::string, std::string>> no_mass_;
};

} // namespace

GatheredEstimates gather_estimates(const std::vector<Observation>& observations,
    const CityNames& cities, const YearMatching& matching)
{
    return Gatherer(cities, matching).gather(observations);
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
