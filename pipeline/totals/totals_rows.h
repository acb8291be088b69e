#pragma once

#include "boundaries/coverage/coverage.h"
#include "grids/layers/raster.h"
#include "pipeline/table/totals_table.h"
#include "pipeline/totals/covered_cities.h"
#include "pipeline/totals/layer_sums.h"
#include "pipeline/totals/shortcomings.h"
#include "pipeline/totals/totals.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Rows of a totals table, made of the sums of layers, with their incomplete results.
class TotalsRows {
public:
    /// Starts a table without rows. `cities` must outlive this object. Throws InputError if the
    /// unit of the request is not a mass.
    TotalsRows(const TotalsRequest& request, const CoveredCities& cities);

    /// Reserves space for the rows of further layers. Returns its size in bytes.
    std::size_t reserve(std::size_t layers);
    /// Adds the rows of summed layers: for each layer, a row for each city of the table. `coverage`
    /// is that of the raster's grid.
    void add(
        const LayerSumJob& job, const Coverage& coverage, const std::vector<LayerTotals>& totals);

    /// Return the table and the incomplete results, and keep neither.
    TotalsTable take_table() { return std::move(table_); }
    std::vector<std::string> take_incomplete_results() { return incomplete_.take(); }

private:
    void add_layer(const Raster& raster, const Layer& layer, const Coverage& coverage,
        const LayerTotals& totals);
    /// Returns the values of a row in the unit of the table; NaN if no cell has data.
    TotalsRow values_of(const CityAmount& amount, double share_on_grid) const;
    /// Adds the flags of a row that is off the grid or incomplete, and records incomplete results.
    void add_flags(const City& city, double share_on_grid, const Raster& raster, const Layer& layer,
        TotalsRow& row);

    const CoveredCities& cities_;
    double to_unit_; ///< factor from tonnes to the unit of the table
    double least_valid_share_;
    TotalsTable table_;
    IncompleteResults incomplete_;
};

} // namespace cityflux
