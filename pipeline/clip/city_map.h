#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/grid.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cityflux {

/// Window of a grid, or some rows of it, with the city's coverage fraction of every cell. Cells are
/// in the stored order of the grid, row by row.
struct CityMap {
    Grid grid;
    std::vector<double> fraction; ///< coverage fraction of each cell by true area, 0..1
    std::vector<double> area_m2; ///< true area of each cell on WGS84
};

/// Returns true if two grids have the same cells, except for rounding of their edges by a millionth
/// of a cell. Files of one inventory may have been written by different programs.
bool same_cells(const Grid& a, const Grid& b);

/// Part of a cell's mass that a map shows for the city.
enum class MapMask {
    fraction, ///< coverage fraction (or weight by the edge rule): the sum is the city total
    touch, ///< whole mass of every intersecting cell
    centre ///< whole mass of every cell whose centre lies in the city, nothing of others
};

/// Cells of a grid that a city intersects, numbered by row and column in stored order, and the
/// smallest window around them. On a grid that goes around the Earth, the window may cross the seam
/// of the grid; its columns then continue beyond it.
class CityCells {
public:
    CityCells(const Grid& grid, const CityCoverage& coverage);

    /// Returns the number of intersecting cells. It is 0 for a city off the
    /// grid, which has no window.
    std::size_t count() const { return count_; }
    /// Returns the grid of the window. Longitudes are within -180..180, or 0..360 if the
    /// window crosses 180 degrees.
    const Grid& window() const { return window_; }
    /// Returns the intersecting cells of `count` rows of the window from `first` on. They are
    /// renumbered and have a window of these rows.
    CityCells rows(std::size_t first, std::size_t count) const;
    /// Returns the number of intersecting cells in the rows of the window before `row`.
    std::size_t count_before(std::size_t row) const;
    /// Returns the number of an intersecting cell by its row and column in the whole grid. Cells of
    /// a run have consecutive numbers.
    std::size_t number_of(std::uint32_t row, std::uint32_t column) const;
    /// Return the coverage fraction and the weight by the edge rule of each intersecting cell.
    std::vector<double> fractions() const;
    std::vector<double> weights() const;
    /// Returns an array over the window: `values` of intersecting cells at their positions, and
    /// `elsewhere` in other cells.
    std::vector<double> spread(std::span<const double> values, double elsewhere) const;
    /// Returns the position in the window of each intersecting cell.
    std::vector<std::size_t> places() const;

private:
    /// Intersecting cells of a row without a gap.
    struct Segment {
        std::uint32_t row = 0;
        std::uint32_t column = 0;
        std::uint32_t length = 0;
        std::size_t first = 0; ///< number of its first cell
    };

    CityCells() = default;

    void find_segments(const CityCoverage& coverage);
    void find_window(const CityCoverage& coverage, const Grid& grid);
    std::vector<double> shares(double CoveredCell::*share) const;

    std::vector<CoveredCell> cells_; ///< partly covered cells
    std::vector<Segment> segments_; ///< all intersecting cells, by row and column
    std::size_t count_ = 0;
    std::size_t columns_of_grid_ = 0;
    std::uint32_t first_row_ = 0;
    std::uint32_t first_column_ = 0;
    Grid window_;
};

/// Returns the map of a city: window, coverage fractions and areas.
CityMap city_map(const CityCells& cells);
/// Returns the map of `count` rows of a grid from `first` on. `fraction` has a value for each cell
/// of these rows. Areas of cells in longitude and latitude do not depend on the choice of rows.
/// Other areas do so only by rounding of cell edges.
CityMap city_map(
    const Grid& grid, std::size_t first, std::size_t count, std::vector<double> fraction);

/// Returns the factor for the mass of each intersecting cell: 1 for fully covered cells; for
/// others it depends on the mask.
std::vector<double> mask_weights(const CityCells& cells, MapMask mask, const City& city);

} // namespace cityflux
