#include "pipeline/clip/map_overviews.h"

#include "grids/cell_areas.h"

#include <cmath>
#include <limits>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double rounding = 1e-12;

CityMap map_of(std::size_t rows, std::size_t columns)
{
    CityMap map { { Axis(10.0, 0.1, columns), Axis(50.0, 0.1, rows), Crs() }, {}, {} };
    const CellAreas areas(map.grid, AreaConvention {});
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            map.fraction.push_back(c == 0 ? 0.5 : 1.0);
            map.area_m2.push_back(areas.of(r, c));
        }
    }
    return map;
}

TEST(MapOverviews, AreHalvedUntilTheyAreSmall)
{
    EXPECT_THAT(overview_sizes(map_of(5, 100).grid, 128), IsEmpty());
    const auto sizes = overview_sizes(map_of(301, 600).grid, 128);
    ASSERT_EQ(sizes.size(), 3u);
    EXPECT_EQ(sizes[0].rows, 151u);
    EXPECT_EQ(sizes[0].columns, 300u);
    EXPECT_EQ(sizes[2].rows, 38u);
    EXPECT_EQ(sizes[2].columns, 75u);
}

TEST(MapOverviews, FourCellsBecomeTheirMeanAndCellsOutsideCountWithoutMass)
{
    const CityMap map = map_of(2, 4);
    const MapBand band { {}, {},
        { 1.0, 3.0, nothing, nothing, //
            5.0, 7.0, 8.0, nothing },
        1.0 };
    // An average over what is there would make 8 of the second.
    EXPECT_THAT(overview_of(map, band, MapQuantity::mass, { 1, 2 }), ElementsAre(4.0, 2.0));
}

TEST(MapOverviews, NothingIsNothing)
{
    const CityMap map = map_of(2, 2);
    const MapBand band { {}, {}, { nothing, nothing, nothing, nothing }, 1.0 };
    EXPECT_TRUE(std::isnan(overview_of(map, band, MapQuantity::density, { 1, 1 }).front()));
}

TEST(MapOverviews, KeepTheMassOnEveryScaleAlsoWhereCountsDoNotDivide)
{
    const CityMap map = map_of(7, 11);
    MapBand band { {}, {}, {}, 1e7 };
    for (std::size_t i = 0; i < map.grid.cells(); ++i) {
        band.tonnes.push_back(i % 5 == 0 ? nothing : static_cast<double>(i * i));
    }
    double mass = 0.0;
    for (const double tonnes : band.tonnes) {
        mass += std::isnan(tonnes) ? 0.0 : tonnes;
    }
    const double area = std::accumulate(map.area_m2.begin(), map.area_m2.end(), 0.0);
    for (const OverviewSize size : { OverviewSize { 4, 6 }, OverviewSize { 2, 3 }, OverviewSize { 1, 2 } }) {
        // Rows of a view reach over whole and parts of rows; the area of each is the sum of these parts.
        std::vector<double> row_area(size.rows, 0.0);
        const double step = 7.0 / static_cast<double>(size.rows);
        for (std::size_t k = 0; k < size.rows; ++k) {
            for (std::size_t r = 0; r < 7; ++r) {
                const double share = std::min((static_cast<double>(k) + 1) * step, static_cast<double>(r) + 1)
                    - std::max(static_cast<double>(k) * step, static_cast<double>(r));
                row_area[k] += std::max(share, 0.0) * map.area_m2[r * 11] * 11.0 / static_cast<double>(size.columns);
            }
        }
        const std::vector<double> density = overview_of(map, band, MapQuantity::density, size);
        const std::vector<double> per_cell = overview_of(map, band, MapQuantity::mass, size);
        const std::vector<double> shares = coverage_overview(map, size);
        double by_density = 0.0;
        double by_cell = 0.0;
        double covered = 0.0;
        for (std::size_t i = 0; i < density.size(); ++i) {
            by_density += std::isnan(density[i]) ? 0.0 : density[i] * row_area[i / size.columns] / 1e6;
            by_cell += std::isnan(per_cell[i]) ? 0.0 : per_cell[i] * 77.0 / static_cast<double>(size.rows * size.columns);
            covered += shares[i] * row_area[i / size.columns];
        }
        EXPECT_NEAR(by_density / mass, 1.0, rounding);
        EXPECT_NEAR(by_cell / mass, 1.0, rounding);
        EXPECT_NEAR(covered / area, (10.0 + 0.5) / 11.0, 1e-9);
    }
}

} // namespace
} // namespace cityflux
