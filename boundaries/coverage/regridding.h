#pragma once

#include "boundaries/coverage/cell_parts.h"
#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"
#include "grids/storage/tiling.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cityflux {

/// Transfer of a city's mass from a source grid to the cells of a target grid: first-order
/// conservative, cut at the city's outline. Mass counts as even within each source cell, or within
/// the city's part of it.
struct Regridding {
    /// Source cell that the city intersects.
    struct Source {
        std::uint32_t row = 0; ///< row of the source grid, in its stored order
        std::uint32_t column = 0;
        /// Coverage fraction, as in cover().
        double fraction = 0.0;
    };
    /// Contribution of a source cell to a target cell.
    struct Link {
        std::uint32_t source = 0; ///< index in `sources`
        /// Part of the source cell's true area that lies in the target cell and in the city. Times
        /// the mass of the whole source cell it gives the target cell's mass, if mass is even in
        /// the source cell.
        double share = 0.0;
        /// Part of the city's part of the source cell that lies in the target cell. Times the
        /// city's mass of the source cell, by any rule, it gives the target cell's mass. The parts
        /// of a source cell sum to 1 if the target grid covers the city.
        double part = 0.0;
    };
    /// Target cell that the city intersects.
    struct Cell {
        std::uint32_t row = 0; ///< row of `grid`, in its stored order
        std::uint32_t column = 0;
        std::size_t first_link = 0;
        std::size_t end_link = 0;
        double fraction = 0.0; ///< coverage fraction, 0..1
        double area_m2 = 0.0; ///< true area
    };

    /// Window of `grid` in the target grid. On a grid that goes around the Earth it may extend
    /// beyond the last column and continue at the first. It has no rows and columns if the city
    /// does not intersect the target.
    CellWindow window;
    Grid grid; ///< the window of the target grid, in its stored order
    std::vector<Source> sources; ///< by row, then column
    std::vector<Cell> cells; ///< by row, then column
    std::vector<Link> links; ///< in order of cells, for each cell by source
    /// Part of the city's true area that lies on the target grid. Below 1, mass is lost.
    double share_on_target = 0.0;
};

/// Transfer of a city's mass from `source` to the cells of `target`, in any two CRS, some rows at a
/// time. The shares of a source cell sum to its fraction in cover() if the target grid covers the
/// city. The result is the same for any number of threads and any division into rows.
class CityRegridding {
public:
    /// Throws InputError if the target's columns overlap, or the city has no image in its CRS.
    CityRegridding(const MultiPolygon& city, const Grid& source, const Grid& target);

    const std::vector<Regridding::Source>& sources() const { return sources_; }
    /// Returns the window of the target grid with all cells that the city intersects; no rows if
    /// there are none.
    const CellWindow& window() const { return window_; }
    /// Returns the part of the target grid in that window.
    const Grid& grid() const { return grid_; }

    /// Returns the number of bands that are cut, several at once, for `rows` rows.
    std::size_t bands(std::size_t rows) const;
    /// Returns the cells of `count` rows of the window from `first` on. `share_on_target` is the
    /// part of the city in these rows.
    Regridding rows(std::size_t first, std::size_t count) const;

private:
    std::vector<Regridding::Source> sources_;
    Grid target_;
    CellCutter cutter_;
    CityCut walked_;
    CellWindow window_;
    Grid grid_;
};

/// Regrids all rows of the window at once.
Regridding regrid(const MultiPolygon& city, const Grid& source, const Grid& target);

/// Returns the cells of a grid that a city intersects, by row and column.
std::vector<Regridding::Source> sources_of(const MultiPolygon& city, const Grid& grid);

/// Returns the index of a cell among sources, or std::nullopt if it is not a source.
std::optional<std::uint32_t> place_among(
    const std::vector<Regridding::Source>& sources, std::uint32_t row, std::uint32_t column);

/// Sets window and grid to the covered cells, moves the cells into the window and sorts them. Drops
/// cells without coverage. Requires: rows and columns of the cells are those of the whole target
/// grid.
void set_window(Regridding& regridding, const Grid& target);

/// Mass on the target grid, in tonnes.
struct RegriddedMass {
    /// By cell of Regridding::grid, rows in stored order. NaN if the city does not intersect a
    /// cell, or no source cell in it has data.
    std::vector<double> tonnes;
    double lost_t = 0.0; ///< mass of source cells that lies off the target grid
};

/// Returns RegriddedMass::tonnes of the city's mass of each source (t, NaN: no data). A source
/// without data adds nothing.
std::vector<double> placed_mass(const Regridding& regridding, std::span<const double> tonnes);
/// Adds to `parts` the part of each source that lies in the cells of a regridding.
void add_placed_parts(std::vector<double>& parts, const Regridding& regridding);
/// Returns the mass of sources that lies off the target grid, given the parts of each source on it.
double lost_mass(std::span<const double> tonnes, std::span<const double> placed_parts);

/// Regrids the city's mass of each source to the target cells.
RegriddedMass spread(const Regridding& regridding, std::span<const double> tonnes);

/// Regrids the city's mass in the cells of a window of the source grid, row by row. A window beyond
/// the last of `columns` columns continues at the first. Mass in the window that belongs to no
/// source is lost.
RegriddedMass spread(const Regridding& regridding, const CellWindow& window, std::size_t columns,
    std::span<const double> tonnes);

/// Returns a value of every cell (fraction, area_m2) by cell of Regridding::grid, rows in stored
/// order. Cells that the city does not intersect have the value `elsewhere`.
std::vector<double> in_window(
    const Regridding& regridding, double Regridding::Cell::*value, double elsewhere);

} // namespace cityflux
