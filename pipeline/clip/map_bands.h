#pragma once

#include "pipeline/clip/map_reader.h"
#include "pipeline/output/period_span.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Dimensions of layers that are summed to one band.
struct MapSums {
    bool sectors = false;
    bool periods = false;
};

/// Band, and the positions of the layers whose masses it sums.
struct PlannedBand {
    TotalsSeries series;
    PeriodSpan period;
    double seconds = 0.0;
    std::vector<std::size_t> layers;
};

struct BandPlan {
    /// Bands by inventory, species and sector of first appearance, then by period.
    std::vector<PlannedBand> bands;
    /// Gaps in sums, each a sentence.
    std::vector<std::string> shortcomings;
};

/// Plans the bands of layers. Throws InputError if a sum would add cells of different
/// grids. Also throws if a sum would count a mass twice: a sector that is the total of
/// others, or a year and its months.
BandPlan plan_bands(const std::vector<MapReader::ReadLayer>& layers, const MapSums& sums);

/// Adds whole masses to a sum, cell by cell. A cell without data adds nothing. The sum is NaN only
/// if all masses of the cell are.
void add_masses(std::vector<double>& sum, const std::vector<double>& masses);

} // namespace cityflux
