#pragma once

#include "grids/geometry/projection.h"
#include "grids/storage/netcdf_handle.h"

#include <optional>
#include <string>

namespace cityflux {

/// CRS of a variable.
struct NetcdfCrs {
    /// std::nullopt if the file declares none.
    std::optional<Crs> crs;
    /// Sentence for the user if the file leaves open which grid mapping is meant.
    std::optional<std::string> oddity;
};

/// Horizontal coordinates of a variable.
struct HorizontalCoordinates {
    const NetcdfHandle::Variable& x;
    const NetcdfHandle::Variable& y;
};

/// Returns the CRS from the grid mapping of a variable (CF conventions, section 5.6), otherwise
/// from the only mapping of the file, otherwise longitude/latitude if the units of the coordinates
/// are degrees. Throws InputError on a mapping that is incomplete or not supported.
NetcdfCrs crs_of(const NetcdfHandle& handle, const NetcdfHandle::Variable& variable,
    const HorizontalCoordinates& coordinates);

} // namespace cityflux
