#include "grids/storage/netcdf_file.h"

#include "grids/storage/grid_file.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Values = std::vector<double>;
using Words = std::vector<std::string>;
using Slice = std::vector<std::size_t>;

constexpr double none = -777.0; ///< stands for NaN in what is compared
const double nan = std::numeric_limits<double>::quiet_NaN();

/// All values of one slice in grid order.
Values values_of(GridFile& file, const Slice& slice = {}, const std::string& name = "emi")
{
    Values values = file.values(*file.find(name), slice, { 0, file.grid().rows() });
    for (double& value : values) {
        value = std::isnan(value) ? none : value;
    }
    return values;
}

class NetcdfFileTest : public testing::Test {
protected:
    /// Three rows from 50 to 53 N, three columns from 10 to 13 E.
    NetcdfWriter& three_by_three(NetcdfWriter& writer) const
    {
        return writer.axis("lat", "degrees_north", { 50.5, 51.5, 52.5 }).axis("lon", "degrees_east", { 10.5, 11.5, 12.5 });
    }

    std::unique_ptr<GridFile> open() const { return open_netcdf(path_); }
    std::string refusal() const
    {
        return refusal_of([&] { open(); });
    }

    TemporaryFolder folder_;
    std::string path_ = folder_.file("a.nc");
};

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
    EXPECT_TRUE(file->oddities().empty());
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

TEST_F(NetcdfFileTest, ReadsAWindowOfRows)
{
    NetcdfWriter writer(path_);
    three_by_three(writer).field("emi", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9 }).close();
    const auto file = open();
    EXPECT_EQ(file->values(file->variables()[0], {}, { 1, 1 }), (Values { 4, 5, 6 }));
    EXPECT_EQ(file->values(file->variables()[0], {}, { 1, 2 }), (Values { 4, 5, 6, 7, 8, 9 }));
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

TEST_F(NetcdfFileTest, CellsByTheirBoundsWhereCoordinatesAreCorners)
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
    ASSERT_EQ(file->oddities().size(), 1u);
    EXPECT_THAT(file->oddities()[0], HasSubstr("'lat' are not cell centres: the cells are taken from 'lat_bnds'"));
}

TEST_F(NetcdfFileTest, BoundsOfADescendingAxisInEitherOrder)
{
    for (const Values& bounds : { Values { 53, 52, 52, 51, 51, 50 }, Values { 52, 53, 51, 52, 50, 51 } }) {
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

TEST_F(NetcdfFileTest, ASingleRowByItsBounds)
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

TEST_F(NetcdfFileTest, ASingleRowWithoutBoundsIsRefused)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 50.5 })
        .axis("lon", "degrees_east", { 10.5, 11.5, 12.5 })
        .field("emi", { "lat", "lon" }, { 1, 2, 3 })
        .close();
    EXPECT_THAT(refusal(), HasSubstr("axis 'lat' of " + path_ + " has 1 coordinates"));
}

TEST_F(NetcdfFileTest, TimeAfterTheGrid)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("time", "days since 2019-01-01", { 15.5, 45 })
        .field("emi", { "lat", "lon", "time" }, { 1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 7, 70, 8, 80, 9, 90 })
        .close();
    const auto file = open();
    ASSERT_EQ(file->variables()[0].dimensions.size(), 1u);
    const SliceDimension& time = file->variables()[0].dimensions[0];
    EXPECT_TRUE(time.time);
    EXPECT_EQ(time.size, 2u);
    ASSERT_EQ(time.steps.size(), 2u);
    EXPECT_EQ(time.steps[0].month, (Period { 2019, 1 }));
    EXPECT_EQ(time.steps[1].month, (Period { 2019, 2 }));
    EXPECT_EQ(time.steps[1].length, TimeStep::Length::month);
    EXPECT_EQ(values_of(*file, { 0 }), (Values { 1, 2, 3, 4, 5, 6, 7, 8, 9 }));
    EXPECT_EQ(values_of(*file, { 1 }), (Values { 10, 20, 30, 40, 50, 60, 70, 80, 90 }));
    EXPECT_EQ(file->values(file->variables()[0], Slice { 1 }, { 2, 1 }), (Values { 70, 80, 90 }));
}

TEST_F(NetcdfFileTest, LongitudeBeforeLatitudeIsTransposed)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 50.5, 51.5 })
        .axis("lon", "degrees_east", { 10.5, 11.5, 12.5 })
        .axis("time", "days since 2019-01-01", { 15.5, 45 })
        .field("emi", { "lon", "lat" }, { 1, 4, 2, 5, 3, 6 })
        .field("monthly", { "lon", "time", "lat" }, { 1, 4, 10, 40, 2, 5, 20, 50, 3, 6, 30, 60 })
        .close();
    const auto file = open();
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6 }));
    EXPECT_EQ(file->values(*file->find("emi"), {}, { 1, 1 }), (Values { 4, 5, 6 }));
    EXPECT_EQ(values_of(*file, { 1 }, "monthly"), (Values { 10, 20, 30, 40, 50, 60 }));
}

TEST_F(NetcdfFileTest, SectorsAndTimesEachInItsPlace)
{
    NetcdfWriter writer(path_);
    Values all(2 * 3 * 9);
    std::iota(all.begin(), all.end(), 0.0);
    three_by_three(writer)
        .axis("time", "years since 2010-01-01", { 0, 1 })
        .dimension("sector", 3)
        .strings("sector_name", { "sector" }, { "power", "industry", "transport" })
        .field("emi", { "time", "sector", "lat", "lon" }, all)
        .close();
    const auto file = open();
    const auto& dimensions = file->variables()[0].dimensions;
    ASSERT_EQ(dimensions.size(), 2u);
    EXPECT_EQ(dimensions[0].name, "time");
    EXPECT_EQ(dimensions[0].steps[1].length, TimeStep::Length::year);
    EXPECT_EQ(dimensions[1].name, "sector");
    EXPECT_EQ(dimensions[1].labels, (Words { "power", "industry", "transport" }));
    EXPECT_EQ(values_of(*file, { 1, 2 }), (Values { 45, 46, 47, 48, 49, 50, 51, 52, 53 }));
}

TEST_F(NetcdfFileTest, SectorsNamedByCharacters)
{
    for (const char padding : { '\0', ' ' }) {
        NetcdfWriter writer(path_, NC_CLASSIC_MODEL);
        three_by_three(writer)
            .dimension("sector", 2)
            .dimension("width", 12)
            .characters("sector", { "sector", "width" }, { "power", "industry" }, padding)
            .field("emi", { "sector", "lat", "lon" }, Values(18, 1.0))
            .close();
        EXPECT_EQ(open()->variables()[0].dimensions[0].labels, (Words { "power", "industry" }));
    }
}

TEST_F(NetcdfFileTest, SectorsByNumber)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("sector", "", { 1, 2, 21 }, NC_INT)
        .field("emi", { "sector", "lat", "lon" }, Values(27, 1.0))
        .close();
    EXPECT_EQ(open()->variables()[0].dimensions[0].labels, (Words { "1", "2", "21" }));
}

TEST_F(NetcdfFileTest, SectorsByFlagMeanings)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("sector", "", { 2, 1, 7 }, NC_INT)
        .attribute("sector", "flag_values", Values { 1, 2 }, NC_INT)
        .attribute("sector", "flag_meanings", "power industry")
        .field("emi", { "sector", "lat", "lon" }, Values(27, 1.0))
        .close();
    EXPECT_EQ(open()->variables()[0].dimensions[0].labels, (Words { "industry", "power", "7" }));
}

TEST_F(NetcdfFileTest, PackedShorts)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, { 0, 2, -999, 4, 5, 6, 7, 8, 9 }, NC_SHORT)
        .attribute("emi", "_FillValue", -999, NC_SHORT)
        .attribute("emi", "scale_factor", 0.5)
        .attribute("emi", "add_offset", 100)
        .close();
    const auto file = open();
    EXPECT_EQ(file->variables()[0].type, ElementType::int16);
    EXPECT_EQ(values_of(*file), (Values { 100, 101, none, 102, 102.5, 103, 103.5, 104, 104.5 }));
}

TEST_F(NetcdfFileTest, NodataInItsDisguises)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, { 1, -1, 3, -9.99e8, nan, 1e30, 7, 9.969209968386869e36, 9 })
        .attribute("emi", "_FillValue", -1, NC_FLOAT)
        // A double on float data: -9.99e8 is another number in float32 than in float64.
        .attribute("emi", "missing_value", -9.99e8, NC_DOUBLE)
        .attribute("emi", "valid_range", Values { 0, 1e20 }, NC_FLOAT)
        .close();
    EXPECT_EQ(values_of(*open()), (Values { 1, none, 3, none, none, none, 7, none, 9 }));
}

TEST_F(NetcdfFileTest, ValidMinAndValidMaxApplyEachAlone)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, { -1, 2, 3, 4, 5, 6, 7, 8, 9 })
        .attribute("emi", "valid_min", 0.0, NC_FLOAT)
        .field("other", { "lat", "lon" }, { -1, 2, 3, 4, 5, 6, 7, 8, 9 })
        .attribute("other", "valid_max", 8, NC_FLOAT)
        .close();
    const auto file = open();
    EXPECT_EQ(values_of(*file), (Values { none, 2, 3, 4, 5, 6, 7, 8, 9 }));
    EXPECT_EQ(values_of(*file, {}, "other"), (Values { -1, 2, 3, 4, 5, 6, 7, 8, none }));
}

TEST_F(NetcdfFileTest, CellsNeverWrittenAreNoData)
{
    // The library fills them with its own values where the file names none, or names only a missing_value.
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("time", "days since 2019-01-01", { 15.5, 45 })
        .field("emi", { "time", "lat", "lon" }, {})
        .field("missing", { "lat", "lon" }, {})
        .attribute("missing", "missing_value", -999, NC_FLOAT)
        .field("double", { "lat", "lon" }, {}, NC_DOUBLE)
        .field("short", { "lat", "lon" }, {}, NC_SHORT)
        .field("int", { "lat", "lon" }, {}, NC_INT)
        .close();
    const auto file = open();
    EXPECT_EQ(values_of(*file, { 1 }), Values(9, none));
    for (const char* name : { "missing", "double", "short", "int" }) {
        EXPECT_EQ(values_of(*file, {}, name), Values(9, none)) << name;
    }
}

class GmtGridTest : public NetcdfFileTest {
protected:
    /// The flat form of GMT 3: three columns and two rows, the first in the north.
    void write(const Values& x_range, const Values& y_range, const Values& spacing, const Values& size = { 3, 2 }) const
    {
        NetcdfWriter(path_, NC_CLASSIC_MODEL)
            .dimension("side", 2)
            .dimension("xysize", 6)
            .field("x_range", { "side" }, x_range, NC_DOUBLE)
            .attribute("x_range", "units", "degrees")
            .field("y_range", { "side" }, y_range, NC_DOUBLE)
            .attribute("y_range", "units", "degrees")
            .field("spacing", { "side" }, spacing, NC_DOUBLE)
            .field("dimension", { "side" }, size, NC_INT)
            .field("z", { "xysize" }, { 1, 2, 3, 4, 5, 6 })
            .attribute("z", "scale_factor", 1)
            .attribute("z", "add_offset", 0.0)
            .close();
    }
};

TEST_F(GmtGridTest, PixelRegistration)
{
    write({ 10, 13 }, { 50, 52 }, { 1, 1 });
    const auto file = open();
    EXPECT_EQ(file->format(), "netCDF-3, flat GMT grid");
    EXPECT_EQ(file->grid(), (Grid { Axis(10, 1, 3), Axis(52, -1, 2), Crs() }));
    EXPECT_EQ(values_of(*file, {}, "z"), (Values { 1, 2, 3, 4, 5, 6 }));
    EXPECT_EQ(file->values(file->variables()[0], {}, { 1, 1 }), (Values { 4, 5, 6 }));
}

TEST_F(GmtGridTest, GridlineRegistration)
{
    write({ 10.5, 12.5 }, { 50.5, 51.5 }, { 1, 1 });
    EXPECT_EQ(open()->grid(), (Grid { Axis(10, 1, 3), Axis(52, -1, 2), Crs() }));
}

TEST_F(GmtGridTest, RangesThatDoNotFitAreRefused)
{
    write({ 10, 14 }, { 50, 52 }, { 1, 1 });
    EXPECT_THAT(refusal(), HasSubstr("x_range 10..14, spacing 1 and 3 columns do not fit together"));
    write({ 10.5, 12.5 }, { 50, 58 }, { 1, 1 });
    EXPECT_THAT(refusal(), HasSubstr("y_range 50..58, spacing 1 and 2 rows do not fit together"));
}

TEST_F(GmtGridTest, SizesThatDoNotMultiplyAreRefused)
{
    write({ 10, 13 }, { 50, 52 }, { 1, 1 }, { 3, 3 });
    EXPECT_THAT(refusal(), HasSubstr("'z' does not hold the 3 x 3 values that 'dimension' announces"));
    write({ 10, 13 }, { 50, 52 }, { 1, 1 }, { 0, 2 });
    EXPECT_THAT(refusal(), HasSubstr("gives 0 x 2 as its size"));
}

TEST_F(NetcdfFileTest, RotatedPole)
{
    NetcdfWriter(path_)
        .axis("rlat", "degrees", { -0.5, 0.5 })
        .attribute("rlat", "standard_name", "grid_latitude")
        .axis("rlon", "degrees", { -1, 0, 1 })
        .attribute("rlon", "standard_name", "grid_longitude")
        .dimension("one", 1)
        .field("rotated_pole", { "one" }, { 0 }, NC_INT)
        .attribute("rotated_pole", "grid_mapping_name", "rotated_latitude_longitude")
        .attribute("rotated_pole", "grid_north_pole_latitude", 39.25)
        .attribute("rotated_pole", "grid_north_pole_longitude", -162)
        .field("emi", { "rlat", "rlon" }, { 1, 2, 3, 4, 5, 6 })
        .attribute("emi", "grid_mapping", "rotated_pole")
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid(), (Grid { Axis(-1.5, 1, 3), Axis(-1, 1, 2).clamped(90), Crs::rotated_pole(39.25, -162, 0) }));
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6 }));
}

TEST_F(NetcdfFileTest, ARotatedPoleWithoutAPlaceIsRefused)
{
    NetcdfWriter(path_)
        .axis("rlat", "degrees", { -0.5, 0.5 })
        .axis("rlon", "degrees", { -1, 0, 1 })
        .field("pole", {}, { 0 }, NC_INT)
        .attribute("pole", "grid_mapping_name", "rotated_latitude_longitude")
        .field("emi", { "rlat", "rlon" }, { 1, 2, 3, 4, 5, 6 })
        .attribute("emi", "grid_mapping", "pole")
        .close();
    EXPECT_THAT(refusal(), HasSubstr("grid mapping 'pole' does not say where its pole stands"));
}

/// A grid of 3 x 3 kilometres in a projection, described by what `mapping` adds to the variable "crs".
template <typename Mapping>
void write_projected(const std::string& path, const std::string& units, double size, const Mapping& mapping)
{
    NetcdfWriter writer(path);
    writer.axis("y", units, { 3001.5 * size, 3000.5 * size, 2999.5 * size })
        .attribute("y", "standard_name", "projection_y_coordinate")
        .axis("x", units, { 500.5 * size, 501.5 * size, 502.5 * size })
        .attribute("x", "standard_name", "projection_x_coordinate")
        .field("crs", {}, { 0 }, NC_INT);
    mapping(writer);
    writer.field("emi", { "y", "x" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9 }).attribute("emi", "grid_mapping", "crs").close();
}

TEST_F(NetcdfFileTest, GridMappingByWkt)
{
    const std::string wkt
        = R"(PROJCS["WGS 84 / UTM zone 32N",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],)"
          R"(PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],)"
          R"(PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",9],PARAMETER["scale_factor",0.9996],)"
          R"(PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1],AUTHORITY["EPSG","32632"]])";
    for (const char* attribute : { "crs_wkt", "spatial_ref" }) {
        write_projected(path_, "m", 1000.0, [&](NetcdfWriter& writer) {
            writer.attribute("crs", "grid_mapping_name", "transverse_mercator").attribute("crs", attribute, wkt);
        });
        const auto file = open();
        EXPECT_EQ(file->grid(), (Grid { Axis(500000, 1000, 3), Axis(3002000, -1000, 3), Crs::parse("EPSG:32632", "a") }))
            << attribute;
    }
}

TEST_F(NetcdfFileTest, GridMappingByAlbersParameters)
{
    write_projected(path_, "m", 1000.0, [](NetcdfWriter& writer) {
        writer.attribute("crs", "grid_mapping_name", "albers_conical_equal_area")
            .attribute("crs", "standard_parallel", Values { 25, 47 })
            .attribute("crs", "longitude_of_central_meridian", 105)
            .attribute("crs", "latitude_of_projection_origin", 0.0)
            .attribute("crs", "false_easting", 4000000)
            .attribute("crs", "semi_major_axis", 6378137)
            .attribute("crs", "inverse_flattening", 298.257223563);
    });
    const auto file = open();
    ASSERT_TRUE(file->grid().crs);
    EXPECT_EQ(file->grid().crs->kind, CrsKind::projected);
    const Projection expected(
        Crs::parse("+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +x_0=4000000 +datum=WGS84 +type=crs", "a"));
    const Point beijing = expected.to_plane({ 116.4, 39.9 });
    const Point found = Projection(*file->grid().crs).to_plane({ 116.4, 39.9 });
    EXPECT_NEAR(found.x, beijing.x, 1e-3);
    EXPECT_NEAR(found.y, beijing.y, 1e-3);
}

TEST_F(NetcdfFileTest, GridMappingOfOtherProjections)
{
    struct Case {
        const char* mapping;
        std::map<std::string, double> parameters;
        const char* proj;
    };
    const std::vector<Case> cases {
        { "lambert_conformal_conic",
            { { "standard_parallel", 35 }, { "longitude_of_central_meridian", 110 }, { "latitude_of_projection_origin", 35 },
                { "earth_radius", 6370000 } },
            "+proj=lcc +lat_1=35 +lat_0=35 +lon_0=110 +R=6370000 +type=crs" },
        { "lambert_azimuthal_equal_area",
            { { "longitude_of_projection_origin", 10 }, { "latitude_of_projection_origin", 52 }, { "false_easting", 4321000 },
                { "false_northing", 3210000 } },
            "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +datum=WGS84 +type=crs" },
        { "transverse_mercator",
            { { "longitude_of_central_meridian", 9 }, { "latitude_of_projection_origin", 0 },
                { "scale_factor_at_central_meridian", 0.9996 }, { "false_easting", 500000 } },
            "EPSG:32632" },
        { "lambert_cylindrical_equal_area", { { "standard_parallel", 30 }, { "longitude_of_central_meridian", 0 } },
            "+proj=cea +lat_ts=30 +datum=WGS84 +type=crs" },
    };
    for (const Case& c : cases) {
        write_projected(path_, "m", 1000.0, [&](NetcdfWriter& writer) {
            writer.attribute("crs", "grid_mapping_name", c.mapping);
            for (const auto& [name, value] : c.parameters) {
                writer.attribute("crs", name, value);
            }
        });
        const Point expected = Projection(Crs::parse(c.proj, "a")).to_plane({ 12.0, 48.0 });
        const Point found = Projection(*open()->grid().crs).to_plane({ 12.0, 48.0 });
        EXPECT_NEAR(found.x, expected.x, 1e-3) << c.mapping;
        EXPECT_NEAR(found.y, expected.y, 1e-3) << c.mapping;
    }
}

TEST_F(NetcdfFileTest, AnUnknownGridMappingIsRefused)
{
    write_projected(
        path_, "m", 1000.0, [](NetcdfWriter& writer) { writer.attribute("crs", "grid_mapping_name", "flat_earth"); });
    EXPECT_THAT(refusal(),
        HasSubstr("grid mapping 'crs': 'flat_earth' without crs_wkt is not supported; declare the system with --assume-crs"));
}

TEST_F(NetcdfFileTest, KilometresBecomeMetres)
{
    for (const char* units : { "km", "kilometers", "Kilometre" }) {
        write_projected(path_, units, 1.0, [](NetcdfWriter& writer) { writer.attribute("crs", "spatial_ref", "EPSG:32632"); });
        const auto file = open();
        EXPECT_EQ(file->grid(), (Grid { Axis(500000, 1000, 3), Axis(3002000, -1000, 3), Crs::parse("EPSG:32632", "a") }))
            << units;
    }
}

TEST_F(NetcdfFileTest, TheOnlyGridMappingIsTakenAndSaid)
{
    NetcdfWriter(path_)
        .axis("y", "m", { 3000500, 3001500 })
        .axis("x", "m", { 500500, 501500 })
        .field("crs", {}, { 0 }, NC_INT)
        .attribute("crs", "grid_mapping_name", "transverse_mercator")
        .attribute("crs", "spatial_ref", "EPSG:32632")
        .field("emi", { "y", "x" }, { 1, 2, 3, 4 })
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid().crs, Crs::parse("EPSG:32632", "a"));
    ASSERT_EQ(file->oddities().size(), 1u);
    EXPECT_THAT(file->oddities()[0], HasSubstr("'crs', the only one of the file, is taken"));
}

TEST_F(NetcdfFileTest, MetresWithoutAnyMappingStayAsTheyAre)
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

TEST_F(NetcdfFileTest, TheGridOfMostVariablesIsTaken)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("coarse_lat", "degrees_north", { 45, 55 })
        .axis("coarse_lon", "degrees_east", { 5, 15 })
        .field("mask", { "coarse_lat", "coarse_lon" }, { 0, 1, 1, 0 })
        .field("emi", { "lat", "lon" }, Values(9, 1.0))
        .field("more", { "lat", "lon" }, Values(9, 2.0))
        .close();
    const auto file = open();
    EXPECT_EQ(file->grid().x, Axis(10, 1, 3));
    EXPECT_EQ(file->variables().size(), 2u);
    EXPECT_EQ(file->find("mask"), nullptr);
    EXPECT_EQ(file->oddities(), (Words { "variable 'mask' lies on another grid and is left out" }));
    EXPECT_EQ(values_of(*file, {}, "more"), Values(9, 2.0));
}

TEST_F(NetcdfFileTest, CurvilinearGridsAreRefused)
{
    NetcdfWriter(path_)
        .dimension("south_north", 2)
        .dimension("west_east", 2)
        .field("XLAT", { "south_north", "west_east" }, { 50, 50, 51, 51 })
        .attribute("XLAT", "units", "degrees_north")
        .field("XLONG", { "south_north", "west_east" }, { 10, 11, 10, 11 })
        .attribute("XLONG", "units", "degrees_east")
        .field("emi", { "south_north", "west_east" }, { 1, 2, 3, 4 })
        .close();
    const std::string message = refusal();
    EXPECT_THAT(message, HasSubstr(path_ + ": no variable lies on a grid with one-dimensional x and y coordinates"));
    EXPECT_THAT(message, HasSubstr("XLAT, XLONG, emi"));
    EXPECT_THAT(message, HasSubstr("cdo remapcon"));
}

TEST_F(NetcdfFileTest, AGridWithoutCoordinatesIsRefused)
{
    NetcdfWriter(path_).dimension("lat", 2).dimension("lon", 2).field("emi", { "lat", "lon" }, { 1, 2, 3, 4 }).close();
    EXPECT_THAT(refusal(), HasSubstr("no variable lies on a grid"));
}

TEST_F(NetcdfFileTest, AnIrregularAxisIsRefusedWithThePlace)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 10, 11, 12, 14 })
        .axis("lon", "degrees_east", { 10.5, 11.5 })
        .field("emi", { "lat", "lon" }, Values(8, 1.0))
        .close();
    EXPECT_THAT(refusal(), HasSubstr("axis 'lat' of " + path_ + " is irregular: from coordinate 3, 12, to the next, 14"));
}

TEST_F(NetcdfFileTest, ATimeAxisThatCannotBeReadIsKeptAsTrouble)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("time", "days since 2016-01-01", { 138500 })
        .field("emi", { "time", "lat", "lon" }, Values(9, 1.0))
        .close();
    const auto file = open();
    const SliceDimension& time = file->variables()[0].dimensions[0];
    EXPECT_TRUE(time.time);
    EXPECT_TRUE(time.steps.empty());
    EXPECT_THAT(time.trouble, HasSubstr("time axis 'time': year 2395"));
}

TEST_F(NetcdfFileTest, MonthsByTimeBounds)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .dimension("nv", 2)
        .axis("time", "days since 2020-01-01", { 60 })
        .attribute("time", "bounds", "time_bnds")
        .attribute("time", "calendar", "standard")
        .field("time_bnds", { "time", "nv" }, { 31, 60 }, NC_DOUBLE)
        .field("emi", { "time", "lat", "lon" }, Values(9, 1.0))
        .close();
    const auto file = open();
    ASSERT_EQ(file->variables()[0].dimensions[0].steps.size(), 1u);
    EXPECT_EQ(file->variables()[0].dimensions[0].steps[0].month, (Period { 2020, 2 }));
    EXPECT_EQ(file->variables()[0].dimensions[0].steps[0].length, TimeStep::Length::month);
}

struct Format {
    int flag;
    const char* name;
};

void PrintTo(const Format& format, std::ostream* out)
{
    *out << format.name;
}

class ClassicFormat : public NetcdfFileTest, public testing::WithParamInterface<Format> {
protected:
    /// Fixed variables and, along the record dimension, two of different sizes.
    void write() const
    {
        NetcdfWriter writer(path_, GetParam().flag);
        three_by_three(writer)
            .attribute("", "history", std::string(2000, 'h'))
            .dimension("time", NC_UNLIMITED)
            .field("time", { "time" }, { 15.5, 45, 74.5 }, NC_DOUBLE)
            .attribute("time", "units", "days since 2019-01-01")
            .field("flag", { "time" }, { 1, 2, 3 }, NC_SHORT)
            .field("emi", { "time", "lat", "lon" }, Values(27, 5.0))
            .close();
    }
};

TEST_P(ClassicFormat, IsReadWhole)
{
    write();
    const auto file = open();
    EXPECT_EQ(file->format(), GetParam().name);
    EXPECT_EQ(file->variables()[0].dimensions[0].size, 3u);
    EXPECT_EQ(values_of(*file, { 2 }), Values(9, 5.0));
}

TEST_P(ClassicFormat, TruncatedIsRefused)
{
    // The library itself reads zeros beyond the end of a file that is cut short.
    write();
    const auto whole = std::filesystem::file_size(path_);
    for (const std::uintmax_t missing : { std::uintmax_t { 4 }, std::uintmax_t { 100 }, whole / 2 }) {
        write();
        cut_file(path_, whole - missing);
        const std::string message = refusal();
        EXPECT_THAT(message, HasSubstr(path_)) << missing << " bytes are missing";
        EXPECT_THAT(message, HasSubstr("cut short")) << missing << " bytes are missing";
    }
}

INSTANTIATE_TEST_SUITE_P(Every, ClassicFormat,
    testing::Values(Format { NC_CLASSIC_MODEL, "netCDF-3" }, Format { NC_64BIT_OFFSET, "netCDF-3 (64-bit offset)" },
        Format { NC_64BIT_DATA, "netCDF-3 (64-bit data)" }));

TEST_F(NetcdfFileTest, ClassicWithoutRecordsIsReadAndItsCutRefused)
{
    // A last variable of bytes, whose padding to four may be left out of the file.
    NetcdfWriter writer(path_, NC_CLASSIC_MODEL);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, Values(9, 5.0))
        .field("mask", { "lat", "lon" }, Values(9, 1.0), NC_BYTE)
        .close();
    EXPECT_EQ(values_of(*open()), Values(9, 5.0));
    cut_file(path_, std::filesystem::file_size(path_) - 16);
    EXPECT_THAT(refusal(), HasSubstr("cut short"));
}

TEST_F(NetcdfFileTest, TruncatedNetcdf4IsRefused)
{
    NetcdfWriter writer(path_);
    three_by_three(writer).field("emi", { "lat", "lon" }, Values(9, 5.0)).close();
    cut_file_in_half(path_);
    const std::string message = refusal();
    EXPECT_THAT(message, HasSubstr(path_ + ": the file cannot be opened"));
    EXPECT_THAT(message, HasSubstr("cut short"));
}

TEST_F(NetcdfFileTest, WhatIsNoNetcdfIsRefused)
{
    folder_.write("a.nc", "CDF\001 and then nothing of the kind");
    EXPECT_THAT(refusal(), HasSubstr(path_ + ": the file "));
    EXPECT_NE(refusal_of([&] { open_netcdf(folder_.file("nothing.nc")); }), "accepted");
}

} // namespace
} // namespace cityflux
