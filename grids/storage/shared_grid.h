#pragma once

#include "grids/storage/netcdf_crs.h"
#include "grids/storage/netcdf_handle.h"
#include "grids/storage/netcdf_positions.h"
#include "grids/storage/netcdf_variable.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Variables of a file on one pair of x and y dimensions with one grid mapping.
struct SharedGrid {
    std::size_t x_dimension = 0; ///< index into NetcdfHandle::dimensions()
    std::size_t y_dimension = 0;
    /// Two-dimensional coordinates, if the one-dimensional ones are missing or without a meaning.
    std::optional<PositionVariables> positions {};
    /// True if global attributes of a model describe the grid, and no coordinates.
    bool of_model = false;
    /// Grid mapping that the variables name. nullptr if they name none.
    const NetcdfHandle::Variable* mapping = nullptr;
    std::vector<NetcdfLocation> locations {};
};

/// Returns the one-dimensional coordinates of a grid, or std::nullopt if it has none.
std::optional<HorizontalCoordinates> coordinates_of(
    const NetcdfHandle& handle, const SharedGrid& grid);

/// Returns the grids of a file in the order of their first variables. A variable that names no grid
/// mapping belongs to the grid with its dimensions, if there is only one. Two-dimensional
/// coordinates and bounds are not among the variables.
std::vector<SharedGrid> find_grids(const NetcdfHandle& handle);

/// Returns the grid of the emissions: the one with the most variables in a unit of emission, then
/// with the most numeric variables that may be emissions (not integers, no other unit), then with
/// the most variables. Adds a sentence to `notes` that names the variables on other grids. Requires
/// at least one grid.
SharedGrid choose_grid(const NetcdfHandle& handle, const std::vector<SharedGrid>& grids,
    std::vector<std::string>& notes);

} // namespace cityflux
