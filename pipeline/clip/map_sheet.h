#pragma once

#include "pipeline/clip/city_map.h"
#include "pipeline/clip/compensated_sum.h"
#include "pipeline/clip/map_quantity.h"
#include "pipeline/output/period_span.h"
#include "pipeline/table/totals_table.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// What is said of a band besides its values.
struct SheetBand {
    TotalsSeries series;
    PeriodSpan period;
    double seconds = 0.0; ///< how long the mass took to be emitted, as the inventory counts it
    double total_t = 0.0; ///< the city's, as in the totals table
    double valid_share = 0.0;
    std::vector<std::string> flags;
};

/// A file of maps of one city: all but the values, which come of a MapSource.
struct MapSheet {
    const Grid& grid; ///< of all rows
    std::string city_id;
    std::string city;
    MapMask mask = MapMask::fraction;
    MapQuantity quantity = MapQuantity::mass;
    bool in_double = false; ///< float64 instead of float32
    bool with_coverage = false; ///< adds the covered share of each cell
    std::vector<SheetBand> bands;
    std::size_t rows_at_once = 0; ///< as many as there is memory for
    std::size_t memory_bytes = 0; ///< what the values of all bands together may take while they are written
};

/// "fraction", "touch", "centre".
const char* name_of(MapMask mask);

/// How a band was written.
struct WrittenBand {
    double mass_t = 0.0; ///< that its values stand for, as they are written
    double turnover_t = 0.0; ///< the same without signs: what rounding is to be held against
    double lost_t = 0.0; ///< of the city's total, that has no place on the map
    std::size_t cells = 0; ///< with a value
    std::size_t beyond_float = 0; ///< whose value is too small or too large for float32, as it is written
};

/// Rounds the values of a band as they are written, and measures what they stand for.
class BandMeter {
public:
    BandMeter(const MapSheet& sheet, std::size_t band)
        : sheet_(sheet)
        , seconds_(sheet.bands[band].seconds)
    {
    }

    /// Of some rows; `values` are rounded to float32, unless the sheet is in double.
    void add(const CityMap& rows, std::vector<double>& values);
    /// Of all rows so far, but for what is lost.
    WrittenBand written() const;

private:
    const MapSheet& sheet_;
    double seconds_;
    CompensatedSum mass_t_;
    double turnover_t_ = 0.0;
    std::size_t cells_ = 0;
    std::size_t beyond_float_ = 0;
};

} // namespace cityflux
