#include "pipeline/totals/tile_plan.h"

#include <algorithm>

#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

/// Calls `take(tile, piece)` for every piece of a coverage. Runs are
/// divided at the borders of tiles.
template <typename Take>
void for_each_piece(
    const Coverage& coverage, std::size_t across, const Tiling& tiling, const Take& take)
{
    const auto tile_of = [&](std::uint32_t row, std::uint32_t column) {
        return row / tiling.rows * across + column / tiling.columns;
    };
    for (std::uint32_t c = 0; c < coverage.cities.size(); ++c) {
        for (const CoveredRun& run : coverage.cities[c].runs) {
            const std::uint32_t end = run.column + run.length;
            for (std::uint32_t column = run.column; column < end;) {
                const auto tile_end
                    = static_cast<std::uint32_t>((column / tiling.columns + 1) * tiling.columns);
                const std::uint32_t stop = std::min(end, tile_end);
                take(tile_of(run.row, column),
                    TilePlan::Piece { c, run.row, column, stop - column, 1.0, 1.0 });
                column = stop;
            }
        }
        for (const CoveredCell& cell : coverage.cities[c].cells) {
            take(tile_of(cell.row, cell.column),
                TilePlan::Piece { c, cell.row, cell.column, 0, cell.weight, cell.fraction });
        }
    }
}

/// Change of the claims at a column. A run changes the depth; a partly covered cell adds
/// its weight to one column.
struct Change {
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    int depth = 0;
    double weight = 0.0;
};

} // namespace

TilePlan::TilePlan(const Coverage& coverage, const Grid& grid, const Tiling& tiling, Extent extent)
    : tiling_(tiling)
    , cities_(coverage.cities.size())
    , tiles_of_grid_(tiling.across(grid) * tiling.down(grid))
{
    const std::size_t across = tiling.across(grid);
    std::vector<std::size_t> next(tiles_of_grid_ + 1, 0);
    for_each_piece(
        coverage, across, tiling, [&](std::size_t tile, const Piece&) { ++next[tile + 1]; });
    for (std::size_t t = 0; t < tiles_of_grid_; ++t) {
        next[t + 1] += next[t];
        if (next[t + 1] > next[t] || extent == Extent::whole_grid) {
            tiles_.push_back({ tiling.window(t, grid), next[t], next[t + 1], {} });
        }
    }
    pieces_.resize(next.back());
    for_each_piece(coverage, across, tiling,
        [&](std::size_t tile, const Piece& piece) { pieces_[next[tile]++] = piece; });
    tbb::parallel_for(
        std::size_t { 0 }, tiles_.size(), [&](std::size_t t) { tiles_[t].claims = claims_of(t); });
}

std::vector<TilePlan::Claim> TilePlan::claims_of(std::size_t tile) const
{
    std::vector<Claim> claims;
    std::vector<Change> changes;
    changes.reserve(2 * pieces(tile).size());
    for (const Piece& piece : pieces(tile)) {
        if (piece.whole()) {
            changes.push_back({ piece.row, piece.column, 1, 0.0 });
            changes.push_back({ piece.row, piece.column + piece.length, -1, 0.0 });
        } else {
            changes.push_back({ piece.row, piece.column, 0, piece.weight });
            changes.push_back({ piece.row, piece.column + 1, 0, 0.0 });
        }
    }
    std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        return a.row != b.row ? a.row < b.row : a.column < b.column;
    });
    int depth = 0;
    for (std::size_t i = 0; i < changes.size();) {
        const Change& here = changes[i];
        double weight = 0.0;
        for (; i < changes.size() && changes[i].row == here.row && changes[i].column == here.column;
             ++i) {
            depth += changes[i].depth;
            weight += changes[i].weight;
        }
        weight += depth;
        if (weight > 0.0 && i < changes.size()) {
            claims.push_back({ here.row, here.column, changes[i].column - here.column, weight });
        }
    }
    claims.shrink_to_fit();
    return claims;
}

std::span<const TilePlan::Piece> TilePlan::pieces(std::size_t tile) const
{
    return std::span(pieces_).subspan(
        tiles_[tile].first_piece, tiles_[tile].end_piece - tiles_[tile].first_piece);
}

} // namespace cityflux
