#pragma once

#include "boundaries/coverage.h"
#include "grids/grid.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cityflux {

/// A coverage turned by rows, as a pass over the grid needs it: for each row what every city takes of it, and what part of
/// each cell is claimed by all cities together.
class RowPlan {
public:
    /// A run of wholly covered cells (weight and fraction 1), or one partly covered cell (length 1).
    struct Piece {
        std::uint32_t city = 0;
        std::uint32_t column = 0;
        std::uint32_t length = 0;
        double weight = 1.0;
        double fraction = 1.0;

        bool whole() const { return fraction == 1.0; }
    };
    /// Neighbouring cells that all cities together claim by the same weight; cells claimed by none are left out.
    struct Claim {
        std::uint32_t column = 0;
        std::uint32_t length = 0;
        double weight = 0.0;
    };

    RowPlan(const Coverage& coverage, const Grid& grid);

    std::size_t cities() const { return cities_; }
    /// Pieces of a row, by city in the order of the list, then by column.
    std::span<const Piece> pieces(std::size_t row) const;
    /// Position of the first piece of a row among all pieces.
    std::size_t first_piece(std::size_t row) const { return piece_start_[row]; }
    std::span<const Claim> claims(std::size_t row) const;

private:
    std::size_t cities_;
    std::vector<std::size_t> piece_start_;
    std::vector<Piece> pieces_;
    std::vector<std::size_t> claim_start_;
    std::vector<Claim> claims_;
};

} // namespace cityflux
