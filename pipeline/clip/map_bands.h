#pragma once

#include "pipeline/clip/map_reader.h"
#include "pipeline/output/period_span.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// What is added up to one band.
struct MapSums {
    bool sectors = false;
    bool periods = false;
};

/// A band and the layers, by their positions, whose masses it is the sum of.
struct PlannedBand {
    TotalsSeries series;
    PeriodSpan period;
    double seconds = 0.0;
    std::vector<std::size_t> layers;
};

struct BandPlan {
    /// By inventory, species and sector as they were met, then by period.
    std::vector<PlannedBand> bands;
    /// What a sum lacks, each a sentence.
    std::vector<std::string> shortcomings;
};

/// The bands of layers. Throws InputError where a sum would count something twice (a sector that is the total of others, a year
/// and its months) or add cells of different grids.
BandPlan plan_bands(const std::vector<MapReader::Taken>& layers, const MapSums& sums);

/// The sum of whole masses, cell by cell: a cell without data adds nothing, and has none where it has none in all.
void add_masses(std::vector<double>& sum, const std::vector<double>& masses);

} // namespace cityflux
