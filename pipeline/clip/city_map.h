#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/grid.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cityflux {

/// A window of a grid, or some rows of it, with a city's part of every cell. Cells are in the stored order of the grid, row by
/// row.
struct CityMap {
    Grid grid;
    std::vector<double> fraction; ///< covered share of each cell's true area, 0..1
    std::vector<double> area_m2; ///< true area of each cell on WGS84
};

/// Whether two grids have the same cells but for a rounding of their edges, a millionth of a cell: files of one inventory may
/// have been written by different programs.
bool same_cells(const Grid& a, const Grid& b);

/// What of a cell's mass is shown as the city's.
enum class MapMask {
    fraction, ///< the covered share (or that of the edge rule): the sum is the city's total
    touch, ///< all of every cell the city touches
    centre ///< all of every cell whose centre lies in the city, nothing of others
};

/// The cells of a grid that a city touches, numbered by row and column in stored order, and the smallest window around them.
/// On a grid that goes around the Earth the window may cross the grid's own seam: its columns then run on.
class CityCells {
public:
    CityCells(const Grid& grid, const CityCoverage& coverage);

    /// How many cells are touched; 0 for a city off the grid, which has no window.
    std::size_t count() const { return count_; }
    /// The grid of the window. Longitudes are within -180..180, or 0..360 where the window crosses 180 degrees.
    const Grid& window() const { return window_; }
    /// The touched cells of `count` rows of the window from `first` on, numbered anew, in a window of these rows.
    CityCells rows(std::size_t first, std::size_t count) const;
    /// How many cells are touched in the rows of the window before this one.
    std::size_t count_before(std::size_t row) const;
    /// The number of a touched cell by its place in the whole grid; the cells of a run have numbers that follow one another.
    std::size_t number_of(std::uint32_t row, std::uint32_t column) const;
    /// Covered share of each touched cell, and its share by the edge rule.
    std::vector<double> fractions() const;
    std::vector<double> weights() const;
    /// Values of touched cells at their places in the window, `elsewhere` in other cells.
    std::vector<double> spread(std::span<const double> values, double elsewhere) const;
    /// The place in the window of each touched cell.
    std::vector<std::size_t> places() const;

private:
    /// Touched cells of a row without a gap.
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

    std::vector<CoveredCell> cells_; ///< those covered in part
    std::vector<Segment> segments_; ///< of all, by row and column
    std::size_t count_ = 0;
    std::size_t columns_of_grid_ = 0;
    std::uint32_t first_row_ = 0;
    std::uint32_t first_column_ = 0;
    Grid window_;
};

/// The map of a city: window, covered shares and areas.
CityMap city_map(const CityCells& cells);
/// The map of `count` rows of a grid from `first` on; `fraction` by cell of them. Areas of cells in longitude and latitude
/// are the same however it is divided; others to a rounding of their edges.
CityMap city_map(const Grid& grid, std::size_t first, std::size_t count, std::vector<double> fraction);

/// By what the mass of each touched cell is multiplied: 1 for cells wholly inside, and for others what the mask says.
std::vector<double> mask_weights(const CityCells& cells, MapMask mask, const City& city);

} // namespace cityflux
