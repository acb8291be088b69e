#include "pipeline/clip/map_overviews.h"

#include "grids/geometry/cell_areas.h"

#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double rounding = 1e-12;

/// Returns the overview of rows that are added one at a time.
std::vector<double> overview(const Grid& grid, const OverviewSize& size,
    const std::vector<double>& amounts, const std::vector<double>& extents)
{
    OverviewRows view(std::make_shared<OverviewLinks>(grid.rows(), grid.columns(), size));
    std::vector<double> values;
    for (std::size_t begin = 0; begin < amounts.size(); begin += grid.columns()) {
        view.add(std::span(amounts).subspan(begin, grid.columns()),
            std::span(extents).subspan(begin, grid.columns()));
        const std::vector<double> whole = view.take();
        values.insert(values.end(), whole.begin(), whole.end());
    }
    return values;
}

Grid grid_of(std::size_t rows, std::size_t columns)
{
    return { Axis(10.0, 0.1, columns), Axis(50.0, 0.1, rows), Crs() };
}

TEST(MapOverviews, AreHalvedUntilTheyAreSmall)
{
    EXPECT_THAT(overview_sizes(grid_of(5, 100), 128), IsEmpty());
    const auto sizes = overview_sizes(grid_of(301, 600), 128);
    ASSERT_EQ(sizes.size(), 3u);
    EXPECT_EQ(sizes[0].rows, 151u);
    EXPECT_EQ(sizes[0].columns, 300u);
    EXPECT_EQ(sizes[2].rows, 38u);
    EXPECT_EQ(sizes[2].columns, 75u);
}

TEST(MapOverviews, CellsOutside_CountWithoutMass)
{
    const std::vector<double> tonnes { 1.0, 3.0, nothing, nothing, //
        5.0, 7.0, 8.0, nothing };
    // An average over what is there would make 8 of the second.
    EXPECT_THAT(overview(grid_of(2, 4), { 1, 2 }, tonnes, std::vector<double>(8, 1.0)),
        ElementsAre(4.0, 2.0));
}

TEST(MapOverviews, CellsWithoutData_GiveNoData)
{
    EXPECT_TRUE(std::isnan(overview(
        grid_of(2, 2), { 1, 1 }, std::vector<double>(4, nothing), std::vector<double>(4, 1.0))
                               .front()));
}

TEST(MapOverviews, FinishedRow_IsGivenAtOnce)
{
    OverviewRows view(std::make_shared<OverviewLinks>(
        5, 1, OverviewSize { 2, 1 })); // each row of the view lies over two and a half
    std::vector<std::size_t> given;
    const double one = 1.0;
    for (int r = 0; r < 5; ++r) {
        view.add({ &one, 1 }, { &one, 1 });
        given.push_back(view.take().size());
    }
    EXPECT_THAT(given, ElementsAre(0u, 0u, 1u, 0u, 1u));
}

TEST(MapOverviews, UnevenSizes_KeepTheMass)
{
    const Grid grid = grid_of(7, 11);
    const CellAreas areas(grid, AreaConvention {});
    std::vector<double> tonnes;
    std::vector<double> km2;
    for (std::size_t i = 0; i < grid.cells(); ++i) {
        tonnes.push_back(i % 5 == 0 ? nothing : static_cast<double>(i * i));
        km2.push_back(areas.of(i / 11, i % 11) / 1e6);
    }
    double mass = 0.0;
    for (const double t : tonnes) {
        mass += std::isnan(t) ? 0.0 : t;
    }
    for (const OverviewSize size :
        { OverviewSize { 4, 6 }, OverviewSize { 2, 3 }, OverviewSize { 1, 2 } }) {
        // Rows of a view reach over whole and parts of rows; the area of each is the sum of these
        // parts.
        std::vector<double> row_km2(size.rows, 0.0);
        const double step = 7.0 / static_cast<double>(size.rows);
        for (std::size_t k = 0; k < size.rows; ++k) {
            for (std::size_t r = 0; r < 7; ++r) {
                const double share
                    = std::min((static_cast<double>(k) + 1) * step, static_cast<double>(r) + 1)
                    - std::max(static_cast<double>(k) * step, static_cast<double>(r));
                row_km2[k] += std::max(share, 0.0) * km2[r * 11] * 11.0
                    / static_cast<double>(size.columns);
            }
        }
        const std::vector<double> density = overview(grid, size, tonnes, km2);
        const std::vector<double> per_cell
            = overview(grid, size, tonnes, std::vector<double>(77, 1.0));
        ASSERT_EQ(density.size(), size.rows * size.columns);
        double by_density = 0.0;
        double by_cell = 0.0;
        for (std::size_t i = 0; i < density.size(); ++i) {
            by_density += std::isnan(density[i]) ? 0.0 : density[i] * row_km2[i / size.columns];
            by_cell += std::isnan(per_cell[i])
                ? 0.0
                : per_cell[i] * 77.0 / static_cast<double>(size.rows * size.columns);
        }
        EXPECT_NEAR(by_density / mass, 1.0, rounding);
        EXPECT_NEAR(by_cell / mass, 1.0, rounding);
    }
}

} // namespace
} // namespace cityflux
