#include "grids/storage/tiling.h"

#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

Grid grid_of(std::size_t rows, std::size_t columns)
{
    return { Axis(100, 1, columns), Axis(30, 1, rows), Crs() };
}

using Windows = std::vector<CellWindow>;

/// All windows of a grid: { row, rows, column, columns } each.
Windows windows_of(const Tiling& tiling, const Grid& grid)
{
    Windows windows;
    for (std::size_t tile = 0; tile < tiling.across(grid) * tiling.down(grid); ++tile) {
        windows.push_back(tiling.window(tile, grid));
    }
    return windows;
}

TEST(Tiling, TilesThatFitCountAlongRows)
{
    EXPECT_EQ(windows_of({ 2, 3 }, grid_of(4, 6)),
        (Windows { { 0, 2, 0, 3 }, { 0, 2, 3, 3 }, //
            { 2, 2, 0, 3 }, { 2, 2, 3, 3 } }));
}

TEST(Tiling, LastTiles_EndAtTheGrid)
{
    EXPECT_EQ(windows_of({ 2, 3 }, grid_of(5, 7)),
        (Windows { { 0, 2, 0, 3 }, { 0, 2, 3, 3 }, { 0, 2, 6, 1 }, //
            { 2, 2, 0, 3 }, { 2, 2, 3, 3 }, { 2, 2, 6, 1 }, //
            { 4, 1, 0, 3 }, { 4, 1, 3, 3 }, { 4, 1, 6, 1 } }));
}

TEST(Tiling, LargeTile_IsTheWholeGrid)
{
    const Grid grid = grid_of(5, 7);
    EXPECT_EQ(windows_of({ 5, 7 }, grid), (Windows { { 0, 5, 0, 7 } }));
    EXPECT_EQ(windows_of({ 256, 512 }, grid), (Windows { { 0, 5, 0, 7 } }));
}

TEST(Tiling, OneRowOneColumnOneCell)
{
    EXPECT_EQ(windows_of({ 1, 2 }, grid_of(2, 2)), (Windows { { 0, 1, 0, 2 }, { 1, 1, 0, 2 } }));
    EXPECT_EQ(windows_of({ 2, 1 }, grid_of(2, 2)), (Windows { { 0, 2, 0, 1 }, { 0, 2, 1, 1 } }));
    EXPECT_EQ(windows_of({ 1, 1 }, grid_of(2, 2)),
        (Windows { { 0, 1, 0, 1 }, { 0, 1, 1, 1 }, { 1, 1, 0, 1 }, { 1, 1, 1, 1 } }));
}

TEST(Tiling, EachCellLiesInOneTile)
{
    const Grid grid = grid_of(13, 17);
    for (const Tiling tiling : { Tiling { 1, 17 }, { 4, 5 }, { 13, 1 }, { 6, 16 }, { 20, 20 } }) {
        std::vector<int> times(grid.cells(), 0);
        for (const CellWindow& window : windows_of(tiling, grid)) {
            for (std::size_t r = 0; r < window.rows; ++r) {
                for (std::size_t c = 0; c < window.columns; ++c) {
                    ++times.at((window.row + r) * grid.columns() + window.column + c);
                }
            }
        }
        EXPECT_EQ(times, std::vector<int>(grid.cells(), 1))
            << tiling.rows << " x " << tiling.columns;
    }
}

} // namespace
} // namespace cityflux
