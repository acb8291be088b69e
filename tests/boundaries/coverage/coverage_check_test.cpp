#include "boundaries/coverage/coverage_check.h"

#include "boundaries/kept/cached_coverage.h"
#include "boundaries/kept/coverage_store.h"
#include "tests/boundaries/coverage/plane_picture.h"
#include "tests/box_outline.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::HasSubstr;

/// Relative, of sums of a few numbers.
constexpr double rounding = 1e-14;

Grid world(double west, double step)
{
    Grid grid;
    grid.x = Axis(west, step, static_cast<std::size_t>(std::round(360.0 / step)));
    grid.y = Axis(-90.0, step, static_cast<std::size_t>(std::round(180.0 / step)));
    grid.crs = Crs();
    return grid;
}

Grid window(double west, double south, double step, std::size_t rows, std::size_t columns)
{
    Grid grid;
    grid.x = Axis(west, step, columns);
    grid.y = Axis(south, step, rows);
    grid.crs = Crs();
    return grid;
}

std::string refusal_of(const Coverage& coverage, const std::vector<City>& cities, const Grid& grid)
{
    try {
        check_coverage(coverage, cities, grid);
    } catch (const std::logic_error& error) {
        return error.what();
    }
    return "";
}

/// A box of 3 x 2 with a hole of 1 x 0.5, in a grid of 4 x 4 unit cells that ends in the middle of
/// it.
TEST(CoverageProof, AreaOnGrid_IsProven)
{
    const MultiPolygon ring { { { { 2.0, 1.0 }, { 5.0, 1.0 }, { 5.0, 3.0 }, { 2.0, 3.0 } },
        { { { 3.0, 1.5 }, { 3.0, 2.0 }, { 4.0, 2.0 }, { 4.0, 1.5 } } } } };
    const CoverageProof proof = prove(ring, planar_area(ring), GridPlane(test::unit_grid(4, 4)));
    EXPECT_NEAR(proof.on_grid.area, 2.0 * 2.0 - 1.0 * 0.5, rounding);
    EXPECT_NEAR(proof.on_grid.x, 4.0 * 3.0 - 0.5 * 3.5, 20 * rounding);
    EXPECT_NEAR(proof.on_grid.y, 4.0 * 2.0 - 0.5 * 1.75, 20 * rounding);
}

/// Triangles over the lower left corner of the grid: one touches it, of the larger one 2 square
/// units lie on it.
TEST(CoverageProof, SlantingEdges_AreCutAtTheGrid)
{
    const MultiPolygon triangle { { { { -2.0, -2.0 }, { 2.0, -2.0 }, { -2.0, 2.0 } }, {} } };
    EXPECT_EQ(
        prove(triangle, planar_area(triangle), GridPlane(test::unit_grid(4, 4))).on_grid.area, 0.0);
    const MultiPolygon larger { { { { -2.0, -2.0 }, { 4.0, -2.0 }, { -2.0, 4.0 } }, {} } };
    const CoverageProof proof
        = prove(larger, planar_area(larger), GridPlane(test::unit_grid(4, 4)));
    EXPECT_NEAR(proof.on_grid.area, 2.0, rounding);
    EXPECT_NEAR(proof.on_grid.x, 2.0 * 2.0 / 3.0, 10 * rounding);
    EXPECT_NEAR(proof.on_grid.y, 2.0 * 2.0 / 3.0, 10 * rounding);
}

TEST(CoverageProof, RandomStars_AreProven)
{
    std::mt19937_64 random(20190701);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    for (int i = 0; i < 3000; ++i) {
        const double size = std::pow(10.0, -9.0 + 10.5 * unit(random));
        const double highest = 89.9 - size;
        const Point centre { -180.0 + 400.0 * unit(random), highest * (2.0 * unit(random) - 1.0) };
        City city;
        city.id = city.name = "star";
        Ring ring;
        const int points = 3 + static_cast<int>(60 * unit(random));
        for (int p = 0; p < points; ++p) {
            const double angle = 2.0 * M_PI * p / points;
            const double r = size * (0.2 + 0.8 * unit(random));
            ring.push_back({ centre.x + r * std::cos(angle), centre.y + r * std::sin(angle) });
        }
        city.shape = { { ring, {} } };
        if (planar_area(city.shape) <= 0.0) {
            continue; // no digits are left
        }
        Grid grid = i % 3 == 0 ? world(-180.0, 0.5)
            : i % 3 == 1       ? world(0.0, 0.25)
                               : window(10.0, -20.0, 0.1, 300, 1200);
        if (i % 2 == 0) { // north up
            grid.y = Axis(grid.y.high(), -grid.y.step(), grid.y.count());
        }
        ASSERT_NO_THROW(cover(std::vector<City> { city }, grid))
            << i << " " << size << " at " << centre.x << " " << centre.y;
    }
}

/// Sound coverage into which a test puts one fault, as an error of the traversal would.
class FaultyCoverage : public testing::Test {
protected:
    std::string refusal(const std::function<void(CityCoverage&)>& fault) const
    {
        Coverage faulty = sound_;
        fault(faulty.cities[1]);
        return refusal_of(faulty, cities_, grid_);
    }

    /// A small one, and a large one across 180 degrees that the grid ends in.
    std::vector<City> cities_ { box_city({ 20.0, 20.0, 20.5, 20.5 }),
        box_city({ 170.03, 10.01, 195.02, 30.04 }) };
    Grid grid_ = window(-180.0, -60.0, 0.1, 850, 3600);
    Coverage sound_ = cover(cities_, grid_);
};

TEST_F(FaultyCoverage, SoundCoverage_Passes)
{
    cities_[1].name = "fleet";
    EXPECT_EQ(refusal_of(sound_, cities_, grid_), "");
    EXPECT_LT(sound_.cities[1].share_on_grid, 0.8) << "the grid ends at 25 degrees north";
    EXPECT_GT(sound_.cities[1].share_on_grid, 0.7);
    EXPECT_EQ(sound_.cities[1].runs.front().column, 0u) << "both sides of 180 degrees are there";
}

TEST_F(FaultyCoverage, CellMissingOrExtra_IsRefused)
{
    for (const int change : { -1, 1 }) {
        EXPECT_THAT(refusal([&](CityCoverage& city) {
            city.runs[40].length += static_cast<std::uint32_t>(change);
        }),
            HasSubstr("the coverage of city 'box' (box) is wrong: its cells add up to "));
    }
    EXPECT_THAT(refusal([](CityCoverage& city) { city.cells.pop_back(); }),
        HasSubstr("its cells add up to "));
    EXPECT_THAT(refusal([](CityCoverage& city) { city.cells.push_back(city.cells.front()); }),
        HasSubstr("add up"));
    EXPECT_THAT(refusal([](CityCoverage& city) { city.runs.clear(); }), HasSubstr("add up"));
    EXPECT_THAT(refusal([](CityCoverage& city) {
        city = CityCoverage { {}, {}, 1.0, city.plane_area, city.proof };
    }),
        HasSubstr("add up to 0 and"));
}

TEST_F(FaultyCoverage, MillionthOfACell_IsRefused)
{
    EXPECT_THAT(
        refusal([](CityCoverage& city) { city.cells[7].fraction += 1e-6; }), HasSubstr("add up"));
    EXPECT_THAT(refusal([](CityCoverage& city) { city.cells[7].fraction = std::nan(""); }),
        HasSubstr("add up"));
}

TEST_F(FaultyCoverage, ShiftedCells_AreRefused)
{
    const auto moved = [](std::uint32_t columns) {
        return [columns](CityCoverage& city) {
            for (CoveredRun& run : city.runs) {
                run.column += columns;
            }
            for (CoveredCell& cell : city.cells) {
                cell.column += columns;
            }
        };
    };
    cities_ = { box_city({ 20.0, 20.0, 20.5, 20.5 }), box_city({ 30.03, 10.01, 35.02, 20.04 }) };
    sound_ = cover(cities_, grid_);
    EXPECT_EQ(refusal(moved(0)), "");
    EXPECT_THAT(refusal(moved(1)), HasSubstr("centre of gravity"));
    EXPECT_THAT(refusal(moved(300)), HasSubstr("centre of gravity"));
}

TEST_F(FaultyCoverage, CachedFault_IsComputedAgain)
{
    const TemporaryFolder folder;
    const auto cache = std::optional(folder.path() / "cache");
    Coverage faulty = sound_;
    faulty.cities[1].runs[40].length -= 1;
    ASSERT_TRUE(CoverageStore(Cache(*cache)).save(coverage_key(cities_, grid_), faulty));
    const CachedCoverage made = cached_coverage(cities_, grid_, EdgeRule::area, cache);
    EXPECT_EQ(made.coverage.cities[1].runs, sound_.cities[1].runs);
    const auto kept = CoverageStore(Cache(*cache)).load(made.key);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->cities[1].runs, sound_.cities[1].runs) << "and the sound one is kept";
    EXPECT_EQ(kept->cities[1].proof.on_grid.area, sound_.cities[1].proof.on_grid.area);
}

} // namespace
} // namespace cityflux
