#pragma once

#include "grids/geometry/projection.h"
#include "grids/storage/netcdf_handle.h"
#include "grids/text/message.h"

#include <optional>
#include <string>

namespace cityflux {

/// CRS of a grid.
struct NetcdfCrs {
    /// std::nullopt if the file declares none that the program reads.
    std::optional<Crs> crs;
    /// Sentence for the user if the file leaves open which grid mapping is meant.
    std::optional<std::string> note {};
    /// Cause and remedy if what the file declares cannot be used. A declared CRS takes its place.
    std::optional<Message> error {};
};

/// Horizontal coordinates of a variable, one-dimensional.
struct HorizontalCoordinates {
    const NetcdfHandle::Variable& x;
    const NetcdfHandle::Variable& y;
};

/// Meaning of a pair of coordinates by their own attributes and names.
enum class CoordinateKind {
    undeclared, ///< neither a unit nor a standard name
    longitude_latitude,
    rotated, ///< longitude and latitude about a shifted pole
    angles, ///< angles that may be either of these, or of a view from space
    lengths, ///< in the plane of a map
};

/// Returns the meaning of coordinates. Throws InputError of `path` if one is an angle and the other
/// a length.
CoordinateKind kind_of(const HorizontalCoordinates& coordinates, const std::string& path);

/// Choice among the grid mappings that a variable names.
enum class NamedFor {
    these, ///< the one for given coordinates
    others, ///< the one for coordinates other than these, such as those of the plane
};

/// Returns the grid mapping variable that a variable names (CF conventions, section 5.6, also in
/// the form "crs: x y other: lat lon"): the chosen one, or the first. Returns nullptr if it names
/// none, or one that is not in the file.
const NetcdfHandle::Variable* named_mapping(const NetcdfHandle& handle,
    const NetcdfHandle::Variable& variable, const HorizontalCoordinates& coordinates,
    NamedFor choice);

/// Returns the CRS of a grid mapping variable, or the error if it is not supported. Throws
/// InputError on a rotated pole without a position.
NetcdfCrs crs_of_mapping(const NetcdfHandle& handle, const NetcdfHandle::Variable& mapping);

/// Returns the CRS of the only mapping of the file that fits coordinates of a kind. Returns an
/// empty result if there is not exactly one.
NetcdfCrs only_fitting_crs(const NetcdfHandle& handle, CoordinateKind kind);

/// Returns the CRS of a grid mapping, which must fit the coordinates. If `mapping` is nullptr:
/// returns that of the only mapping in the file that fits them, otherwise longitude/latitude if the
/// coordinates are angles. Throws InputError on a mapping that is incomplete, and on rotated
/// coordinates without one.
NetcdfCrs crs_of(const NetcdfHandle& handle, const NetcdfHandle::Variable* mapping,
    const HorizontalCoordinates& coordinates);

} // namespace cityflux
