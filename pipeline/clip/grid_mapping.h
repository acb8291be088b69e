#pragma once

#include "grids/geometry/projection.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// A coordinate reference system as the CF conventions state it (appendix F).
struct GridMapping {
    /// "latitude_longitude", "rotated_latitude_longitude", "transverse_mercator" ...
    std::string name;
    std::vector<std::pair<std::string, double>> parameters;
    /// Of two or more numbers: the standard parallels of a conic projection with two of them.
    std::vector<double> standard_parallels;
    std::string wkt; ///< WKT 2; empty for a rotated pole
    /// What UDUNITS calls the unit of the coordinates: "degrees" or a length.
    std::string unit;
};

/// Throws InputError beginning with `subject` for a projection that CF has no name for.
GridMapping grid_mapping(const Crs& crs, const std::string& subject);

} // namespace cityflux
