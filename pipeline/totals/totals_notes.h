#pragma once

#include "grids/layers/raster.h"
#include "pipeline/totals/covered_cities.h"
#include "pipeline/totals/layer_sums.h"

#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Returns a note if cells hold numbers that often stand for no data but are not declared as such.
std::optional<Message> nodata_note(const std::vector<LayerTotals>& totals);

/// Returns a note if totals of cities in the table are negative. Sinks count as they are, and so
/// does a -9999 that is not declared as nodata.
std::optional<Message> negative_totals_note(const std::vector<Layer>& layers,
    const std::vector<LayerTotals>& totals, const CoveredCities& cities);

} // namespace cityflux
