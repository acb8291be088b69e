#pragma once

#include "boundaries/coverage/grid_plane.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/grid.h"

#include <cstdint>
#include <vector>

namespace cityflux {

/// Run of fully covered cells in one row. Rows and columns are in the stored order of the grid.
struct CoveredRun {
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 0;

    bool operator==(const CoveredRun&) const = default;
};

/// Partly covered cell.
struct CoveredCell {
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    /// Coverage fraction: part of the cell's true area inside the city, in (0, 1).
    double fraction = 0.0;
    /// Weight of the cell's mass in the city total: the fraction, unless edges are filled.
    double weight = 0.0;

    bool operator==(const CoveredCell&) const = default;
};

/// Area in square units of a grid's plane, and its first moments about the origin of the plane.
struct AreaMoments {
    double area = 0.0;
    double x = 0.0;
    double y = 0.0;
};

/// Check values for the cells of a city, computed from its outline alone.
struct CoverageProof {
    AreaMoments on_grid; ///< moments of the part of the outline on the grid
    double rounding
        = 0.0; ///< largest rounding error of the cells' area, in square units of the plane
};

/// Coverage of a grid by one city. Both lists are in order of rows, then columns.
struct CityCoverage {
    std::vector<CoveredRun> runs;
    std::vector<CoveredCell> cells;
    /// Part of the city's area that lies on the grid, 0..1.
    double share_on_grid = 0.0;
    /// Area of the city in the grid's plane, in square units of the plane.
    double plane_area = 0.0;
    CoverageProof proof {};
};

/// Rule by which the mass of partly covered cells is allocated.
enum class EdgeRule {
    area, ///< by the coverage fraction of each city
    fill ///< the whole cell to its intersecting cities, in proportion to their covered areas
};

/// Coverage of one grid by a list of cities.
struct Coverage {
    std::vector<CityCoverage> cities; ///< in the order of the cities
    EdgeRule rule = EdgeRule::area;
};

/// Computes the coverage of a grid by polygons in its plane: exact for straight edges between the
/// points. Each edge adds its signed height and area to the cells that it crosses. Sums along each
/// row then give the fractions, as in scan-line rasterisers with exact area coverage (FreeType's
/// smooth rasteriser). Requires: parts are valid and oriented.
CityCoverage cover(const MultiPolygon& plane_polygons, const GridPlane& plane);

/// Computes the coverage of an outline in longitude and latitude. Throws InputError if it has no
/// image in the CRS of the grid.
CityCoverage cover_outline(const MultiPolygon& outline, const Grid& grid);

/// Computes the coverage of all cities, in parallel. A city without a shape, or without an image in
/// the map projection of the grid, covers nothing. Throws std::logic_error if check_coverage()
/// fails, so that a fault of the traversal never becomes a total.
Coverage cover(const CitySelection& cities, const Grid& grid);

/// Throws std::logic_error, naming the first such city, if the cells of a city differ from its
/// outline. Checks cached coverages like new ones.
void check_coverage(const Coverage& coverage, const CitySelection& cities, const Grid& grid);

/// Changes the weights of an area coverage to those of EdgeRule::fill. Cells that cities cover
/// fully, alone or together, keep their weights.
void fill_edges(Coverage& coverage);

} // namespace cityflux
