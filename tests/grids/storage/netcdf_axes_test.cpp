#include "grids/storage/netcdf_file.h"

#include "tests/grids/storage/netcdf_file_fixture.h"

#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

TEST_F(NetcdfFileTest, LatitudeAscending)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9 })
        .attribute("emi", "units", "t")
        .attribute("", "title", "nine cells")
        .close();
    const auto file = open();
    EXPECT_EQ(file->format(), "netCDF-4");
    EXPECT_EQ(file->attributes().text("title"), "nine cells");
    EXPECT_EQ(file->grid(), (Grid { Axis(10, 1, 3), Axis(50, 1, 3).clamped(90), Crs() }));
    ASSERT_EQ(file->variables().size(), 1u);
    EXPECT_EQ(file->variables()[0].name, "emi");
    EXPECT_EQ(file->variables()[0].attributes.text("units"), "t");
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6, 7, 8, 9 }));
    EXPECT_TRUE(file->notes().empty());
}

TEST_F(NetcdfFileTest, EmptyLongitudeWithoutBounds_Refused)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 50.5, 51.5, 52.5 })
        .axis("lon", "degrees_east", {})
        .field("emi", { "lat", "lon" }, {})
        .close();
    EXPECT_THAT(
        refused([&] { open(); }), IsProblem(ProblemCode::missing, "axis 'lon' of " + path_));
}

TEST_F(NetcdfFileTest, LatitudeDescendingStaysInStoredOrder)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 52.5, 51.5, 50.5 })
        .axis("lon", "degrees_east", { 10.5, 11.5, 12.5 })
        .field("emi", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9 })
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid().y, Axis(53, -1, 3).clamped(90));
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6, 7, 8, 9 }));
}

TEST_F(NetcdfFileTest, LongitudeFrom0To360)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 45, -45 })
        .axis("lon", "degrees_east", { 45, 135, 225, 315 })
        .field("emi", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6, 7, 8 })
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid(), (Grid { Axis(0, 90, 4), Axis(90, -90, 2).clamped(90), Crs() }));
    EXPECT_TRUE(file->grid().wraps());
}

TEST_F(NetcdfFileTest, LongitudeThatGoesOnAtMinus180)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 45, -45 })
        .axis("lon", "degrees_east", { 30, 90, 150, -150, -90, -30 })
        .field("emi", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
        .close();
    EXPECT_EQ(open()->grid().x, Axis(0, 60, 6)) << "0 to 360, in the order of the file";
}

TEST_F(NetcdfFileTest, CoordinatesInFloat32)
{
    std::vector<double> centres(300);
    for (std::size_t i = 0; i < centres.size(); ++i) {
        centres[i] = static_cast<double>(static_cast<float>(100.05 + 0.1 * static_cast<double>(i)));
    }
    NetcdfWriter(path_)
        .axis("latitude", "degrees_north", { 30.05F, 30.15F }, NC_FLOAT)
        .axis("longitude", "degrees_east", centres, NC_FLOAT)
        .field("emi", { "latitude", "longitude" }, Values(600, 1.0))
        .close();
    EXPECT_EQ(open()->grid(), (Grid { Axis(100, 0.1, 300), Axis(30, 0.1, 2).clamped(90), Crs() }));
}

TEST_F(NetcdfFileTest, HalfCellsAtThePoles)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { -90, -45, 0, 45, 90 })
        .axis("lon", "degrees_east", { 0, 120, 240 })
        .field("emi", { "lat", "lon" }, Values(15, 1.0))
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid().y.edge(0), -90.0);
    EXPECT_EQ(file->grid().y.edge(1), -67.5);
    EXPECT_EQ(file->grid().y.edge(5), 90.0);
    EXPECT_EQ(file->grid().x, Axis(-60, 120, 3));
}

TEST_F(NetcdfFileTest, CornerCoordinates_YieldToBounds)
{
    NetcdfWriter(path_)
        .dimension("nv", 2)
        .axis("lat", "degrees_north", { 50, 51, 52 })
        .attribute("lat", "bounds", "lat_bnds")
        .axis("lon", "degrees_east", { 10.5, 11.5, 12.5 })
        .field("lat_bnds", { "lat", "nv" }, { 50, 51, 51, 52, 52, 53 }, NC_DOUBLE)
        .field("emi", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9 })
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid().y, Axis(50, 1, 3).clamped(90));
    ASSERT_EQ(file->notes().size(), 1u);
    EXPECT_EQ(
        file->notes()[0], "'lat' does not hold cell centres: the cells are those of 'lat_bnds'");
}

TEST_F(NetcdfFileTest, DescendingBounds_TakeEitherOrder)
{
    for (const Values& bounds :
        { Values { 53, 52, 52, 51, 51, 50 }, Values { 52, 53, 51, 52, 50, 51 } }) {
        NetcdfWriter(path_)
            .dimension("nv", 2)
            .axis("lat", "degrees_north", { 52.5, 51.5, 50.5 })
            .attribute("lat", "bounds", "lat_bnds")
            .axis("lon", "degrees_east", { 10.5, 11.5, 12.5 })
            .field("lat_bnds", { "lat", "nv" }, bounds, NC_DOUBLE)
            .field("emi", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9 })
            .close();
        EXPECT_EQ(open()->grid().y, Axis(53, -1, 3).clamped(90));
    }
}

TEST_F(NetcdfFileTest, SingleRow_IsSizedByBounds)
{
    NetcdfWriter(path_)
        .dimension("nv", 2)
        .axis("lat", "degrees_north", { 50.5 })
        .attribute("lat", "bounds", "lat_bnds")
        .axis("lon", "degrees_east", { 10.5, 11.5, 12.5 })
        .field("lat_bnds", { "lat", "nv" }, { 50, 51 }, NC_DOUBLE)
        .field("emi", { "lat", "lon" }, { 1, 2, 3 })
        .close();
    EXPECT_EQ(open()->grid().y, Axis(50, 1, 1).clamped(90));
}

TEST_F(NetcdfFileTest, SingleRowWithoutBounds_IsRefused)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 50.5 })
        .axis("lon", "degrees_east", { 10.5, 11.5, 12.5 })
        .field("emi", { "lat", "lon" }, { 1, 2, 3 })
        .close();
    EXPECT_THAT(
        refused([&] { open(); }), IsProblem(ProblemCode::missing, "axis 'lat' of " + path_));
}

TEST_F(NetcdfFileTest, AxisWithMissingRow_IsRefused)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 10, 11, 12, 14 })
        .axis("lon", "degrees_east", { 10.5, 11.5 })
        .field("emi", { "lat", "lon" }, Values(8, 1.0))
        .close();
    EXPECT_THAT(
        refused([&] { open(); }), IsProblem(ProblemCode::missing, "axis 'lat' of " + path_));
}

TEST_F(NetcdfFileTest, MetresWithoutMapping_StayUnchanged)
{
    // Declared later by the user; steps above 300 must not be taken for jumps of longitude.
    NetcdfWriter(path_)
        .axis("y", "m", { 3000500, 3001500 })
        .axis("x", "m", { 500, 1500, 2500 })
        .field("emi", { "y", "x" }, { 1, 2, 3, 4, 5, 6 })
        .close();
    const auto file = open();
    EXPECT_FALSE(file->grid().crs);
    EXPECT_EQ(file->grid().x, Axis(0, 1000, 3));
    EXPECT_EQ(file->grid().y, Axis(3000000, 1000, 2));
}

TEST_F(NetcdfFileTest, NumbersWithoutDegreesHaveNoCrs)
{
    NetcdfWriter(path_)
        .axis("lat", "", { 50.5, 51.5 })
        .axis("lon", "", { 10.5, 11.5 })
        .field("emi", { "lat", "lon" }, { 1, 2, 3, 4 })
        .close();
    EXPECT_FALSE(open()->grid().crs);
}

} // namespace
} // namespace cityflux
