#pragma once

#include "boundaries/coverage/coverage.h"
#include "grids/geometry/grid.h"
#include "grids/storage/tiling.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cityflux {

/// A coverage turned by tiles, as a pass over the stored bytes needs it: for each tile what every city takes of it, and which
/// part of each cell is claimed by all cities together. Tiles that no city touches are left out, unless all are wanted.
class TilePlan {
public:
    /// A run of wholly covered cells of one row (weight and fraction 1), or one partly covered cell (length 1).
    struct Piece {
        std::uint32_t city = 0;
        std::uint32_t row = 0; ///< of the grid
        std::uint32_t column = 0; ///< of the grid
        std::uint32_t length = 0; ///< 0 for a partly covered cell
        double weight = 1.0;
        double fraction = 1.0;

        bool whole() const { return length > 0; }
    };
    /// Neighbouring cells of one row that all cities together claim by the same weight; cells claimed by none are left out.
    struct Claim {
        std::uint32_t row = 0;
        std::uint32_t column = 0;
        std::uint32_t length = 0;
        double weight = 0.0;
    };

    enum class Extent { touched_tiles, whole_grid };

    TilePlan(const Coverage& coverage, const Grid& grid, const Tiling& tiling, Extent extent);

    const Tiling& tiling() const { return tiling_; }
    std::size_t cities() const { return cities_; }
    /// Tiles of the plan, in the order of the grid.
    std::size_t tiles() const { return tiles_.size(); }
    std::size_t tiles_of_grid() const { return tiles_of_grid_; }
    const CellWindow& window(std::size_t tile) const { return tiles_[tile].window; }
    /// By city in the order of the list; of one city by row and column, whole runs before partly covered cells.
    std::span<const Piece> pieces(std::size_t tile) const;
    /// By row, then column.
    std::span<const Claim> claims(std::size_t tile) const { return tiles_[tile].claims; }

private:
    struct Tile {
        CellWindow window;
        std::size_t first_piece = 0;
        std::size_t end_piece = 0;
        std::vector<Claim> claims;
    };

    std::vector<Claim> claims_of(std::size_t tile) const;

    Tiling tiling_;
    std::size_t cities_;
    std::size_t tiles_of_grid_;
    std::vector<Tile> tiles_;
    std::vector<Piece> pieces_;
};

} // namespace cityflux
