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

/// Description of a band, without its values.
struct SheetBand {
    TotalsSeries series;
    PeriodSpan period;
    /// Length of time in which the mass was emitted, as the inventory counts it.
    double seconds = 0.0;
    double total_t = 0.0; ///< total of the city, as in the totals table
    double valid_share = 0.0;
    std::vector<std::string> flags;
};

/// File of maps of one city without the values, which come from a MapSource.
struct MapSheet {
    const Grid& grid; ///< grid of all rows
    std::string city_id;
    std::string city;
    MapMask mask = MapMask::fraction;
    MapQuantity quantity = MapQuantity::mass;
    bool in_double = false; ///< float64 instead of float32
    bool with_coverage = false; ///< adds the coverage fraction of each cell
    std::vector<SheetBand> bands;
    std::size_t rows_at_once = 0; ///< number of rows to compute at once, by the memory available
    std::size_t memory_bytes = 0; ///< memory for the values of all bands while they are written
};

/// Returns "fraction", "touch" or "centre".
const char* name_of(MapMask mask);

/// Measures of a band as written.
struct WrittenBand {
    double mass_t = 0.0; ///< mass that the written values represent
    double turnover_t = 0.0; ///< sum of absolute masses, the reference for rounding
    double lost_t = 0.0; ///< part of the city total that is not on the map
    std::size_t cells = 0; ///< cells with a value
    std::size_t beyond_float = 0; ///< cells whose value is too small or too large for float32
};

/// Meter of a band: rounds its values to the written precision and sums the
/// masses that they represent.
class BandMeter {
public:
    BandMeter(const MapSheet& sheet, std::size_t band)
        : sheet_(sheet)
        , seconds_(sheet.bands[band].seconds)
    {
    }

    /// Adds some rows. Rounds `values` to float32, unless the sheet is in double.
    void add(const CityMap& rows, std::vector<double>& values);
    /// Returns the measures of all rows so far, without lost_t.
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
