#pragma once

#include "boundaries/outlines/city.h"
#include "boundaries/outlines/datum.h"

#include <cstddef>
#include <optional>

namespace cityflux {

/// Distance of outlines from known ones of the same cities, and the datum that explains it best.
struct DatumEvidence {
    std::size_t cities = 0; ///< number of compared cities
    Datum best = Datum::wgs84; ///< datum with the least remaining shift
    /// Root mean square over the cities of the remaining shift, in m: with the coordinates as
    /// WGS84, and as `best`.
    double as_it_is_m = 0.0;
    double as_best_m = 0.0;

    /// Returns true if another datum explains the shift so much better that the user should be
    /// warned. It must leave less than 60 % of the shift and explain more than 100 m.
    bool suspicious() const
    {
        return best != Datum::wgs84 && as_best_m < 0.6 * as_it_is_m
            && as_it_is_m - as_best_m > 100.0;
    }
};

/// Compares cities with those of `known` that have the same id. All are in longitude and latitude,
/// `known` in WGS84. The shift of a city is the translation that brings its largest outline nearest
/// to the known one (iterative closest point, Besl & McKay 1992). Details in which two sources
/// differ average out. Uses at most twelve cities. Returns std::nullopt if fewer than three are
/// known.
std::optional<DatumEvidence> evidence_of_datum(
    const std::vector<City>& cities, const std::vector<City>& known);

} // namespace cityflux
