#include "pipeline/clip/read_maps.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace cityflux {

ReadMaps::ReadMaps(
    const MapReader& reader, Of maps, const MapTarget& target, std::size_t memory_bytes)
    : reader_(reader)
    , maps_(std::move(maps))
{
    for (const PlannedBand& band : maps_.bands) {
        for (const std::size_t layer : band.layers) {
            const std::size_t grid = reader_.layers()[layer].grid;
            if (!grids_.contains(grid)) {
                const CityCells& cells = reader_.cells(grid, maps_.place);
                grids_.try_emplace(grid,
                    Placed { &cells,
                        place_on_map(cells, reader_.grid(grid), maps_.city, target, memory_bytes),
                        {} });
            }
        }
    }
}

std::size_t ReadMaps::bytes_of(std::size_t rows) const
{
    std::size_t bytes = 0;
    for (const auto& [grid, placed] : grids_) {
        bytes += placed.placing->bytes_of(rows);
    }
    return bytes;
}

const CityMap& ReadMaps::take_rows(std::size_t first, std::size_t count)
{
    rows_ = {};
    for (auto& [grid, placed] : grids_) {
        CityMap rows = placed.placing->take_rows(first, count);
        if (rows_.grid.rows() == 0) {
            rows_ = std::move(rows);
        }
        const MapPlacing::Needed needed = placed.placing->needed();
        placed.weights = needed.count == placed.cells->count()
            ? mask_weights(*placed.cells, maps_.mask, maps_.city)
            : mask_weights(placed.cells->rows(first, count), maps_.mask, maps_.city);
        shows_nothing_ = shows_nothing_
            && std::all_of(placed.weights.begin(), placed.weights.end(),
                [](double weight) { return weight == 0.0; });
    }
    if (picture_ != nullptr) {
        picture_->begin_rows(first, rows_);
    }
    return rows_;
}

std::vector<double> ReadMaps::masses(
    std::size_t layer, MapPlacing::Needed cells, const std::vector<double>& weights) const
{
    std::vector<double> tonnes = reader_.masses(layer, maps_.place, cells.first, cells.count);
    for (std::size_t i = 0; i < tonnes.size(); ++i) {
        tonnes[i]
            = weights[i] > 0.0 ? tonnes[i] * weights[i] : std::numeric_limits<double>::quiet_NaN();
    }
    return tonnes;
}

std::vector<double> ReadMaps::tonnes(std::size_t band)
{
    std::vector<double> sum;
    for (const std::size_t layer : maps_.bands[band].layers) {
        const Placed& placed = of_layer(layer);
        std::vector<double> more
            = placed.placing->place(masses(layer, placed.placing->needed(), placed.weights));
        if (sum.empty()) {
            sum = std::move(more);
        } else {
            add_masses(sum, more);
        }
    }
    if (picture_ != nullptr) {
        picture_->add(band, sum);
    }
    return sum;
}

double ReadMaps::lost_t(std::size_t band) const
{
    double lost_t = 0.0;
    for (const std::size_t layer : maps_.bands[band].layers) {
        const Placed& placed = of_layer(layer);
        if (placed.placing->may_lose()) {
            lost_t
                += placed.placing->lost_t(masses(layer, placed.placing->needed(), placed.weights));
        }
    }
    return lost_t;
}

} // namespace cityflux
