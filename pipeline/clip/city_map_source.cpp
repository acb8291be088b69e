#include "pipeline/clip/city_map_source.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace cityflux {

CityMapSource::CityMapSource(
    const MapReader& reader, CityBands selection, const MapTarget& target, std::size_t memory_bytes)
    : reader_(reader)
    , selection_(std::move(selection))
{
    for (const PlannedBand& band : selection_.bands) {
        for (const std::size_t layer : band.layers) {
            const std::size_t grid = reader_.layers()[layer].grid;
            if (!grids_.contains(grid)) {
                const CityCells& cells = reader_.cells(grid, selection_.index);
                grids_.try_emplace(grid,
                    GridTransfer { &cells,
                        make_mass_transfer(
                            cells, reader_.grid(grid), selection_.city, target, memory_bytes),
                        {} });
            }
        }
    }
}

std::size_t CityMapSource::bytes_of(std::size_t rows) const
{
    std::size_t bytes = 0;
    for (const auto& [index, grid] : grids_) {
        bytes += grid.transfer->bytes_of(rows);
    }
    return bytes;
}

const CityMap& CityMapSource::advance_to_rows(std::size_t first, std::size_t count)
{
    rows_ = {};
    for (auto& [index, grid] : grids_) {
        CityMap rows = grid.transfer->advance_to_rows(first, count);
        if (rows_.grid.rows() == 0) {
            rows_ = std::move(rows);
        }
        const bool all = grid.transfer->required_cells().count == grid.cells->count();
        grid.weights = all
            ? mask_weights(*grid.cells, selection_.mask, selection_.city)
            : mask_weights(grid.cells->rows(first, count), selection_.mask, selection_.city);
        shows_nothing_ = shows_nothing_
            && std::all_of(grid.weights.begin(), grid.weights.end(),
                [](double weight) { return weight == 0.0; });
    }
    if (picture_ != nullptr) {
        picture_->begin_rows(first, rows_);
    }
    return rows_;
}

std::vector<double> CityMapSource::masked_masses(std::size_t layer, const GridTransfer& grid) const
{
    const CellRange cells = grid.transfer->required_cells();
    std::vector<double> tonnes = reader_.masses(layer, selection_.index, cells.first, cells.count);
    for (std::size_t i = 0; i < tonnes.size(); ++i) {
        tonnes[i] = grid.weights[i] > 0.0 ? tonnes[i] * grid.weights[i]
                                          : std::numeric_limits<double>::quiet_NaN();
    }
    return tonnes;
}

std::vector<double> CityMapSource::tonnes(std::size_t band)
{
    std::vector<double> sum;
    for (const std::size_t layer : selection_.bands[band].layers) {
        const GridTransfer& grid = grid_of_layer(layer);
        std::vector<double> more = grid.transfer->transfer(masked_masses(layer, grid));
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

double CityMapSource::lost_t(std::size_t band) const
{
    double lost_t = 0.0;
    for (const std::size_t layer : selection_.bands[band].layers) {
        const GridTransfer& grid = grid_of_layer(layer);
        if (grid.transfer->can_lose_mass()) {
            lost_t += grid.transfer->lost_t(masked_masses(layer, grid));
        }
    }
    return lost_t;
}

} // namespace cityflux
