#pragma once

#include "grids/geometry/grid.h"

#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// What an inventory takes as the area of its cells when it states a flux.
struct AreaConvention {
    enum class Kind {
        wgs84, ///< true area on the WGS84 ellipsoid (authalic): the default
        sphere, ///< area on a sphere of `radius_m`
        provided ///< areas that the file itself carries in `variable` (m2 or any area unit)
    };
    Kind kind = Kind::wgs84;
    double radius_m = 0.0;
    std::string variable;

    /// "WGS84 ellipsoid (authalic)", "sphere of radius 6371000 m" ...
    std::string description() const;

    bool operator==(const AreaConvention&) const = default;
};

/// The area of every cell of a grid in m2. Rows of a geographic grid have one value each; other grids one per cell.
class CellAreas {
public:
    /// Computes WGS84 or spherical areas. For rotated and projected grids each cell's outline is taken back to
    /// longitude and latitude, its edges divided, and measured in the authalic plane.
    CellAreas(const Grid& grid, const AreaConvention& convention);
    /// Areas shipped by the provider, one per cell in grid order.
    CellAreas(const Grid& grid, std::vector<double> provided_m2);

    /// Whether all cells of a row have the same area.
    bool by_row() const { return per_row_; }
    /// Area of a cell in m2.
    double of(std::size_t row, std::size_t column) const;

private:
    std::size_t columns_;
    bool per_row_;
    std::vector<double> areas_;
};

} // namespace cityflux
