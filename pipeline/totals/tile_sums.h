#pragma once

#include "grids/geometry/cell_areas.h"
#include "grids/layers/raster.h"
#include "pipeline/totals/nodata_suspects.h"
#include "pipeline/totals/tile_plan.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// What a city has of a layer, or of a part of it, in tonnes and m2.
struct CityAmount {
    double value_t = 0.0; ///< by the weights of the coverage
    double wholly_inside_t = 0.0;
    double touched_t = 0.0; ///< all mass of every cell the city touches
    double from_edge_t = 0.0; ///< part of value_t from partly covered cells
    double by_area_t = 0.0; ///< what value_t would be by the covered areas
    double covered_m2 = 0.0;
    double valid_m2 = 0.0; ///< covered and with data

    CityAmount& operator+=(const CityAmount& other);
};

/// Where the mass of a layer, or of a part of it, went. Summed over the cells, independently of the cities' own sums:
/// grid = cities + outside - overlap, but for rounding.
struct Closure {
    double grid_t = 0.0; ///< of the cells that were read
    double outside_t = 0.0; ///< not claimed by any city
    double overlap_t = 0.0; ///< claimed more than once
    double cities_t = 0.0; ///< sum of the cities' values
    std::size_t cells_without_data = 0;
    /// Tiles read, and tiles of the grid: fewer are read where cities touch only some.
    std::size_t tiles_read = 0;
    std::size_t tiles = 0;

    /// (cities + outside - overlap - grid) / grid: rounding, unless something is wrong.
    double residual() const;
};

/// The sums over one tile of one layer.
struct TileSums {
    struct Share {
        std::uint32_t city = 0;
        CityAmount amount;
    };
    std::vector<Share> shares; ///< by city
    Closure closure; ///< without cities_t
    NodataSuspects suspects;
};

/// Sums one tile of a layer: what each city has of it, and its closure. The block is unpacked and decoded on the way; `areas`
/// turn fluxes into masses, `true_areas` weigh the valid shares. Sums run in a fixed order. Safe from any thread.
TileSums sum_tile(const Raster& raster, const Layer& layer, RawBlock& block, const TilePlan& plan, std::size_t tile,
    const CellAreas& areas, const CellAreas& true_areas);

} // namespace cityflux
