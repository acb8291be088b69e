#pragma once

#include "boundaries/coverage/coverage.h"
#include "grids/geometry/grid.h"
#include "grids/storage/tiling.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cityflux {

/// Coverage sorted by tile, for a pass over the stored bytes. For each tile it has the pieces of
/// every city, and the claims of all cities on each cell. Tiles that no city intersects are left
/// out, unless the plan is of the whole grid.
class TilePlan {
public:
    /// Run of fully covered cells in one row (weight and fraction 1), or one
    /// partly covered cell (length 0).
    struct Piece {
        std::uint32_t city = 0;
        std::uint32_t row = 0; ///< row of the grid
        std::uint32_t column = 0; ///< column of the grid
        std::uint32_t length = 0; ///< 0 for a partly covered cell
        double weight = 1.0;
        double fraction = 1.0;

        bool whole() const { return length > 0; }
    };
    /// Neighbouring cells of one row on which the claims of all cities have the same sum of
    /// weights. Cells without a claim are left out.
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
    /// Returns the number of tiles in the plan. Tiles are in the order of the grid.
    std::size_t tiles() const { return tiles_.size(); }
    std::size_t tiles_of_grid() const { return tiles_of_grid_; }
    const CellWindow& window(std::size_t tile) const { return tiles_[tile].window; }
    /// Returns the pieces in a tile by city, in the order of the list. For each city, runs come
    /// before partly covered cells; both are by row, then column.
    std::span<const Piece> pieces(std::size_t tile) const;
    /// Returns the claims in a tile by row, then column.
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

/// Tile of a plan. The plan must outlive it.
struct PlannedTile {
    const TilePlan& plan;
    std::size_t index = 0; ///< position in the plan

    const CellWindow& window() const { return plan.window(index); }
    std::span<const TilePlan::Piece> pieces() const { return plan.pieces(index); }
    std::span<const TilePlan::Claim> claims() const { return plan.claims(index); }
};

} // namespace cityflux
