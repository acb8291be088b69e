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

/// How a city's mass on a source grid goes to the cells of a target grid: conservative remapping of the first order, cut at the
/// city's outline. Mass is taken to be even within each source cell, or within the city's part of it.
struct Regridding {
    /// A source cell that the city touches.
    struct Source {
        std::uint32_t row = 0; ///< of the source grid, in its stored order
        std::uint32_t column = 0;
        /// Covered share of its true area, as cover() has it.
        double fraction = 0.0;
    };
    /// What a target cell takes of a source cell.
    struct Link {
        std::uint32_t source = 0; ///< position in `sources`
        /// Part of the source cell's true area that lies in the target cell and in the city: times the mass of the whole source
        /// cell this is what the target cell gets where mass is even in the source cell.
        double share = 0.0;
        /// The same of the city's part of the source cell: times what the city has of the source cell, by whatever rule. The
        /// parts of a source cell add up to 1 where the target grid covers the city.
        double part = 0.0;
    };
    /// A target cell that the city touches.
    struct Cell {
        std::uint32_t row = 0; ///< of `grid`, in its stored order
        std::uint32_t column = 0;
        std::size_t first_link = 0;
        std::size_t end_link = 0;
        double fraction = 0.0; ///< part of its true area that lies in the city, 0..1
        double area_m2 = 0.0; ///< its true area
    };

    /// Where `grid` lies in the target grid; on one that goes around the Earth it may reach over the end and continue at the
    /// beginning. No rows and columns where the city does not touch the target.
    CellWindow window;
    Grid grid; ///< that window of the target grid, in its stored order
    std::vector<Source> sources; ///< by row, then column
    std::vector<Cell> cells; ///< by row, then column
    std::vector<Link> links; ///< of each cell by source
    /// Part of the city's true area that lies on the target grid: less than 1 where mass is lost.
    double share_on_target = 0.0;
};

/// How the city's mass on `source` goes to the cells of `target`, in any two CRS, some rows of them at a time. The shares of a
/// source cell add up to its fraction of cover() where the target grid covers the city. The result is the same for any number
/// of threads and any division into rows.
class CityRegridding {
public:
    /// Throws InputError where the target's columns overlap, or the city has no place in its CRS.
    CityRegridding(const MultiPolygon& city, const Grid& source, const Grid& target);

    const std::vector<Regridding::Source>& sources() const { return sources_; }
    /// The target cells that the city touches lie in this window of the target grid; no rows where it touches none.
    const CellWindow& window() const { return window_; }
    /// That window.
    const Grid& grid() const { return grid_; }

    /// How many bands of rows are cut, several at once, for so many rows.
    std::size_t bands(std::size_t rows) const;
    /// The cells of `count` rows of the window from `first` on. `share_on_target` is the part of the city that lies in them.
    Regridding rows(std::size_t first, std::size_t count) const;

private:
    std::vector<Regridding::Source> sources_;
    Grid target_;
    CellCutter cutter_;
    CityCut walked_;
    CellWindow window_;
    Grid grid_;
};

/// All rows of it at once.
Regridding regrid(const MultiPolygon& city, const Grid& source, const Grid& target);

/// The cells of a grid that a city touches, by row and column.
std::vector<Regridding::Source> sources_of(const MultiPolygon& city, const Grid& grid);

/// The place of a cell among sources; nothing where it is none of them.
std::optional<std::uint32_t> place_among(
    const std::vector<Regridding::Source>& sources, std::uint32_t row, std::uint32_t column);

/// Sets the window and the grid to what the cells touch, of which row and column are those of the whole target grid, and moves
/// and sorts the cells into it. Cells of which nothing is covered are dropped.
void set_window(Regridding& regridding, const Grid& target);

/// Mass on the target grid.
struct RegriddedMass {
    /// By cell of Regridding::grid, rows in stored order; NaN where the city does not touch a cell, or no source cell in it has
    /// data.
    std::vector<double> tonnes;
    double lost_t = 0.0; ///< mass of source cells that has no place on the target grid
};

/// The tonnes of RegriddedMass alone, of what a city has of each of the sources (t, NaN: no data). A source without data adds
/// nothing.
std::vector<double> placed_mass(const Regridding& regridding, std::span<const double> tonnes);
/// Adds the part of each source that finds a place in the cells of a regridding.
void add_placed_parts(std::vector<double>& parts, const Regridding& regridding);
/// The mass of sources that has no place, where such parts of them have one.
double lost_mass(std::span<const double> tonnes, std::span<const double> placed_parts);

/// What a city has of each of the sources, spread over the target cells.
RegriddedMass spread(const Regridding& regridding, std::span<const double> tonnes);

/// The same of what a city has of the cells of a window of the source grid, row by row. One that reaches over the end of a grid
/// of `columns` columns continues at its beginning. What is in the window and of no source is lost.
RegriddedMass spread(
    const Regridding& regridding, const CellWindow& window, std::size_t columns, std::span<const double> tonnes);

/// A value of every cell (fraction, area_m2) by cell of Regridding::grid, rows in stored order; `elsewhere` where the city does
/// not touch a cell.
std::vector<double> in_window(const Regridding& regridding, double Regridding::Cell::*value, double elsewhere);

} // namespace cityflux
