#include "pipeline/totals/totals.h"

#include "boundaries/kept/cached_coverage.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/program/cache_folder.h"
#include "pipeline/tables/statistic_unit.h"
#include "pipeline/totals/shortcomings.h"
#include "pipeline/totals/years.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <list>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Data that depend only on a grid, kept for further files on the same grid.
struct GridWork {
    Grid grid;
    std::string key; ///< key of the coverage by area
    Coverage coverage;
    CellAreas true_areas;
    std::list<TilePlan> plans; ///< one for each tiling
};

bool wanted(const std::vector<std::string>& words, const std::string& word)
{
    return words.empty() || std::any_of(words.begin(), words.end(), [&](const std::string& w) {
        return same_word(w, word);
    });
}

bool within(const Period& period, const Period& asked)
{
    return period == asked || (asked.is_year() && period.year == asked.year);
}

bool wanted(const std::vector<Period>& periods, const Period& period)
{
    return periods.empty() || std::any_of(periods.begin(), periods.end(), [&](const Period& asked) {
        return within(period, asked);
    });
}

class TotalsMaker {
public:
    TotalsMaker(const TotalsRequest& request, const Catalogue& catalogue, const CityList& cities,
        const std::vector<std::size_t>& chosen, CellWatcher* watcher)
        : request_(request)
        , catalogue_(catalogue)
        , watcher_(watcher)
        , to_unit_(tonne_in(request.unit, "--unit"))
    {
        std::vector<bool> is_chosen(cities.cities.size(), false);
        for (const std::size_t c : chosen) {
            is_chosen[c] = true;
        }
        // EdgeRule::fill needs all neighbours, also those without a row.
        for (std::size_t c = 0; c < cities.cities.size(); ++c) {
            if (is_chosen[c] || request.edge == EdgeRule::fill) {
                taking_part_.add(cities.cities[c]);
                place_in_table_.push_back(
                    is_chosen[c] ? std::optional(result_.table.cities.size()) : std::nullopt);
                if (is_chosen[c]) {
                    result_.table.cities.push_back(
                        { cities.cities[c].id, cities.cities[c].name, c });
                }
            }
        }
        result_.table.unit = request.unit;
        if (!request.proxy.empty()) {
            if (request.edge != EdgeRule::area) {
                throw std::invalid_argument("a proxy needs EdgeRule::area");
            }
            proxy_.emplace(ProxyRaster::open(request.proxy, catalogue));
            result_.proxy = report_of_proxy(*proxy_);
        }
    }

    TotalsResult run(const Progress& progress)
    {
        for (std::size_t f = 0; f < request_.rasters.size(); ++f) {
            const double files = static_cast<double>(request_.rasters.size());
            add_file(request_.rasters[f],
                [&](double share) { progress((static_cast<double>(f) + share) / files); });
        }
        check_requests();
        if (proxy_) {
            result_.proxy->negative_pixels = proxy_->negative_pixels();
        }
        if (request_.by_year) {
            result_.table = add_up_years(result_.table, result_.shortcomings);
        }
        return std::move(result_);
    }

private:
    void add_file(const std::string& path, const Progress& progress)
    {
        Raster raster = Raster::open(path, catalogue_, request_.inventory, request_.assumptions);
        std::vector<Layer> layers;
        for (const Layer& layer : raster.layers()) {
            sectors_seen_.insert(layer.sector);
            species_seen_.insert(layer.species());
            periods_seen_.insert(layer.period());
            if (wanted(request_.sectors, layer.sector) && wanted(request_.species, layer.species())
                && wanted(request_.periods, layer.period())) {
                layers.push_back(layer);
            }
        }
        result_.files.push_back(report_of(raster));
        for (const Layer& layer : layers) {
            check_once(raster, layer);
        }
        if (layers.empty()) {
            return;
        }
        raster.grid().refuse_overlap(path);
        GridWork& work = work_for(raster);
        result_.files.back().coverage_key = work.key;
        const bool flux = std::any_of(
            layers.begin(), layers.end(), [](const Layer& layer) { return layer.per_area; });
        const bool own_areas = flux && raster.area_convention().kind != AreaConvention::Kind::wgs84;
        std::optional<CellAreas> provided;
        if (own_areas) {
            provided = raster.provider_areas();
        }
        const std::size_t rows = layers.size() * result_.table.cities.size();
        make_room_for(rows);
        const std::size_t memory_bytes
            = request_.memory_bytes - std::min(request_.memory_bytes, rows * sizeof(TotalsRow));
        const CellAreas& areas = own_areas ? *provided : work.true_areas;
        SeeTile see;
        if (watcher_ != nullptr) {
            watcher_->begin({ raster, layers, work.coverage, place_in_table_, areas });
            see = [this](std::size_t layer, const TilePlan& plan, std::size_t tile,
                      const RawBlock& block) { watcher_->see(layer, plan, tile, block); };
        }
        const auto totals = apply(
            raster, layers,
            [&](const Tiling& tiling) -> const TilePlan& { return plan_for(work, tiling); }, areas,
            work.true_areas, memory_bytes, progress, see);
        for (std::size_t l = 0; l < layers.size(); ++l) {
            add_rows(raster, layers[l], totals[l], work.coverage);
            report_layer(raster, layers[l], totals[l]);
            report_proxied(totals[l]);
        }
        say_suspects(totals);
        say_negative_totals(layers, totals);
    }

    const TilePlan& plan_for(GridWork& work, const Tiling& tiling) const
    {
        for (const TilePlan& plan : work.plans) {
            if (plan.tiling() == tiling) {
                return plan;
            }
        }
        return work.plans.emplace_back(work.coverage, work.grid, tiling,
            request_.close_whole_grid ? TilePlan::Extent::whole_grid
                                      : TilePlan::Extent::touched_tiles);
    }

    GridWork& work_for(const Raster& raster)
    {
        const Grid& grid = raster.grid();
        for (GridWork& work : works_) {
            if (work.grid == grid) {
                return work;
            }
        }
        CachedCoverage cached
            = cached_coverage(taking_part_, grid, request_.edge, request_.cache_folder);
        say_not_kept(request_.cache_folder, cached.not_kept);
        if (proxy_) {
            result_.proxy->use += weigh_by_proxy(cached.coverage, taking_part_, grid, *proxy_);
        }
        GridWork work { grid, std::move(cached.key), std::move(cached.coverage),
            raster.true_areas(), {} };
        return works_.emplace_back(std::move(work));
    }

    void check_once(const Raster& raster, const Layer& layer)
    {
        const auto [known, added] = given_by_.try_emplace(
            { raster.inventory_name(), layer.species(), layer.sector, layer.period() },
            raster.path());
        if (!added) {
            throw InputError(fmt::format("{} and {} both give {} of {}, sector '{}', {}; leave one "
                                         "out, or tell them apart with "
                                         "an inventory TOML for each",
                known->second, raster.path(), layer.species(), raster.inventory_name(),
                layer.sector, layer.period().text()));
        }
    }

    /// Reserves space for further rows. Doubling the capacity copies each row only a few
    /// times, for any number of files.
    void make_room_for(std::size_t further)
    {
        std::vector<TotalsRow>& rows = result_.table.rows;
        if (rows.size() + further > rows.capacity()) {
            rows.reserve(std::max(rows.size() + further, 2 * rows.capacity()));
        }
    }

    void add_rows(const Raster& raster, const Layer& layer, const LayerTotals& totals,
        const Coverage& coverage)
    {
        const std::uint32_t series
            = result_.table.place_of({ raster.inventory_name(), layer.species(), layer.sector });
        for (std::size_t c = 0; c < taking_part_.size(); ++c) {
            result_.moved_by_fill_t += totals.cities[c].value_t - totals.cities[c].by_area_t;
            if (!place_in_table_[c]) {
                continue;
            }
            const City& city = taking_part_[c];
            const CityAmount& amount = totals.cities[c];
            const double on_grid = coverage.cities[c].share_on_grid;
            TotalsRow row;
            row.city = static_cast<std::uint32_t>(*place_in_table_[c]);
            row.series = series;
            row.period = layer.period();
            row.flags = city.flags;
            row.valid_share
                = amount.covered_m2 > 0.0 ? on_grid * amount.valid_m2 / amount.covered_m2 : 0.0;
            if (row.valid_share > 0.0) {
                row.value = amount.value_t * to_unit_;
                row.lower = amount.wholly_inside_t * to_unit_;
                row.upper = amount.touched_t * to_unit_;
                row.edge_share = amount.from_edge_t == 0.0 || amount.value_t == 0.0
                    ? 0.0
                    : amount.from_edge_t / amount.value_t;
            } else {
                row.value = row.lower = row.upper = row.edge_share = not_a_number;
            }
            judge(city, on_grid, raster.path(), layer.sector, row);
            result_.table.rows.push_back(std::move(row));
        }
    }

    /// Sets the flags of a row that is off the grid or incomplete, and records
    /// each incomplete result once.
    void judge(const City& city, double share_on_grid, const std::string& path,
        const std::string& sector, TotalsRow& row)
    {
        if (const auto sentence = shortcoming_of(city, share_on_grid, path)) {
            say(*sentence);
        }
        if (city.shape.empty()) {
            return;
        }
        if (!lies_on_grid(share_on_grid)) {
            row.flags.emplace_back("outside-grid");
        }
        if (row.valid_share < request_.least_valid_share) {
            row.flags.emplace_back("incomplete");
            say(fmt::format("{}: {:.3g} % of its area carries no data in {}, sector '{}', {}",
                title_of(city), 100.0 * (1.0 - row.valid_share), path, sector, row.period.text()));
        }
    }

    void say(const std::string& sentence)
    {
        if (said_.insert(sentence).second) {
            result_.shortcomings.push_back(sentence);
        }
    }

    /// Adds a note if cells hold numbers that often stand for no data but are not declared as such.
    void say_suspects(const std::vector<LayerTotals>& totals)
    {
        NodataSuspects all;
        for (const LayerTotals& layer : totals) {
            all += layer.suspects;
        }
        if (all.any()) {
            result_.files.back().oddities.push_back(all.text());
        }
    }

    /// Adds a note if totals are negative. Sinks count as they are, and so does a -9999 that
    /// is not declared as nodata.
    void say_negative_totals(
        const std::vector<Layer>& layers, const std::vector<LayerTotals>& totals)
    {
        std::size_t number = 0;
        std::string least;
        double least_t = 0.0;
        for (std::size_t l = 0; l < layers.size(); ++l) {
            for (std::size_t c = 0; c < taking_part_.size(); ++c) {
                const double value_t = totals[l].cities[c].value_t;
                number += place_in_table_[c] && value_t < 0.0 ? 1 : 0;
                if (place_in_table_[c] && value_t < least_t) {
                    least_t = value_t;
                    least = fmt::format("{} has {:.6g} t of {}, sector '{}', {}",
                        title_of(taking_part_[c]), value_t, layers[l].species(), layers[l].sector,
                        layers[l].period().text());
                }
            }
        }
        if (number > 0) {
            result_.files.back().oddities.push_back(fmt::format(
                "{} {} less than 0 ({}{}): sinks, or numbers such as -9999 that stand for no data; "
                "those can be "
                "declared as [quantity] nodata in an inventory TOML (--inventory FILE.toml)",
                number, number == 1 ? "total is" : "totals are",
                number == 1 ? "" : "the least: ", least));
        }
    }

    void report_layer(const Raster& raster, const Layer& layer, const LayerTotals& totals)
    {
        LayerReport report;
        report.file = raster.path();
        report.variable = raster.file().variables()[layer.variable].name;
        report.inventory = raster.inventory_name();
        report.species = layer.species();
        report.sector = layer.sector;
        report.period = layer.period();
        report.unit = layer.quantity.unit.text;
        report.kind = layer.quantity.unit.kind();
        report.tonnes_per_unit = layer.tonnes_per_unit;
        report.period_days = layer.quantity.days();
        report.closure = totals.closure;
        report.declared_t = layer.declared_t;
        result_.layers.push_back(std::move(report));
    }

    static ProxyReport report_of_proxy(const ProxyRaster& proxy)
    {
        return { proxy.path(), proxy.format(), proxy.variable(), proxy.grid().description(),
            proxy.grid().crs->name, {}, 0 };
    }

    void report_proxied(const LayerTotals& totals)
    {
        for (std::size_t c = 0; proxy_ && c < totals.cities.size(); ++c) {
            const CityAmount& amount = totals.cities[c];
            if (place_in_table_[c] && amount.valid_m2 > 0.0) {
                result_.layers.back().proxied.push_back(
                    { static_cast<std::uint32_t>(*place_in_table_[c]), amount.value_t,
                        amount.by_area_t });
            }
        }
    }

    /// Throws InputError for a sector, species or period that no file has, or if
    /// no layer has all of them.
    void check_requests() const
    {
        const auto check = [](const auto& asked, const auto& seen, const char* option,
                               const auto& matches, const auto& text) {
            for (const auto& one : asked) {
                if (std::none_of(
                        seen.begin(), seen.end(), [&](const auto& s) { return matches(s, one); })) {
                    std::vector<std::string> there;
                    for (const auto& s : seen) {
                        there.push_back(text(s));
                    }
                    throw InputError(fmt::format("{} {}: none of the files has it; they have {}",
                        option, text(one), joined(there, ", ")));
                }
            }
        };
        const auto word = [](const std::string& s) { return s; };
        check(request_.sectors, sectors_seen_, "--sector", same_word, word);
        check(request_.species, species_seen_, "--species", same_word, word);
        check(request_.periods, periods_seen_, "--period", within,
            [](const Period& p) { return p.text(); });
        if (result_.table.rows.empty()) {
            throw InputError("no layer has the sector, species and period asked for together; "
                             "cityflux inspect shows what the "
                             "files have");
        }
    }

    const TotalsRequest& request_;
    const Catalogue& catalogue_;
    CellWatcher* watcher_;
    double to_unit_;
    CitySelection taking_part_;
    /// Index in the table of each city taking part; std::nullopt if it has no rows.
    std::vector<std::optional<std::size_t>> place_in_table_;
    std::list<GridWork> works_;
    std::optional<ProxyRaster> proxy_;
    std::map<std::tuple<std::string, std::string, std::string, Period>, std::string> given_by_;
    std::set<std::string> sectors_seen_;
    std::set<std::string> species_seen_;
    std::set<Period> periods_seen_;
    std::set<std::string> said_;
    TotalsResult result_;
};

} // namespace

double tonne_in(const std::string& unit, const std::string& subject)
{
    const UnitChange change = unit_change("t", unit, subject);
    if (!change.refusal.empty()) {
        throw InputError(
            fmt::format("{}: {}; give a mass, such as kt, Mt or 万吨", subject, change.refusal));
    }
    return change.factor;
}

TotalsResult make_totals(const TotalsRequest& request, const Catalogue& catalogue,
    const CityList& cities, const std::vector<std::size_t>& chosen, const Progress& progress,
    CellWatcher* watcher)
{
    return TotalsMaker(request, catalogue, cities, chosen, watcher).run(progress);
}

} // namespace cityflux
