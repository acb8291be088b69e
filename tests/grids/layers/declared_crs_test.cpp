#include "grids/layers/declared_crs.h"

#include "grids/storage/netcdf_file.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr const char* option = "--assume-crs";

constexpr const char* plane = "+proj=stere +lat_0=90 +lat_ts=90 +lon_0=0 +R=6370000";

class DeclaredCrsTest : public testing::Test {
protected:
    /// Centres of 3 x 3 cells of 100 km of the polar stereographic map of a sphere of 6370 km that
    /// touches the pole (Snyder 1987, eq. 20-14 to 20-18), the first at x 1000 km, y -3000 km.
    void write(bool with_metres) const
    {
        constexpr double radius = 6370000.0;
        constexpr double degree = std::numbers::pi / 180.0;
        std::vector<double> longitudes;
        std::vector<double> latitudes;
        for (int i = 0; i < 9; ++i) {
            const double x = 1e6 + 1e5 * (i % 3);
            const double y = -3e6 + 1e5 * (i / 3);
            longitudes.push_back(std::atan2(x, -y) / degree);
            latitudes.push_back(90.0 - 2.0 * std::atan(std::hypot(x, y) / 2.0 / radius) / degree);
        }
        NetcdfWriter writer(path_);
        if (with_metres) {
            writer.axis("y", "km", { -3000, -2900, -2800 }).axis("x", "km", { 1000, 1100, 1200 });
        } else {
            writer.dimension("y", 3).dimension("x", 3);
        }
        writer.field("lat", { "y", "x" }, latitudes)
            .attribute("lat", "units", "degrees_north")
            .field("lon", { "y", "x" }, longitudes)
            .attribute("lon", "units", "degrees_east")
            .field("emi", { "y", "x" }, std::vector<double>(9, 1.0))
            .close();
    }

    static void expect_grid(const Grid& grid)
    {
        EXPECT_NEAR(grid.x.edge(0), 950000, 10);
        EXPECT_NEAR(grid.x.step(), 100000, 3);
        EXPECT_NEAR(grid.y.edge(0), -3050000, 10);
        EXPECT_NEAR(grid.y.step(), 100000, 3);
    }

    std::unique_ptr<GridFile> open() const { return open_netcdf(path_); }

    TemporaryFolder folder_;
    std::string path_ = folder_.file("a.nc");
};

TEST_F(DeclaredCrsTest, KilometresWhereThePositionsAre)
{
    write(true);
    const auto file = open();
    ASSERT_FALSE(file->grid().crs);
    expect_grid(grid_in_declared_crs(*file, Crs::parse(plane, "a"), option));
    expect_grid(
        grid_in_declared_crs(*file, Crs::parse(std::string(plane) + " +units=km", "a"), option));
}

TEST_F(DeclaredCrsTest, KilometresElsewhere_AreRefused)
{
    write(true);
    const auto file = open();
    EXPECT_THAT(
        refused([&] { grid_in_declared_crs(*file, Crs::parse("EPSG:32650", "a"), option); }),
        IsProblem(ProblemCode::inconsistent, option));
    EXPECT_THAT(refused([&] { grid_in_declared_crs(*file, Crs(), option); }),
        IsProblem(ProblemCode::inconsistent, option));
}

TEST_F(DeclaredCrsTest, CurvilinearInDeclaredPlane_IsRead)
{
    write(false);
    const auto file = open();
    ASSERT_FALSE(file->grid().crs);
    expect_grid(grid_in_declared_crs(*file, Crs::parse(plane, "a"), option));
}

TEST_F(DeclaredCrsTest, CurvilinearInOtherPlane_IsRefused)
{
    write(false);
    const auto file = open();
    EXPECT_THAT(
        refused([&] { refuse_without_crs(*file); }), IsProblem(ProblemCode::unsupported, path_));
    for (const char* other : { "EPSG:4326", "EPSG:32650", "+proj=merc +R=6370000" }) {
        EXPECT_THAT(refused([&] { grid_in_declared_crs(*file, Crs::parse(other, "a"), option); }),
            IsProblem(ProblemCode::inconsistent, option))
            << other;
    }
}

TEST_F(DeclaredCrsTest, NumbersOfRowsAndColumns_AreRefused)
{
    NetcdfWriter(path_)
        .axis("y", "", { 0, 1, 2 })
        .axis("x", "", { 0, 1, 2 })
        .field("emi", { "y", "x" }, std::vector<double>(9, 1.0))
        .close();
    const auto file = open();
    EXPECT_THAT(
        refused([&] { refuse_without_crs(*file); }), IsProblem(ProblemCode::missing, path_));
    EXPECT_THAT(refused([&] { grid_in_declared_crs(*file, Crs(), option); }),
        IsProblem(ProblemCode::missing, path_));
}

} // namespace
} // namespace cityflux
