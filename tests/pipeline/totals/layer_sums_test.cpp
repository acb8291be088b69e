#include "pipeline/totals/layer_sums.h"

#include "tests/netcdf_writer.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <list>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// One city on 4 x 4 cells: the four in the middle, and half of the corner.
Coverage one_city()
{
    Coverage coverage;
    coverage.cities = { { { { 1, 1, 2 }, { 2, 1, 2 } }, { { 0, 0, 0.5, 0.5 } }, 1.0, 1.0 } };
    return coverage;
}

/// Variables "a", "b", "c" ... of two months on 4 x 4 cells, each in chunks of its own; cells of
/// the first month of "a" are 1 to 16, and each further slice goes on from there.
std::string write_file(
    const TemporaryFolder& folder, const std::vector<std::vector<std::size_t>>& chunks)
{
    const std::string path = folder.file("a.nc");
    NetcdfWriter file(path);
    file.axis("time", "days since 2019-01-01", { 15, 45 })
        .axis("lat", "degrees_north", { 30.5, 31.5, 32.5, 33.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5, 102.5, 103.5 });
    double next = 0.0;
    for (std::size_t v = 0; v < chunks.size(); ++v) {
        std::vector<double> values;
        for (std::size_t i = 0; i < 32; ++i) {
            values.push_back(next += 1.0);
        }
        const std::string name(1, static_cast<char>('a' + v));
        file.field(name, { "time", "lat", "lon" }, values)
            .chunks(name, chunks[v])
            .attribute(name, "units", "t");
    }
    file.close();
    return path;
}

Assumptions carbon_dioxide()
{
    Assumptions assumptions;
    assumptions.species = "CO2";
    return assumptions;
}

TEST(Apply, EachTiling_IsReadOnce)
{
    const TemporaryFolder folder;
    const std::string path
        = write_file(folder, { { 1, 2, 2 }, { 2, 4, 4 }, { 2, 2, 2 }, { 1, 4, 4 }, { 1, 2, 2 } });
    Raster raster = Raster::open(path, Catalogue(), std::nullopt, carbon_dioxide());
    ASSERT_EQ(raster.layers().size(), 10u);
    const CellAreas areas(raster.grid(), AreaConvention {});
    std::list<TilePlan> plans;
    const PlanFor plan_for = [&](const Tiling& tiling) -> const TilePlan& {
        return plans.emplace_back(one_city(), raster.grid(), tiling, TilePlan::Extent::whole_grid);
    };
    for (const std::size_t memory : { std::size_t { 1 }, std::size_t { 1 } << 30 }) {
        plans.clear();
        std::vector<double> shares;
        const auto totals = sum_layers({ raster, raster.layers(), { areas, areas }, memory,
                                           [&](double share) { shares.push_back(share); } },
            plan_for);
        EXPECT_EQ(plans.size(), 2u) << "asked once for 2 x 2 and once for 4 x 4";
        ASSERT_EQ(totals.size(), 10u);
        for (std::size_t l = 0; l < totals.size(); ++l) {
            // Cells 6, 7, 10, 11 and half of 1 of the first slice; 16 more in each cell of the
            // next.
            const double before = 16.0 * static_cast<double>(l);
            EXPECT_EQ(totals[l].cities.at(0).value_t, 34.0 + 0.5 + 4.5 * before) << "layer " << l;
            EXPECT_EQ(totals[l].closure.grid_t, 136.0 + 16.0 * before) << "layer " << l;
            EXPECT_EQ(totals[l].closure.tiles, l / 2 % 2 == 0 ? 4u : 1u) << "layer " << l;
        }
        EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
        EXPECT_EQ(shares.back(), 1.0);
    }
}

TEST(Apply, NoLayersGiveNoTotals)
{
    const TemporaryFolder folder;
    Raster raster = Raster::open(
        write_file(folder, { { 1, 2, 2 } }), Catalogue(), std::nullopt, carbon_dioxide());
    const CellAreas areas(raster.grid(), AreaConvention {});
    const PlanFor nothing
        = [](const Tiling&) -> const TilePlan& { throw std::logic_error("no plan is needed"); };
    EXPECT_TRUE(sum_layers({ raster, {}, { areas, areas }, 1, [](double) {} }, nothing).empty());
}

} // namespace
} // namespace cityflux
