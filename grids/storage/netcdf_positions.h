#pragma once

#include "grids/geometry/cell_positions.h"
#include "grids/storage/netcdf_handle.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace cityflux {

/// Coordinates of a curvilinear grid: longitudes and latitudes with two dimensions, to which a time
/// may come.
struct PositionVariables {
    const NetcdfHandle::Variable* longitude = nullptr;
    const NetcdfHandle::Variable* latitude = nullptr;
    std::size_t y_dimension = 0; ///< the last but one of both; an index into dimensions()
    std::size_t x_dimension = 0; ///< the last of both

    bool operator==(const PositionVariables&) const = default;
};

/// Returns the longitudes and latitudes with two dimensions or more of a file, by attributes or
/// name.
std::vector<const NetcdfHandle::Variable*> find_positions(const NetcdfHandle& handle);

/// Returns those of `candidates` that lie on two dimensions of a variable: those that its attribute
/// "coordinates" names (CF conventions, section 5.2), otherwise any.
std::optional<PositionVariables> positions_of(const NetcdfHandle& handle,
    const NetcdfHandle::Variable& variable,
    const std::vector<const NetcdfHandle::Variable*>& candidates);

/// Reads positions, in degrees. Throws InputError if they change along a further dimension, such as
/// those of a moving grid.
CellPositions read_positions(const NetcdfHandle& handle, const PositionVariables& variables);

} // namespace cityflux
