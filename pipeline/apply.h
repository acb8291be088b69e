#pragma once

#include "grids/raster.h"
#include "pipeline/row_plan.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace cityflux {

/// What a city has of one layer, in tonnes and m2.
struct CityAmount {
    double value_t = 0.0;       ///< by the weights of the coverage
    double wholly_inside_t = 0.0;
    double touched_t = 0.0;     ///< all mass of every cell the city touches
    double from_edge_t = 0.0;   ///< part of value_t from partly covered cells
    double by_area_t = 0.0;     ///< what value_t would be by the covered areas
    double covered_m2 = 0.0;
    double valid_m2 = 0.0;      ///< covered and with data
};

/// Where the mass of a layer went. Everything is summed over the cells, independently of the cities' own sums:
/// grid = cities + outside - overlap, but for rounding.
struct Closure {
    double grid_t = 0.0;
    double outside_t = 0.0; ///< not claimed by any city
    double overlap_t = 0.0; ///< claimed more than once
    double cities_t = 0.0;  ///< sum of the cities' values
    std::size_t cells_without_data = 0;

    /// (cities + outside - overlap - grid) / grid: rounding, unless something is wrong.
    double residual() const;
};

struct LayerTotals {
    std::vector<CityAmount> cities; ///< in the order of the plan's cities
    Closure closure;
};

/// Called after each piece of work with the share done, 0..1; from one thread at a time.
using Progress = std::function<void(double)>;

/// Applies a coverage to layers of a raster: reading in order, decoding and summing in parallel, adding up in order, so
/// that the result is the same for any number of threads. `mass_areas` are the areas by which fluxes become masses,
/// `true_areas` those of the valid shares.
std::vector<LayerTotals> apply(Raster& raster, const std::vector<Layer>& layers, const RowPlan& plan,
    const CellAreas& mass_areas, const CellAreas& true_areas, const Progress& progress);

} // namespace cityflux
