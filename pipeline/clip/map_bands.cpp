#include "pipeline/clip/map_bands.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/clip/band_sum.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Maximum number of sectors whose names are joined. More are counted.
constexpr std::size_t most_named_sectors = 3;

/// Returns the distinct values of the layers of a band, in the order of first appearance.
template <typename Value, typename Get>
std::vector<Value> distinct_values(
    const PlannedBand& band, const std::vector<MapReader::ReadLayer>& layers, const Get& get)
{
    std::vector<Value> values;
    for (const std::size_t l : band.layers) {
        const Value& value = get(layers[l]);
        if (std::find(values.begin(), values.end(), value) == values.end()) {
            values.push_back(value);
        }
    }
    return values;
}

class Summing {
public:
    Summing(const std::vector<MapReader::ReadLayer>& layers, PlannedBand& band,
        std::vector<std::string>& shortcomings)
        : layers_(layers)
        , band_(band)
        , shortcomings_(shortcomings)
        , sectors_(distinct_values<std::string>(
              band, layers, [](const auto& layer) { return layer.series.sector; }))
        , periods_(
              distinct_values<Period>(band, layers, [](const auto& layer) { return layer.period; }))
    {
        std::sort(periods_.begin(), periods_.end());
    }

    void check_and_name()
    {
        const MapReader::ReadLayer& first = layers_[band_.layers.front()];
        for (const std::size_t l : band_.layers) {
            if (layers_[l].lattice != first.lattice) {
                throw InputError(ProblemCode::inconsistent, named(Setting::sum),
                    fmt::format("inconsistent grids: cells of {} and {} cannot be added",
                        first.file, layers_[l].file),
                    "clip them one at a time");
            }
        }
        check_sectors();
        check_periods();
        check_whole();
        if (sectors_.size() > 1) {
            band_.series.sector = sectors_.size() <= most_named_sectors
                ? joined(sectors_, "+")
                : fmt::format("sum of {} sectors", sectors_.size());
        }
        band_.period = { periods_.front(), periods_.back() };
        band_.seconds = 0.0;
        for (const Period& period : periods_) {
            const auto with = std::find_if(band_.layers.begin(), band_.layers.end(),
                [&](std::size_t l) { return layers_[l].period == period; });
            band_.seconds += layers_[*with].seconds;
        }
    }

private:
    void check_sectors() const
    {
        const auto total = std::find_if(sectors_.begin(), sectors_.end(), is_total);
        if (sectors_.size() > 1 && total != sectors_.end()) {
            const std::string& other = *total == sectors_.front() ? sectors_[1] : sectors_.front();
            throw InputError(ProblemCode::inconsistent, named(Setting::sum, "sectors"),
                fmt::format("inconsistent sectors: '{}' of {} is a total that includes '{}'",
                    *total, band_.series.inventory, other),
                { "select the sectors to add, e.g. ", named(Setting::sectors, other) });
        }
    }

    void check_periods()
    {
        for (std::size_t p = 1; p < periods_.size(); ++p) {
            const Period& before = periods_[p - 1];
            const Period& after = periods_[p];
            if (overlap(before, after)) {
                throw InputError(ProblemCode::inconsistent, named(Setting::sum, "periods"),
                    fmt::format("inconsistent periods: {} of {} covers {} and {}, which overlap",
                        band_.series.species, band_.series.inventory, before.text(), after.text()),
                    { "select the periods to add, e.g. ", named(Setting::periods, before.text()) });
            }
            const int end = before.year * 12 + (before.is_year() ? 12 : before.month);
            const int begin = after.year * 12 + (after.is_year() ? 1 : after.month);
            if (begin != end + 1) {
                shortcomings_.push_back(fmt::format("{} {} '{}': missing periods between {} "
                                                    "and {}; the sum of periods excludes them",
                    band_.series.inventory, band_.series.species, band_.series.sector,
                    before.text(), after.text()));
            }
        }
    }

    void check_whole()
    {
        for (const std::string& sector : sectors_) {
            for (const Period& period : periods_) {
                if (std::none_of(band_.layers.begin(), band_.layers.end(), [&](std::size_t l) {
                        return layers_[l].series.sector == sector && layers_[l].period == period;
                    })) {
                    shortcomings_.push_back(
                        fmt::format("{} {} '{}': missing {}; the sum excludes it",
                            band_.series.inventory, band_.series.species, sector, period.text()));
                }
            }
        }
    }

    const std::vector<MapReader::ReadLayer>& layers_;
    PlannedBand& band_;
    std::vector<std::string>& shortcomings_;
    std::vector<std::string> sectors_;
    std::vector<Period> periods_;
};

} // namespace

BandPlan plan_bands(const std::vector<MapReader::ReadLayer>& layers, const MapSums& sums)
{
    BandPlan plan;
    // A sum has the position in the order at which its first layer appears.
    using Key = std::tuple<std::string, std::string, std::string, Period>;
    std::map<Key, std::size_t> known;
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> order;
    std::vector<std::size_t> series_of;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const TotalsSeries& series = layers[l].series;
        const std::string sector = sums.sectors ? std::string() : series.sector;
        const Key key { series.inventory, series.species, sector,
            sums.periods ? Period() : layers[l].period };
        const auto [place, added] = known.try_emplace(key, plan.bands.size());
        if (added) {
            plan.bands.push_back({ series, layers[l].period, layers[l].seconds, {} });
            series_of.push_back(
                order.try_emplace({ series.inventory, series.species, sector }, order.size())
                    .first->second);
        }
        plan.bands[place->second].layers.push_back(l);
    }
    for (PlannedBand& band : plan.bands) {
        if (band.layers.size() > 1) {
            Summing(layers, band, plan.shortcomings).check_and_name();
        }
    }
    // A sum of sectors is incomplete if another period has more sectors, even
    // if it has only one sector.
    if (sums.sectors && !sums.periods) {
        std::map<std::pair<std::string, std::string>, std::set<std::string>> all;
        for (const MapReader::ReadLayer& layer : layers) {
            all[{ layer.series.inventory, layer.series.species }].insert(layer.series.sector);
        }
        for (const PlannedBand& band : plan.bands) {
            for (const std::string& sector : all[{ band.series.inventory, band.series.species }]) {
                if (std::none_of(band.layers.begin(), band.layers.end(),
                        [&](std::size_t l) { return layers[l].series.sector == sector; })) {
                    plan.shortcomings.push_back(fmt::format(
                        "{} {} '{}': missing {}; the sum of sectors excludes it",
                        band.series.inventory, band.series.species, sector, band.period.text()));
                }
            }
        }
    }
    std::vector<std::size_t> places(plan.bands.size());
    for (std::size_t b = 0; b < places.size(); ++b) {
        places[b] = b;
    }
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        return series_of[a] != series_of[b] ? series_of[a] < series_of[b]
                                            : plan.bands[a].period < plan.bands[b].period;
    });
    std::vector<PlannedBand> sorted;
    for (const std::size_t place : places) {
        sorted.push_back(std::move(plan.bands[place]));
    }
    plan.bands = std::move(sorted);
    return plan;
}

void add_masses(std::vector<double>& sum, const std::vector<double>& masses)
{
    if (sum.size() != masses.size()) {
        throw std::logic_error(
            fmt::format("{} cells cannot be added to {}", masses.size(), sum.size()));
    }
    for (std::size_t i = 0; i < sum.size(); ++i) {
        if (std::isnan(sum[i])) {
            sum[i] = masses[i];
        } else if (!std::isnan(masses[i])) {
            sum[i] += masses[i];
        }
    }
}

} // namespace cityflux
