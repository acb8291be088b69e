#include "pipeline/clip/map_reader.h"

#include <algorithm>

namespace cityflux {
namespace {

constexpr double seconds_per_day = 86400.0;

} // namespace

std::size_t MapReader::grid_of(const LayersToRead& reading)
{
    const Grid& grid = reading.raster.grid();
    const auto known = std::find_if(
        grids_.begin(), grids_.end(), [&](const GridCells& one) { return one.grid == grid; });
    const auto index = static_cast<std::size_t>(std::distance(grids_.begin(), known));
    if (known != grids_.end()) {
        return index;
    }
    GridCells& cells = grids_.emplace_back();
    cells.grid = grid;
    for (std::size_t c = 0; c < reading.places.size(); ++c) {
        if (reading.places[c]) {
            cells.cities.emplace_back(grid, reading.coverage.cities[c]);
            cells.first.push_back(cells.count);
            cells.count += cells.cities.back().count();
        }
    }
    return index;
}

std::size_t MapReader::lattice_of(std::size_t grid) const
{
    const auto first = std::find_if(grids_.begin(), grids_.end(),
        [&](const GridCells& one) { return same_cells(one.grid, grids_[grid].grid); });
    return static_cast<std::size_t>(std::distance(grids_.begin(), first));
}

void MapReader::begin(const LayersToRead& reading)
{
    reading_.emplace(reading);
    first_layer_ = layers_.size();
    const std::size_t grid = grid_of(reading);
    const std::size_t count = grids_[grid].count;
    const std::size_t bytes = count * reading.layers.size() * sizeof(double);
    if (bytes <= memory_bytes_) {
        memory_bytes_ -= bytes;
        masses_.emplace_back(count * reading.layers.size());
    } else {
        masses_.emplace_back(count * reading.layers.size(), folder_);
    }
    for (const Layer& layer : reading.layers) {
        layers_.push_back({ reading.raster.path(),
            { reading.raster.inventory_name(), layer.species(), layer.sector }, layer.period(),
            layer.quantity.days() * seconds_per_day, grid, (layers_.size() - first_layer_) * count,
            &masses_.back(), lattice_of(grid) });
    }
}

void MapReader::observe(std::size_t layer, const PlannedTile& tile, const RawBlock& block)
{
    const Layer& read = reading_->layers[layer];
    const ReadLayer& kept = layers_[first_layer_ + layer];
    const GridCells& grid = grids_[kept.grid];
    const Packing& packing = reading_->raster.packing(read);
    const CellWindow& window = tile.window();
    const std::size_t stride = block.stride == 0 ? window.columns : block.stride;
    std::vector<double> values;
    for (const TilePlan::Piece& piece : tile.pieces()) {
        const auto& place = reading_->places[piece.city];
        if (!place) {
            continue;
        }
        values.resize(piece.whole() ? piece.length : 1);
        decode(block, packing, (piece.row - window.row) * stride + (piece.column - window.column),
            values);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] *= read.tonnes_per_unit;
            if (read.per_area) {
                values[i] *= reading_->areas.of(piece.row, piece.column + i);
            }
        }
        kept.masses->put(kept.first + grid.first[*place]
                + grid.cities[*place].number_of(piece.row, piece.column),
            values);
    }
}

const CityCells& MapReader::cells(std::size_t grid, std::size_t city) const
{
    return grids_[grid].cities[city];
}

std::vector<double> MapReader::masses(
    std::size_t layer, std::size_t city, std::size_t first, std::size_t count) const
{
    const ReadLayer& kept = layers_[layer];
    std::vector<double> values(count);
    kept.masses->get(kept.first + grids_[kept.grid].first[city] + first, values);
    return values;
}

} // namespace cityflux
