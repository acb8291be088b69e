#pragma once

#include "pipeline/clip/city_map.h"
#include "pipeline/clip/map_sheet.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// The quick-look of a sheet: the sum of its bands as t km-2 of the city's part of each cell, with the city's outline. Bands
/// come one by one, as they are written.
class MapPicture {
public:
    explicit MapPicture(const MapSheet& sheet);

    /// Adds a band by its position; a second time it is the same band and counts once.
    void take(std::size_t band, const MapBand& map);
    /// A PNG. `source` is what stands below the map. The bands have to be of one species: others have no sum. Throws InputError
    /// where it cannot be drawn.
    std::string png(const MultiPolygon& outline, const std::string& source) const;

private:
    std::string title() const;
    std::string subtitle() const;

    const MapSheet& sheet_;
    std::vector<bool> taken_;
    std::vector<double> tonnes_; ///< NaN where no band has data
};

} // namespace cityflux
