#pragma once

#include "pipeline/clip/map_sheet.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Returns true if the name of a sector means the sum of all sectors, such as "total".
bool is_total(const std::string& sector);

/// Bands of a sheet whose sum is the city's emission, with each mass counted once.
struct BandSum {
    /// Positions of the bands. If there is a sector for the total, only its
    /// bands and none of its parts.
    std::vector<std::size_t> bands;
    /// Obstacle to a sum, such as "CO2 and CH4", to be followed by "have no
    /// sum". "" if there is a sum.
    std::string obstacle;
};
BandSum band_sum(const std::vector<SheetBand>& bands);

} // namespace cityflux
