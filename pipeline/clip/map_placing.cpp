#include "pipeline/clip/map_placing.h"

#include "boundaries/target_grid.h"
#include "pipeline/proxy/proxy_spread.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace cityflux {

MapPlacing::MapPlacing(const CityCells& cells, const Grid& source, const City& city, const MapTarget& target)
    : cells_(cells)
{
    if (target.is_own_grid()) {
        map_ = city_map(cells);
    } else {
        spread_over(source, city, target);
    }
}

void MapPlacing::spread_over(const Grid& source, const City& city, const MapTarget& target)
{
    const std::optional<Grid> wanted = target.like ? target.like
        : target.crs ? std::optional(grid_of_resolution(*target.crs, target.resolution, city.shape))
                     : std::nullopt;
    if (target.proxy) {
        ProxySpread spread = spread_by_proxy(city.shape, source, *target.proxy);
        if (spread.without_proxy + spread.off_proxy > 0) {
            remark_
                = fmt::format("of {} cells, {} are spread by area because the proxy is 0 in the city's part of them, and {} "
                              "reach off the proxy",
                    spread.cells, spread.without_proxy, spread.off_proxy);
        }
        regridding_ = std::move(spread.regridding);
        columns_between_ = target.proxy->grid().columns();
        if (wanted) {
            onwards_ = regrid(city.shape, target.proxy->grid(), *wanted);
        }
    } else {
        regridding_ = regrid(city.shape, source, *wanted);
    }
    if (regridding_->sources.size() != cells_.count()) {
        throw std::logic_error(fmt::format("{} touches {} cells, and {} of them are to be placed on a map", city.name,
            cells_.count(), regridding_->sources.size()));
    }
    for (const Regridding::Source& cell : regridding_->sources) {
        number_of_source_.push_back(cells_.number_of(cell.row, cell.column));
    }
    const Regridding& last = onwards_ ? *onwards_ : *regridding_;
    if (last.cells.empty()) {
        return;
    }
    map_ = city_map(last.grid, in_window(last, &Regridding::Cell::fraction, 0.0));
}

PlacedMass MapPlacing::place(std::span<const double> tonnes) const
{
    if (!regridding_) {
        return { cells_.spread(tonnes, std::numeric_limits<double>::quiet_NaN()), 0.0 };
    }
    std::vector<double> of_source;
    of_source.reserve(number_of_source_.size());
    for (const std::size_t number : number_of_source_) {
        of_source.push_back(tonnes[number]);
    }
    RegriddedMass mass = spread(*regridding_, of_source);
    if (!onwards_) {
        return { std::move(mass.tonnes), mass.lost_t };
    }
    RegriddedMass further = spread(*onwards_, regridding_->window, columns_between_, mass.tonnes);
    return { std::move(further.tonnes), mass.lost_t + further.lost_t };
}

} // namespace cityflux
