#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/geometry/cell_areas.h"
#include "grids/geometry/grid.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// What the weighted sum of a city's cells is.
enum class WeightKind {
    mean, ///< the mean of a flux (per area) over the city: weight = area taken of the cell / area taken of all cells
    sum ///< the sum of an amount per cell: weight = share taken of the cell
};

/// A city as the target of a remapping.
struct RemapTarget {
    std::string id;
    std::string name;
    /// Centre of gravity of its largest part, in degrees; NaN where it has no geometry.
    Point centre;
    /// True area on WGS84, in m2, of what its links take of the cells: the area of the city on the grid, unless edges are
    /// filled.
    double area_m2 = 0.0;
    double share_on_grid = 0.0; ///< of its area, 0..1
    std::size_t links = 0;
};

/// What a city takes of a cell.
struct RemapLink {
    std::uint32_t cell = 0; ///< row * columns + column, in the stored order of the grid
    std::uint32_t target = 0;
    double share = 0.0; ///< of the cell, in (0, 1]
};

/// A coverage as a sparse matrix from the cells of a grid to cities, of either kind of weights.
class RemapWeights {
public:
    /// `rows` are positions in `cities`, which are those of the coverage; the others have no row. Throws InputError beginning
    /// with `subject` where the grid has more cells than the signed 32 bit addresses of remapping files can count.
    RemapWeights(const Coverage& coverage, const CitySelection& cities, const std::vector<std::size_t>& rows, const Grid& grid,
        const std::string& subject);

    const Grid& grid() const { return grid_; }
    const std::vector<RemapTarget>& targets() const { return targets_; }
    /// By target, then by cell. A target off the grid has none.
    const std::vector<RemapLink>& links() const { return links_; }

    double weight(const RemapLink& link, WeightKind kind) const;
    /// True area of a cell on WGS84 in m2.
    double cell_area_m2(std::size_t cell) const;
    /// Share of each cell that all targets together take, more than 1 where they overlap: for the cells from `first` on.
    void taken_shares(std::size_t first, std::span<double> shares) const;

private:
    void add_links(const CityCoverage& city, std::uint32_t target);

    Grid grid_;
    CellAreas areas_;
    std::vector<RemapTarget> targets_;
    std::vector<RemapLink> links_;
    std::vector<std::uint32_t> by_cell_; ///< positions in links_, in the order of their cells
};

} // namespace cityflux
