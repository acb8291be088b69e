#include "pipeline/totals/tile_plan.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Texts = std::vector<std::string>;

Grid grid_of(std::size_t rows, std::size_t columns)
{
    return { Axis(100, 1, columns), Axis(30, 1, rows), Crs() };
}

Coverage coverage_of(std::vector<CityCoverage> cities)
{
    Coverage coverage;
    coverage.cities = std::move(cities);
    return coverage;
}

/// "city row,column" and " x length" of a run or " * weight" of a partly covered cell.
Texts pieces_of(const TilePlan& plan, std::size_t tile)
{
    Texts texts;
    for (const TilePlan::Piece& piece : plan.pieces(tile)) {
        EXPECT_TRUE(!piece.whole() || (piece.weight == 1.0 && piece.fraction == 1.0));
        texts.push_back(fmt::format("{} {},{}{}", piece.city, piece.row, piece.column,
            piece.whole() ? fmt::format(" x {}", piece.length)
                          : fmt::format(" * {}", piece.weight)));
    }
    return texts;
}

/// "row,column x length: weight"
Texts claims_of(const TilePlan& plan, std::size_t tile)
{
    Texts texts;
    for (const TilePlan::Claim& claim : plan.claims(tile)) {
        texts.push_back(
            fmt::format("{},{} x {}: {}", claim.row, claim.column, claim.length, claim.weight));
    }
    return texts;
}

Texts windows_of(const TilePlan& plan)
{
    Texts texts;
    for (std::size_t t = 0; t < plan.tiles(); ++t) {
        const CellWindow& window = plan.window(t);
        texts.push_back(
            fmt::format("{}+{} {}+{}", window.row, window.rows, window.column, window.columns));
    }
    return texts;
}

/// Two cities on 3 x 3 cells: what each covers of them.
///
///     row 0   A 1    A 1    A .5  B .25
///     row 1   A .25  -      B .75
///     row 2   -      B 1    B 1
const Coverage two_cities = coverage_of({
    { { { 0, 0, 2 } }, { { 0, 2, 0.5, 0.5 }, { 1, 0, 0.25, 0.25 } }, 1.0, 1.0 },
    { { { 2, 1, 2 } }, { { 0, 2, 0.25, 0.25 }, { 1, 2, 0.75, 0.75 } }, 1.0, 1.0 },
});

TEST(TilePlan, TilesOfTwoRows_DivideTheCity)
{
    const TilePlan plan(two_cities, grid_of(3, 3), { 2, 3 }, TilePlan::Extent::touched_tiles);
    EXPECT_EQ(plan.cities(), 2u);
    EXPECT_EQ(plan.tiles_of_grid(), 2u);
    EXPECT_EQ(windows_of(plan), (Texts { "0+2 0+3", "2+1 0+3" }));
    EXPECT_EQ(pieces_of(plan, 0),
        (Texts { "0 0,0 x 2", "0 0,2 * 0.5", "0 1,0 * 0.25", "1 0,2 * 0.25", "1 1,2 * 0.75" }));
    EXPECT_EQ(claims_of(plan, 0),
        (Texts { "0,0 x 2: 1", "0,2 x 1: 0.75", "1,0 x 1: 0.25", "1,2 x 1: 0.75" }));
    EXPECT_EQ(pieces_of(plan, 1), (Texts { "1 2,1 x 2" }));
    EXPECT_EQ(claims_of(plan, 1), (Texts { "2,1 x 2: 1" }));
}

TEST(TilePlan, AnyTileSize_HasSamePieces)
{
    const TilePlan one(two_cities, grid_of(3, 3), { 3, 3 }, TilePlan::Extent::touched_tiles);
    EXPECT_EQ(pieces_of(one, 0),
        (Texts { "0 0,0 x 2", "0 0,2 * 0.5", "0 1,0 * 0.25", "1 2,1 x 2", "1 0,2 * 0.25",
            "1 1,2 * 0.75" }));
    EXPECT_EQ(claims_of(one, 0),
        (Texts { "0,0 x 2: 1", "0,2 x 1: 0.75", "1,0 x 1: 0.25", "1,2 x 1: 0.75", "2,1 x 2: 1" }));

    const TilePlan nine(two_cities, grid_of(3, 3), { 1, 1 }, TilePlan::Extent::touched_tiles);
    EXPECT_EQ(nine.tiles_of_grid(), 9u);
    EXPECT_EQ(windows_of(nine),
        (Texts { "0+1 0+1", "0+1 1+1", "0+1 2+1", "1+1 0+1", "1+1 2+1", "2+1 1+1", "2+1 2+1" }));
    EXPECT_EQ(pieces_of(nine, 1), (Texts { "0 0,1 x 1" }));
    EXPECT_EQ(pieces_of(nine, 2), (Texts { "0 0,2 * 0.5", "1 0,2 * 0.25" }));
    EXPECT_EQ(claims_of(nine, 2), (Texts { "0,2 x 1: 0.75" }));
}

/// On 5 x 7 cells in tiles of 2 x 3: a run across three tiles, one along a tile's border, and one
/// at the last cell.
///
///     row 1   - A A | A A A | A
///     row 2   A A A | - - - | -
///     row 4   - - - | - - - | B
const Coverage runs = coverage_of({
    { { { 1, 1, 6 }, { 2, 0, 3 } }, {}, 1.0, 1.0 },
    { { { 4, 6, 1 } }, {}, 1.0, 1.0 },
});

TEST(TilePlan, RunsAreDividedWhereTilesMeet)
{
    const TilePlan plan(runs, grid_of(5, 7), { 2, 3 }, TilePlan::Extent::touched_tiles);
    EXPECT_EQ(plan.tiles_of_grid(), 9u);
    EXPECT_EQ(windows_of(plan), (Texts { "0+2 0+3", "0+2 3+3", "0+2 6+1", "2+2 0+3", "4+1 6+1" }));
    EXPECT_EQ(pieces_of(plan, 0), (Texts { "0 1,1 x 2" }));
    EXPECT_EQ(pieces_of(plan, 1), (Texts { "0 1,3 x 3" }));
    EXPECT_EQ(pieces_of(plan, 2), (Texts { "0 1,6 x 1" }));
    EXPECT_EQ(pieces_of(plan, 3), (Texts { "0 2,0 x 3" }));
    EXPECT_EQ(pieces_of(plan, 4), (Texts { "1 4,6 x 1" }));
    EXPECT_EQ(claims_of(plan, 0), (Texts { "1,1 x 2: 1" }));
    EXPECT_EQ(claims_of(plan, 1), (Texts { "1,3 x 3: 1" }));
    EXPECT_EQ(claims_of(plan, 2), (Texts { "1,6 x 1: 1" }));
}

TEST(TilePlan, WholeGrid_HasAllTiles)
{
    const TilePlan plan(runs, grid_of(5, 7), { 2, 3 }, TilePlan::Extent::whole_grid);
    EXPECT_EQ(windows_of(plan),
        (Texts { "0+2 0+3", "0+2 3+3", "0+2 6+1", "2+2 0+3", "2+2 3+3", "2+2 6+1", "4+1 0+3",
            "4+1 3+3", "4+1 6+1" }));
    EXPECT_EQ(plan.tiles(), plan.tiles_of_grid());
    EXPECT_EQ(pieces_of(plan, 3), (Texts { "0 2,0 x 3" }));
    for (const std::size_t empty : { 4u, 5u, 6u, 7u }) {
        EXPECT_TRUE(plan.pieces(empty).empty());
        EXPECT_TRUE(plan.claims(empty).empty());
    }
    EXPECT_EQ(pieces_of(plan, 8), (Texts { "1 4,6 x 1" }));
}

TEST(TilePlan, NoCities_TouchNoTiles)
{
    for (const Coverage& coverage : { coverage_of({}), coverage_of({ {}, {} }) }) {
        const TilePlan touched(coverage, grid_of(5, 7), { 2, 3 }, TilePlan::Extent::touched_tiles);
        EXPECT_EQ(touched.tiles(), 0u);
        EXPECT_EQ(touched.tiles_of_grid(), 9u);
        EXPECT_EQ(
            TilePlan(coverage, grid_of(5, 7), { 2, 3 }, TilePlan::Extent::whole_grid).tiles(), 9u);
    }
}

TEST(TilePlan, OverlapsClaimMoreThanOnce)
{
    // row 0:  A A A A -        B from column 2 on, and half of column 1
    //         - b B B B
    const Coverage overlap = coverage_of({
        { { { 0, 0, 4 } }, {}, 1.0, 1.0 },
        { { { 0, 2, 3 } }, { { 0, 1, 0.5, 0.5 } }, 1.0, 1.0 },
    });
    const TilePlan plan(overlap, grid_of(1, 6), { 1, 6 }, TilePlan::Extent::touched_tiles);
    EXPECT_EQ(
        claims_of(plan, 0), (Texts { "0,0 x 1: 1", "0,1 x 1: 1.5", "0,2 x 2: 2", "0,4 x 1: 1" }));
}

TEST(TilePlan, FilledEdges_ClaimByWeight)
{
    const Coverage filled = coverage_of({ { {}, { { 0, 0, 0.25, 1.0 } }, 1.0, 1.0 } });
    const TilePlan plan(filled, grid_of(1, 2), { 1, 2 }, TilePlan::Extent::touched_tiles);
    ASSERT_EQ(plan.pieces(0).size(), 1u);
    EXPECT_EQ(plan.pieces(0)[0].weight, 1.0);
    EXPECT_EQ(plan.pieces(0)[0].fraction, 0.25);
    EXPECT_FALSE(plan.pieces(0)[0].whole());
    EXPECT_EQ(claims_of(plan, 0), (Texts { "0,0 x 1: 1" }));
}

TEST(TilePlan, AnyTiling_HoldsEachCellOnce)
{
    // A diamond of runs with partly covered ends, on 13 x 17 cells.
    CityCoverage diamond;
    for (std::uint32_t row = 1; row < 12; ++row) {
        const std::uint32_t half = row < 7 ? row : 12 - row;
        diamond.runs.push_back({ row, 8 - half, 2 * half + 1 });
        diamond.cells.push_back({ row, 8 - half - 1, 0.5, 0.5 });
        diamond.cells.push_back({ row, 8 + half + 1, 0.5, 0.5 });
    }
    const Grid grid = grid_of(13, 17);
    std::vector<double> expected(grid.cells(), 0.0);
    for (const CoveredRun& run : diamond.runs) {
        for (std::uint32_t i = 0; i < run.length; ++i) {
            expected[run.row * 17 + run.column + i] += 1.0;
        }
    }
    for (const CoveredCell& cell : diamond.cells) {
        expected[cell.row * 17 + cell.column] += 0.5;
    }
    for (const Tiling tiling :
        { Tiling { 1, 17 }, { 13, 17 }, { 4, 5 }, { 5, 4 }, { 13, 1 }, { 1, 1 }, { 64, 64 } }) {
        SCOPED_TRACE(fmt::format("{} x {}", tiling.rows, tiling.columns));
        const TilePlan plan(
            coverage_of({ diamond }), grid, tiling, TilePlan::Extent::touched_tiles);
        std::vector<double> taken(grid.cells(), 0.0);
        std::vector<double> claimed(grid.cells(), 0.0);
        for (std::size_t t = 0; t < plan.tiles(); ++t) {
            const CellWindow& window = plan.window(t);
            const auto inside = [&](std::size_t row, std::size_t column, std::size_t length) {
                return row >= window.row && row < window.row + window.rows
                    && column >= window.column && column + length <= window.column + window.columns;
            };
            for (const TilePlan::Piece& piece : plan.pieces(t)) {
                const std::size_t length = piece.whole() ? piece.length : 1;
                EXPECT_TRUE(inside(piece.row, piece.column, length));
                for (std::size_t i = 0; i < length; ++i) {
                    taken[piece.row * 17 + piece.column + i] += piece.weight;
                }
            }
            for (const TilePlan::Claim& claim : plan.claims(t)) {
                EXPECT_TRUE(inside(claim.row, claim.column, claim.length));
                for (std::size_t i = 0; i < claim.length; ++i) {
                    claimed[claim.row * 17 + claim.column + i] += claim.weight;
                }
            }
        }
        EXPECT_EQ(taken, expected);
        EXPECT_EQ(claimed, expected);
    }
}

} // namespace
} // namespace cityflux
