#pragma once

#include "boundaries/coverage/grid_plane.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/grid.h"

#include <cstdint>
#include <vector>

namespace cityflux {

/// A run of cells of one row that lie wholly inside a city. Rows and columns count in the stored order of the grid.
struct CoveredRun {
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 0;

    bool operator==(const CoveredRun&) const = default;
};

/// A cell that a city covers in part.
struct CoveredCell {
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    /// Share of the cell's true area that lies inside the city, in (0, 1).
    double fraction = 0.0;
    /// Share of the cell's mass that is counted as the city's: the fraction, unless edges are filled.
    double weight = 0.0;

    bool operator==(const CoveredCell&) const = default;
};

/// An area in square units of a grid's plane, and its first moments about the origin of the plane.
struct AreaMoments {
    double area = 0.0;
    double x = 0.0;
    double y = 0.0;
};

/// What the cells of a city have to add up to.
struct CoverageProof {
    AreaMoments on_grid; ///< of the part of the outline on the grid, by its edges alone
    double rounding = 0.0; ///< how far from that area rounding may take the cells', in square units of the plane
};

/// Which cells of a grid a city covers, and how much of each. Both lists are in the order of rows, then columns.
struct CityCoverage {
    std::vector<CoveredRun> runs;
    std::vector<CoveredCell> cells;
    /// Share of the city's area that lies on the grid, 0..1.
    double share_on_grid = 0.0;
    /// The city's area in the grid's plane, in units of that plane.
    double plane_area = 0.0;
    CoverageProof proof {};
};

/// How the mass of partly covered cells is shared out.
enum class EdgeRule {
    area, ///< to each city the share of the cell's area that it covers
    fill ///< the whole cell among the cities that touch it, in proportion to their covered areas
};

/// Coverage of one grid by a list of cities.
struct Coverage {
    std::vector<CityCoverage> cities; ///< in the order of the cities
    EdgeRule rule = EdgeRule::area;
};

/// Coverage of one polygon in the plane of a grid: exact for straight edges between the given points. Every edge adds its
/// signed share to the cells it crosses, and what lies to its right is summed along each row; the method is that of
/// scan-line rasterisers with exact area coverage (as in FreeType's smooth rasteriser). Parts must be valid and oriented.
CityCoverage cover(const MultiPolygon& plane_polygons, const GridPlane& plane);

/// The same of an outline in longitude and latitude. Throws InputError where it has no place in the CRS of the grid.
CityCoverage cover_outline(const MultiPolygon& outline, const Grid& grid);

/// Coverage of all cities, in parallel. A city without a shape, or without a place in the map projection of the grid, covers
/// nothing. Throws std::logic_error where the cells of a city are not those of its outline: a fault of the traversal never
/// passes as a total.
Coverage cover(const CitySelection& cities, const Grid& grid);

/// Throws that std::logic_error, which names the first such city; for coverages that were kept as for new ones.
void check_coverage(const Coverage& coverage, const CitySelection& cities, const Grid& grid);

/// Turns the weights of an area coverage into those of EdgeRule::fill. Cells that overlapping cities cover more than once
/// keep their weights.
void fill_edges(Coverage& coverage);

} // namespace cityflux
