#pragma once

#include "grids/storage/netcdf_handle.h"

#include <string>

namespace cityflux {

/// Unit of the numbers of a horizontal coordinate.
struct CoordinateUnit {
    enum class Kind {
        undeclared, ///< no unit, or a number such as "1"
        angle,
        length,
        unknown, ///< a text that is neither an angle nor a length
    };
    Kind kind = Kind::undeclared;
    /// Degrees or metres in one unit, by `kind`; else 1.
    double factor = 1.0;
    /// Spelling in the file.
    std::string text {};
};

/// Returns the unit of a coordinate by its attribute "units", which UDUNITS reads: "km", "1000 m",
/// "US_survey_foot", "degrees_east", "rad".
CoordinateUnit unit_of(const NetcdfHandle::Variable& coordinate);

} // namespace cityflux
