#include "pipeline/agreement/series_totals.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/agreement/mass_unit.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Collector of observations, which finds the city and the series of each.
class Collector {
public:
    explicit Collector(const CityNames& cities)
        : cities_(cities)
    {
    }

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
        const std::size_t inventory = index_of_inventory(o.source);
        const CityMatch& match = match_of(o);
        if (!match.clear()) {
            return;
        }
        const std::size_t city = match.cities.front();
        SeriesTotals& series = series_of(o);
        record(o, series, city);
        YearTotals& year = series.by_inventory[inventory][o.year];
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

    CollectedTotals finish()
    {
        for (const auto& [name, unit] : no_mass_) {
            collected_.notes.push_back(
                fmt::format("{} ({}) is not a mass and is left out", name, unit));
        }
        for (const auto& [key, refused] : not_positive_) {
            const auto& [series, inventory, negative] = key;
            const bool one = refused.count == 1;
            (negative ? collected_.warnings : collected_.notes)
                .push_back(fmt::format("{}: {} {} of {} {} {} and {} no part, first {}{}", series,
                    refused.count, one ? "total" : "totals", inventory, one ? "is" : "are",
                    negative ? "negative" : "0", one ? "takes" : "take", refused.first,
                    negative ? "; leave the field empty if it marks a missing value" : ""));
        }
        warn_of_scopes();
        return std::move(collected_);
    }

private:
    /// Totals that take no part because they are not positive.
    struct NotPositive {
        std::size_t count = 0;
        std::string first; ///< value, city and place
    };

    /// Records what is said of a total at the end: its scope, and that it is not positive.
    void record(const Observation& o, const SeriesTotals& series, std::size_t city)
    {
        if (!o.scope.empty() && !std::isnan(o.value)) {
            scopes_[series.text()][o.source].insert(lower_case(o.scope));
        }
        if (o.value <= 0.0) {
            NotPositive& refused = not_positive_[{ series.text(), o.source, o.value < 0.0 }];
            ++refused.count;
            if (refused.first.empty()) {
                refused.first = fmt::format("{} {} of {} in {} ({})", o.value, o.unit,
                    cities_.cities()[city].name, o.year, o.place);
            }
        }
    }

    /// Warns of series whose inventories state different scopes. A scope that is not stated may be
    /// any.
    void warn_of_scopes()
    {
        for (const auto& [series, by_inventory] : scopes_) {
            std::set<std::string> all;
            std::vector<std::string> words;
            for (const auto& [inventory, scopes] : by_inventory) {
                all.insert(scopes.begin(), scopes.end());
                words.push_back(fmt::format("{} {}", inventory, joined(scopes, " and ")));
            }
            if (all.size() > 1) {
                collected_.warnings.push_back(fmt::format(
                    "{}: scopes differ: {}; totals of different scopes are not comparable, remove "
                    "the rows of one scope",
                    series, joined(words, ", ")));
            }
        }
    }

    std::size_t index_of_inventory(const std::string& name)
    {
        std::vector<std::string>& names = collected_.inventories;
        const auto found = std::find(names.begin(), names.end(), name);
        if (found != names.end()) {
            return static_cast<std::size_t>(found - names.begin());
        }
        names.push_back(name);
        return names.size() - 1;
    }

    SeriesTotals& series_of(const Observation& o)
    {
        const std::string sector = o.sector.empty() ? "total" : o.sector;
        for (SeriesTotals& series : collected_.series) {
            if (same_word(series.species, o.variable) && series.sector == sector) {
                return series;
            }
        }
        return collected_.series.emplace_back(SeriesTotals { o.variable, sector, {} });
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
                    collected_.notes.push_back(
                        fmt::format("{}: {} is matched to {} by its id {} alone", o.place, o.city,
                            same_id->name, o.id));
                }
            }
        }
        if (!match.clear()) {
            const auto [unmatched, is_first]
                = unmatched_at_.try_emplace(o.city, collected_.unmatched.size());
            if (is_first) {
                collected_.unmatched.push_back(
                    unmatched_name(o.city, o.place, match, cities_, collected_.unmatched.size()));
            }
            ++collected_.unmatched[unmatched->second].times;
        }
        return match;
    }

    const CityNames& cities_;
    CollectedTotals collected_;
    std::map<std::pair<std::string, std::string>, CityMatch> matches_;
    std::map<std::string, std::size_t> unmatched_at_;
    std::set<std::pair<std::string, std::string>> no_mass_;
    /// By series, inventory and whether the totals are negative.
    std::map<std::tuple<std::string, std::string, bool>, NotPositive> not_positive_;
    /// Stated scopes in lower case, by series and inventory.
    std::map<std::string, std::map<std::string, std::set<std::string>>> scopes_;
};

} // namespace

std::string SeriesTotals::text() const
{
    return sector == "total" ? species : fmt::format("{}, {}", species, sector);
}

CollectedTotals collect_totals(
    const std::vector<Observation>& observations, const CityNames& cities)
{
    Collector collector(cities);
    for (const Observation& observation : observations) {
        collector.add(observation);
    }
    return collector.finish();
}

} // namespace cityflux
