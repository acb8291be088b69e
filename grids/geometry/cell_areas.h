#pragma once

#include "grids/geometry/grid.h"

#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Cell areas that an inventory used to compute its fluxes.
struct AreaConvention {
    enum class Kind {
        wgs84, ///< true area on the WGS84 ellipsoid (authalic): the default
        sphere, ///< area on a sphere of `radius_m`
        provided ///< areas in `variable` of the file (m2 or any area unit)
    };
    Kind kind = Kind::wgs84;
    double radius_m = 0.0;
    std::string variable;

    /// Returns "WGS84 ellipsoid (authalic)", "sphere of radius 6371000 m" ...
    std::string description() const;

    bool operator==(const AreaConvention&) const = default;
};

/// Area of every cell of a grid in m2. Areas are stored one per row for geographic grids with even
/// columns, otherwise one per cell.
class CellAreas {
public:
    /// Computes WGS84 or spherical areas. In rotated and projected grids, each cell's outline is
    /// divided, transformed to longitude and latitude, and measured in the authalic plane.
    CellAreas(const Grid& grid, const AreaConvention& convention);
    /// Takes the areas provided by the file, one per cell in grid order. Throws InputError if their
    /// number is wrong.
    CellAreas(const Grid& grid, std::vector<double> provided_m2);

    /// Returns true if all cells of a row have the same area.
    bool by_row() const { return per_row_; }
    /// Returns the area of a cell in m2.
    double of(std::size_t row, std::size_t column) const;

private:
    std::size_t columns_;
    bool per_row_;
    std::vector<double> areas_;
};

} // namespace cityflux
