#pragma once

#include "boundaries/outlines/city.h"
#include "boundaries/outlines/datum.h"

#include <cstddef>
#include <optional>

namespace cityflux {

/// How far outlines lie from known ones of the same cities, and by which datum that is explained best.
struct DatumEvidence {
    std::size_t cities = 0; ///< compared
    Datum best = Datum::wgs84; ///< the datum that leaves the least
    /// Root mean square over the cities of what is left of the shift, in m: with the coordinates as they are, and as those of
    /// `best`.
    double as_it_is_m = 0.0;
    double as_best_m = 0.0;

    /// Whether another datum explains the shift so much better that someone should be told: it leaves less than half, and more
    /// than 100 m are explained.
    bool suspicious() const { return best != Datum::wgs84 && as_best_m < 0.6 * as_it_is_m && as_it_is_m - as_best_m > 100.0; }
};

/// Compares cities with those of `known` that have the same id, both in longitude and latitude, the latter in WGS84. The shift
/// of a city is the translation that brings points of its largest outline nearest to the known one (iterative closest point,
/// Besl & McKay 1992), in which the details by which two sources differ average out. Nothing where fewer than three cities
/// are known; a dozen are enough.
std::optional<DatumEvidence> evidence_of_datum(const std::vector<City>& cities, const std::vector<City>& known);

} // namespace cityflux
