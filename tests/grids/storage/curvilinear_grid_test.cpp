#include "grids/storage/netcdf_file.h"

#include "tests/grids/storage/netcdf_file_fixture.h"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

constexpr double degree = std::numbers::pi / 180.0;

/// Lambert's conformal cone with two standard parallels on a sphere of 6370 km, origin at 35 N 105
/// E (Snyder 1987, eq. 15-1 to 15-5 and 14-9).
class Cone {
public:
    Point to_earth(Point plane) const
    {
        const double height = rho0_ - plane.y;
        const double rho = std::copysign(std::hypot(plane.x, height), n_);
        const double theta = std::atan2(plane.x, height);
        const double latitude
            = 2.0 * std::atan(std::pow(radius * f_ / rho, 1.0 / n_)) - std::numbers::pi / 2.0;
        return { 105.0 + theta / n_ / degree, latitude / degree };
    }

private:
    static constexpr double radius = 6370000.0;

    static double tangent(double latitude)
    {
        return std::tan(std::numbers::pi / 4.0 + latitude * degree / 2.0);
    }

    double n_ = std::log(std::cos(30 * degree) / std::cos(60 * degree))
        / std::log(tangent(60) / tangent(30));
    double f_ = std::cos(30 * degree) * std::pow(tangent(30), n_) / n_;
    double rho0_ = radius * f_ / std::pow(tangent(35), n_);
};

/// Longitudes and latitudes of rows x columns of centres, row by row.
struct Positions {
    std::vector<double> longitudes;
    std::vector<double> latitudes;
};

template <typename Earth>
Positions positions(std::size_t rows, std::size_t columns, const Earth& earth)
{
    Positions all;
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            const Point place = earth(static_cast<double>(c), static_cast<double>(r));
            all.longitudes.push_back(place.x);
            all.latitudes.push_back(place.y);
        }
    }
    return all;
}

/// Centres of 27 km cells on the cone, 4 rows from 40.5 km south and 5 columns from 54 km west of
/// its origin.
Positions on_the_cone()
{
    return positions(4, 5, [](double column, double row) {
        return Cone().to_earth({ 27000.0 * (column - 2.0), 27000.0 * (row - 1.5) });
    });
}

class CurvilinearGridTest : public NetcdfFileTest {
protected:
    /// Writes what all files of these tests have: dimensions, coordinates in float32, an emission.
    NetcdfWriter& begin(NetcdfWriter& writer, const Positions& all, std::size_t rows,
        const std::string& y = "south_north", const std::string& x = "west_east") const
    {
        return writer.dimension(y, rows)
            .dimension(x, all.longitudes.size() / rows)
            .field("XLAT", { y, x }, all.latitudes)
            .attribute("XLAT", "units", "degrees_north")
            .field("XLONG", { y, x }, all.longitudes)
            .attribute("XLONG", "units", "degrees_east")
            .field("emi", { y, x }, Values(all.longitudes.size(), 1.0))
            .attribute("emi", "units", "t");
    }

    void expect_cone(const GridFile& file, double tolerance) const
    {
        ASSERT_TRUE(file.grid().crs);
        EXPECT_EQ(file.grid().crs->kind, CrsKind::projected);
        EXPECT_EQ(file.variables().size(), 1u) << "coordinates are not variables";
        EXPECT_EQ(file.axis_meaning(), AxisMeaning::metres);
        EXPECT_NEAR(std::abs(file.grid().x.step()), 27000.0, tolerance / 4.0);
        EXPECT_NEAR(file.grid().y.step(), 27000.0, tolerance / 4.0);
        const Projection projection(*file.grid().crs);
        const Point centre
            = projection.to_wgs84({ file.grid().x.centre(0), file.grid().y.centre(0) });
        const Point expected = Cone().to_earth({ -54000.0, -40500.0 });
        EXPECT_NEAR(centre.x, expected.x, tolerance / 100'000.0);
        EXPECT_NEAR(centre.y, expected.y, tolerance / 100'000.0);
    }
};

NetcdfWriter& wrf_projection_attributes(NetcdfWriter& writer)
{
    return writer.attribute("", "MAP_PROJ", 1)
        .attribute("", "TRUELAT1", 30)
        .attribute("", "TRUELAT2", 60)
        .attribute("", "STAND_LON", 105)
        .attribute("", "MOAD_CEN_LAT", 35)
        .attribute("", "CEN_LAT", 35)
        .attribute("", "CEN_LON", 105)
        .attribute("", "DX", 27000)
        .attribute("", "DY", 27000);
}

TEST_F(CurvilinearGridTest, RegularInDegrees_IsRead)
{
    const Positions all = positions(3, 4, [](double column, double row) {
        return Point { 100.25 + 0.5 * column, 30.25 + 0.5 * row };
    });
    for (const double first : { -1.0, 0.0, 1.0 }) { // -1: no coordinates of row and column
        NetcdfWriter writer(path_);
        begin(writer, all, 3, "y", "x");
        if (first >= 0.0) {
            writer.field("y", { "y" }, { first, first + 1, first + 2 }, NC_INT)
                .field("x", { "x" }, { first, first + 1, first + 2, first + 3 }, NC_INT);
        }
        writer.close();
        const auto file = open();
        EXPECT_EQ(file->grid(), (Grid { Axis(100, 0.5, 4), Axis(30, 0.5, 3).clamped(90), Crs() }))
            << first;
        EXPECT_EQ(file->variables().size(), 1u) << first;
    }
}

TEST_F(CurvilinearGridTest, JumpAt180Degrees_IsRead)
{
    const Positions all = positions(3, 4, [](double column, double row) {
        const double longitude = 178.5 + column;
        return Point { longitude > 180.0 ? longitude - 360.0 : longitude, 30.5 - row };
    });
    NetcdfWriter writer(path_);
    begin(writer, all, 3).close();
    EXPECT_EQ(open()->grid(), (Grid { Axis(178, 1, 4), Axis(31, -1, 3).clamped(90), Crs() }));
}

TEST_F(CurvilinearGridTest, WrfProjection_IsRead)
{
    NetcdfWriter writer(path_);
    wrf_projection_attributes(begin(writer, on_the_cone(), 4)).close();
    expect_cone(*open(), 10.0); // float32 holds longitudes to 4e-6 degrees
}

TEST_F(CurvilinearGridTest, WrfWithTime_IsRead)
{
    const Positions all = on_the_cone();
    Positions twice = all;
    twice.longitudes.insert(twice.longitudes.end(), all.longitudes.begin(), all.longitudes.end());
    twice.latitudes.insert(twice.latitudes.end(), all.latitudes.begin(), all.latitudes.end());
    for (const double shift : { 0.0, 0.5 }) {
        twice.longitudes.back() += shift;
        NetcdfWriter writer(path_);
        writer.dimension("Time", 2)
            .dimension("south_north", 4)
            .dimension("west_east", 5)
            .field("XLAT", { "Time", "south_north", "west_east" }, twice.latitudes)
            .field("XLONG", { "Time", "south_north", "west_east" }, twice.longitudes)
            .field("emi", { "Time", "south_north", "west_east" }, Values(40, 1.0));
        wrf_projection_attributes(writer).close();
        if (shift == 0.0) {
            expect_cone(*open(), 10.0);
        } else {
            EXPECT_THAT(refused([&] { open(); }), IsProblem(ProblemCode::unsupported, path_));
        }
    }
}

TEST_F(CurvilinearGridTest, WrfWithoutCoordinates_IsRead)
{
    NetcdfWriter writer(path_);
    writer.dimension("south_north", 4)
        .dimension("west_east", 5)
        .field("emi", { "south_north", "west_east" }, Values(20, 1.0))
        .attribute("", "WEST-EAST_GRID_DIMENSION", 6)
        .attribute("", "SOUTH-NORTH_GRID_DIMENSION", 5);
    wrf_projection_attributes(writer).close();
    expect_cone(*open(), 1e-3);
}

TEST_F(CurvilinearGridTest, PartOfWrfWithoutCoordinates_IsRefused)
{
    NetcdfWriter writer(path_);
    writer.dimension("south_north", 4)
        .dimension("west_east", 4)
        .field("emi", { "south_north", "west_east" }, Values(16, 1.0))
        .attribute("", "WEST-EAST_GRID_DIMENSION", 6)
        .attribute("", "SOUTH-NORTH_GRID_DIMENSION", 5);
    wrf_projection_attributes(writer).close();
    EXPECT_THAT(refused([&] { open(); }), IsProblem(ProblemCode::missing, path_));
}

TEST_F(CurvilinearGridTest, GridMappingWithoutPlane_IsRead)
{
    for (const char* named :
        { "crs", "crs: y x earth: XLAT XLONG", "earth: XLONG XLAT crs: x y" }) {
        NetcdfWriter writer(path_);
        begin(writer, on_the_cone(), 4, "y", "x")
            .field("earth", {}, { 0 }, NC_INT)
            .attribute("earth", "grid_mapping_name", "latitude_longitude")
            .field("crs", {}, { 0 }, NC_INT)
            .attribute("crs", "grid_mapping_name", "lambert_conformal_conic")
            .attribute("crs", "standard_parallel", Values { 30, 60 })
            .attribute("crs", "longitude_of_central_meridian", 105)
            .attribute("crs", "latitude_of_projection_origin", 35)
            .attribute("crs", "earth_radius", 6370000)
            .attribute("emi", "grid_mapping", named)
            .close();
        expect_cone(*open(), 10.0);
    }
}

TEST_F(CurvilinearGridTest, PlainCoordinatesOfThePlane_Win)
{
    NetcdfWriter writer(path_);
    begin(writer, on_the_cone(), 4, "y", "x")
        .field("y", { "y" }, { -40.5, -13.5, 13.5, 40.5 }, NC_DOUBLE)
        .field("x", { "x" }, { -54, -27, 0, 27, 54 }, NC_DOUBLE)
        .field("crs", {}, { 0 }, NC_INT)
        .attribute("crs", "proj4",
            "+proj=lcc +lat_1=30 +lat_2=60 +lat_0=35 +lon_0=105 +R=6370000 +units=km")
        .attribute("emi", "grid_mapping", "crs")
        .close();
    expect_cone(*open(), 1e-6);
}

TEST_F(CurvilinearGridTest, OfNoPlane_KeepsPositions)
{
    NetcdfWriter writer(path_);
    begin(writer, on_the_cone(), 4).close();
    const auto file = open();
    EXPECT_FALSE(file->grid().crs);
    EXPECT_EQ(file->axis_meaning(), AxisMeaning::counts);
    ASSERT_TRUE(file->positions());
    EXPECT_EQ(file->positions()->names, "'XLONG' and 'XLAT'");
    EXPECT_EQ(file->grid().columns(), 5u);
}

TEST_F(CurvilinearGridTest, OfAnotherProjection_KeepsPositions)
{
    NetcdfWriter writer(path_);
    wrf_projection_attributes(begin(writer, on_the_cone(), 4))
        .attribute("", "TRUELAT1", 20)
        .attribute("", "STAND_LON", 90)
        .close();
    EXPECT_FALSE(open()->grid().crs);
}

TEST_F(CurvilinearGridTest, IoapiLambert_IsRead)
{
    NetcdfWriter writer(path_);
    writer.dimension("TSTEP", 1)
        .dimension("LAY", 1)
        .dimension("ROW", 4)
        .dimension("COL", 5)
        .field("emi", { "TSTEP", "LAY", "ROW", "COL" }, Values(20, 1.0))
        .attribute("", "GDTYP", 2)
        .attribute("", "P_ALP", 30)
        .attribute("", "P_BET", 60)
        .attribute("", "P_GAM", 105)
        .attribute("", "XCENT", 105)
        .attribute("", "YCENT", 35)
        .attribute("", "XORIG", -67500)
        .attribute("", "YORIG", -54000)
        .attribute("", "XCELL", 27000)
        .attribute("", "YCELL", 27000)
        .attribute("", "NCOLS", 5)
        .attribute("", "NROWS", 4)
        .close();
    expect_cone(*open(), 1e-3);
}

TEST_F(CurvilinearGridTest, IoapiInDegrees_IsRead)
{
    NetcdfWriter writer(path_);
    writer.dimension("ROW", 2)
        .dimension("COL", 3)
        .field("emi", { "ROW", "COL" }, Values(6, 1.0))
        .attribute("", "GDTYP", 1)
        .attribute("", "XORIG", 100)
        .attribute("", "YORIG", 30)
        .attribute("", "XCELL", 0.25)
        .attribute("", "YCELL", 0.5)
        .attribute("", "NCOLS", 3)
        .attribute("", "NROWS", 2)
        .close();
    EXPECT_EQ(open()->grid(), (Grid { Axis(100, 0.25, 3), Axis(30, 0.5, 2).clamped(90), Crs() }));
}

TEST_F(CurvilinearGridTest, IoapiOfOtherSize_IsRefused)
{
    NetcdfWriter writer(path_);
    writer.dimension("ROW", 2).dimension("COL", 3).field("emi", { "ROW", "COL" }, Values(6, 1.0));
    for (const char* name : { "GDTYP", "XORIG", "YORIG", "XCELL", "YCELL", "NCOLS", "NROWS" }) {
        writer.attribute("", name, 1);
    }
    writer.close();
    EXPECT_THAT(refused([&] { open(); }), IsProblem(ProblemCode::inconsistent, path_));
}

TEST_F(CurvilinearGridTest, NumbersOfRowsAndColumns_AreNoPlaces)
{
    struct Case {
        Values x;
        AxisMeaning meaning;
    };
    for (const Case& c : { Case { { 0, 1, 2 }, AxisMeaning::counts },
             Case { { 1, 2, 3 }, AxisMeaning::counts }, Case { { 3, 2, 1 }, AxisMeaning::counts },
             Case { { 100, 101, 102 }, AxisMeaning::undeclared },
             Case { { 0.5, 1.5, 2.5 }, AxisMeaning::undeclared } }) {
        NetcdfWriter(path_)
            .axis("y", "", { 0, 1, 2 })
            .axis("x", "", c.x)
            .field("emi", { "y", "x" }, Values(9, 1.0))
            .close();
        EXPECT_EQ(open()->axis_meaning(), c.meaning) << c.x[0];
    }
}

} // namespace
} // namespace cityflux
