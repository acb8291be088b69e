#pragma once

#include "grids/geometry/projection.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Coordinate reference system in terms of the CF conventions (appendix F).
struct GridMapping {
    /// "latitude_longitude", "rotated_latitude_longitude", "transverse_mercator" ...
    std::string name;
    std::vector<std::pair<std::string, double>> parameters;
    /// Values of the attribute standard_parallel: none, one, or two for a conic projection.
    std::vector<double> standard_parallels;
    std::string wkt; ///< WKT 2; empty for a rotated pole
    /// Unit of the coordinates in UDUNITS notation: "degrees" or a length.
    std::string unit;
};

/// Returns the CF mapping of a CRS. Throws InputError beginning with `subject` for a
/// projection that has no CF name.
GridMapping grid_mapping(const Crs& crs, const std::string& subject);

} // namespace cityflux
