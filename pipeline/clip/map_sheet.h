#pragma once

#include "pipeline/clip/city_map.h"
#include "pipeline/clip/map_quantity.h"

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// What is said of a band besides its values.
struct SheetBand {
    TotalsSeries series;
    PeriodSpan period;
    double seconds = 0.0;
    double total_t = 0.0; ///< the city's, as in the totals table
    double valid_share = 0.0;
    std::vector<std::string> flags;
};

/// A file of maps of one city: all but the values of its bands, which come one by one.
struct MapSheet {
    const CityMap& map;
    std::string city_id;
    std::string city;
    MapMask mask = MapMask::fraction;
    MapQuantity quantity = MapQuantity::mass;
    bool in_double = false; ///< float64 instead of float32
    bool with_coverage = false; ///< adds the covered share of each cell
    std::vector<SheetBand> bands;
    std::size_t memory_bytes = 0; ///< what the values of all bands together may take while they are written
};

/// Gives a band by its position in MapSheet::bands.
using BandSource = std::function<MapBand(std::size_t)>;

/// "fraction", "touch", "centre".
const char* name_of(MapMask mask);

/// How a band was written.
struct WrittenBand {
    double mass_t = 0.0; ///< that its values stand for, as they are written
    double turnover_t = 0.0; ///< the same without signs: what rounding is to be held against
    std::size_t cells = 0; ///< with a value
};

/// What the written values of a band stand for; `values` are rounded to float32 on the way, unless the sheet is in double.
WrittenBand measured(const MapSheet& sheet, const MapBand& band, std::vector<double>& values);

} // namespace cityflux
