#pragma once

#include "boundaries/coverage/cell_parts.h"
#include "boundaries/coverage/outline_walk.h"
#include "boundaries/coverage/part_outline.h"
#include "boundaries/coverage/side_divider.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace cityflux {

/// Inputs that the cutters of all threads share. All references must outlive the cutters.
struct CuttingJob {
    const GridPlane& source_plane;
    const GridLines& x; ///< lines of the target grid
    const GridLines& y;
    const OutlineWalk& walk;
    PartsWanted wanted = PartsWanted::all;
    std::int32_t first_column = 0; ///< first of the columns that the city may intersect
    std::int32_t columns = 0;
};

/// Cutter of one band of target rows after the other, for one thread. Rows are in the order of the
/// lines.
class BandCutter {
public:
    /// Requires: threads pass separate projections.
    BandCutter(const CuttingJob& job, Projection source, Projection target);

    /// Returns the parts in rows [first, end) of the target grid, by row, then column. Throws
    /// InputError if an intersecting cell has no image in the CRS of the source grid.
    std::vector<CellPart> parts(std::int32_t first, std::int32_t end);

private:
    /// Line between two rows of target cells: corners, and sides between them, next to intersecting
    /// cells. All by index of the corner, or of the cell to its right.
    struct RowLine {
        std::vector<int> winding; ///< winding numbers of the city around the corners
        std::vector<Spot> corners;
        std::vector<std::vector<SidePoint>> sides;
        std::vector<char> known_corner;
        std::vector<char> known_side;
    };
    /// Row of target cells, and its part of the walk.
    struct CellRow;
    /// Sides of a cell, counter-clockwise from the lower one, with the winding numbers of the city.
    struct CellBorder;

    std::size_t corners() const { return static_cast<std::size_t>(job_.columns) + 1; }
    std::int32_t column_of(std::size_t index) const
    {
        return job_.first_column + static_cast<std::int32_t>(index);
    }

    void set_winding(std::int32_t row_line, RowLine& line) const;
    /// Returns, by column, whether the city intersects a cell of a row, or its outline passes
    /// through it, as the job wants.
    std::vector<char> wanted_cells(
        std::int32_t row, const RowLine& below, const RowLine& above) const;
    void need_corner(std::int32_t row_line, std::size_t c, RowLine& line) const;
    void need_row_side(std::int32_t row_line, std::size_t c, RowLine& line) const;
    void divide_column_side(
        const CellRow& cells, std::size_t corner, std::vector<SidePoint>& side) const;

    void add_row(
        const CellRow& cells, const std::vector<char>& wanted, std::vector<CellPart>& parts);
    CellBorder border_of(const CellRow& cells, std::size_t c) const;
    /// Returns the part of the city in a cell, or std::nullopt if its outline only touches the
    /// border of the cell.
    std::optional<CellPart> cut_cell(const CellRow& cells, std::size_t c);

    const CuttingJob& job_;
    SideDivider divider_;
    PartOutline outline_;
    std::vector<RowLine> lines_;
    std::vector<SidePoint> left_; ///< left side of the current cell
    std::vector<SidePoint> right_;
};

} // namespace cityflux
