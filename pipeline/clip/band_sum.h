#pragma once

#include "pipeline/clip/map_sheet.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Whether a sector is called the sum of the others.
bool is_total(const std::string& sector);

/// The bands of a sheet that add up to what the city emits, each mass counted once.
struct BandSum {
    /// Positions; where a sector is the total of the others, those of the total alone.
    std::vector<std::size_t> bands;
    /// Why there is no such sum: "CO2 and CH4", to be followed by "have no sum"; "" where there is one.
    std::string obstacle;
};
BandSum band_sum(const std::vector<SheetBand>& bands);

} // namespace cityflux
