#pragma once

#include "pipeline/clip/cell_masses.h"
#include "pipeline/clip/city_map.h"
#include "pipeline/table/totals_table.h"
#include "pipeline/totals/tile_observer.h"

#include <cstddef>
#include <deque>
#include <filesystem>
#include <list>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Observer that keeps the mass of every cell that a chosen city intersects while totals are
/// computed. Each tile is read once, for the totals and for the maps of all cities.
class MapReader : public TileObserver {
public:
    /// Keeps masses beyond `memory_bytes` in a file in `folder`.
    MapReader(std::size_t memory_bytes, std::filesystem::path folder)
        : memory_bytes_(memory_bytes)
        , folder_(std::move(folder))
    {
    }

    void begin(const LayersToRead& reading) override;
    void observe(std::size_t layer, const PlannedTile& tile, const RawBlock& block) override;

    /// Layer that was read.
    struct ReadLayer {
        std::string file;
        TotalsSeries series;
        Period period;
        double seconds = 0.0; ///< length of the period as the inventory counts it
        std::size_t grid = 0; ///< index for grid() and cells()
        std::size_t first = 0; ///< index of its first mass in `masses`
        CellMasses* masses = nullptr;
        std::size_t lattice = 0; ///< index of the first grid with the same cells (same_cells)
    };
    /// Returns the layers in the order of TotalsResult::layers.
    const std::vector<ReadLayer>& layers() const { return layers_; }
    const Grid& grid(std::size_t grid) const { return grids_[grid].grid; }
    /// Returns the cells that a city of the table intersects on a grid.
    const CityCells& cells(std::size_t grid, std::size_t city) const;
    /// Returns the whole masses in t of `count` cells that a city intersects, from number `first`
    /// on. A mass is NaN if a cell has no data.
    std::vector<double> masses(
        std::size_t layer, std::size_t city, std::size_t first, std::size_t count) const;

private:
    /// Cells of all cities of the table on one grid.
    struct GridCells {
        Grid grid;
        std::vector<CityCells> cities;
        std::vector<std::size_t> first; ///< index of each city's first mass among those of a layer
        std::size_t count = 0;
    };

    std::size_t grid_of(const LayersToRead& reading);
    std::size_t lattice_of(std::size_t grid) const;

    std::size_t memory_bytes_;
    std::filesystem::path folder_;
    std::deque<GridCells> grids_;
    std::vector<ReadLayer> layers_;
    std::list<CellMasses> masses_;
    std::size_t first_layer_ = 0; ///< index of the first of the layers being read
    std::optional<LayersToRead> reading_;
};

} // namespace cityflux
