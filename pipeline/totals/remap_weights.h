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

/// Meaning of the weighted sum of a city's cells.
enum class WeightKind {
    /// Mean of a flux (per area) over the city: weight = share * cell area / RemapTarget::area_m2.
    mean,
    sum ///< sum of an amount per cell: weight = share
};

/// A city as the target of a remapping.
struct RemapTarget {
    std::string id;
    std::string name;
    /// Centroid of its largest polygon, in degrees; NaN if it has no geometry.
    Point centre;
    /// Sum over its links of share times true cell area on WGS84, in m2. It is the area of the city
    /// on the grid, unless edges are filled.
    double area_m2 = 0.0;
    double share_on_grid = 0.0; ///< part of its area that lies on the grid, 0..1
    std::size_t links = 0;
};

/// Link from a cell to a city.
struct RemapLink {
    std::uint32_t cell = 0; ///< row * columns + column, in the stored order of the grid
    std::uint32_t target = 0;
    double share = 0.0; ///< part of the cell that counts as the city's, in (0, 1]
};

/// Coverage as a sparse matrix from the cells of a grid to cities, for both kinds of weights.
class RemapWeights {
public:
    /// Makes a target of each city in `rows`, which are positions in `cities`. `cities` are the
    /// cities of the coverage. Throws InputError beginning with `subject` if the grid has more
    /// cells than the signed 32-bit addresses of remapping files allow.
    RemapWeights(const Coverage& coverage, const CitySelection& cities,
        const std::vector<std::size_t>& rows, const Grid& grid, const std::string& subject);

    const Grid& grid() const { return grid_; }
    const std::vector<RemapTarget>& targets() const { return targets_; }
    /// Returns the links by target, then by cell. A target off the grid has none.
    const std::vector<RemapLink>& links() const { return links_; }

    double weight(const RemapLink& link, WeightKind kind) const;
    /// Returns the true area of a cell on WGS84 in m2.
    double cell_area_m2(std::size_t cell) const;
    /// Writes the sum of shares over all targets for the cells from `first` on. It
    /// exceeds 1 where targets overlap.
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
