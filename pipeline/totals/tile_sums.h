#pragma once

#include "grids/geometry/cell_areas.h"
#include "grids/layers/raster.h"
#include "pipeline/totals/nodata_suspects.h"
#include "pipeline/totals/tile_plan.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Sums of a city over a layer, or over some of its tiles, in tonnes and m2.
struct CityAmount {
    double value_t = 0.0; ///< zonal sum with the weights of the coverage
    double wholly_inside_t = 0.0;
    double touched_t = 0.0; ///< mass of all intersecting cells
    double from_edge_t = 0.0; ///< part of value_t from partly covered cells
    double by_area_t = 0.0; ///< zonal sum with the coverage fractions
    double covered_m2 = 0.0;
    double valid_m2 = 0.0; ///< covered area of cells with data

    CityAmount& operator+=(const CityAmount& other);
};

/// Mass balance of a layer, or of some of its tiles. It is summed over the cells, independently of
/// the cities' own sums: grid = cities + outside - overlap, except for rounding.
struct Closure {
    double grid_t = 0.0; ///< mass of the cells that were read
    double outside_t = 0.0; ///< mass that no city claims
    double overlap_t = 0.0; ///< mass claimed more than once, for each claim beyond the first
    double cities_t = 0.0; ///< sum of the cities' values
    std::size_t cells_without_data = 0;
    /// Number of tiles read, and number of tiles in the grid. Fewer are read if
    /// cities intersect only some.
    std::size_t tiles_read = 0;
    std::size_t tiles = 0;

    /// Returns (cities + outside - overlap - grid) / grid, which is rounding unless there is an
    /// error. Returns the numerator, in t, if grid_t is 0.
    double residual() const;
};

/// Sums over one tile of one layer.
struct TileSums {
    struct Share {
        std::uint32_t city = 0;
        CityAmount amount;
    };
    std::vector<Share> shares; ///< by city
    Closure closure; ///< without cities_t
    NodataSuspects suspects;
};

/// Cell areas of one grid by two conventions; they may be the same object. Both must outlive it.
struct AreaPair {
    const CellAreas& provider; ///< convert fluxes to masses
    const CellAreas& ellipsoidal; ///< weigh valid shares
};

/// Sums one tile of a layer: the amounts of each city, and the closure. Unpacks the block and may
/// decode it in place. The order of summation is fixed. Thread-safe for distinct blocks. Throws
/// InputError on damaged files.
TileSums sum_tile(const Raster& raster, const Layer& layer, RawBlock& block,
    const PlannedTile& tile, const AreaPair& areas);

} // namespace cityflux
